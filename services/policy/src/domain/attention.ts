import type { Data } from '@frontdesk/contracts';
import type { KnownTemplate } from './catalogue.ts';
import type { Restriction } from './standing.ts';
import { banned, flagged, qualityRed } from './standing.ts';
import { standInsOf } from './templates.ts';

/** What somebody has to mend. */
export type Trouble =
  | 'TEMPLATE_PAUSED'
  | 'TEMPLATE_DISABLED'
  | 'TEMPLATE_REJECTED'
  | 'TEMPLATE_LOCKED'
  | 'TEMPLATE_CATEGORY'
  | 'TEMPLATE_QUALITY_RED'
  | 'TEMPLATE_MISSING'
  | 'NUMBER_FLAGGED'
  | 'NUMBER_QUALITY_RED'
  | 'NUMBER_LIMIT_LOWERED'
  | 'NUMBER_NAME_REJECTED'
  | 'ACCOUNT_BAN_ANNOUNCED'
  | 'ACCOUNT_BANNED'
  | 'ACCOUNT_RESTRICTED'
  | 'ACCOUNT_VIOLATION'
  | 'ACCOUNT_REVIEW_REJECTED'
  | 'META_ALERT'
  | 'SEND_REFUSED'
  | 'MODEL_WITHDRAWN';

export interface Attention {
  readonly what: Trouble;
  readonly subjects: readonly string[];
  readonly why: string;
  /** when it ends by itself, ms */
  readonly until?: number;
  /** mended: nobody has to look any more */
  readonly over?: true;
}

const of = (what: Trouble, why = '', subjects: readonly string[] = []): Attention => ({ what, why, subjects });
const over = (what: Trouble, why = '', subjects: readonly string[] = []): Attention => ({ what, why, subjects, over: true });

const lost: ReadonlyMap<string, Trouble> = new Map([
  ['PAUSED', 'TEMPLATE_PAUSED'],
  ['DISABLED', 'TEMPLATE_DISABLED'],
  ['REJECTED', 'TEMPLATE_REJECTED'],
  ['LOCKED', 'TEMPLATE_LOCKED'],
]);

type Health = Pick<KnownTemplate, 'status' | 'category' | 'quality'>;

const troublesOf = ({ status, category, quality }: Health): Trouble[] =>
  [
    lost.get(status),
    category === 'UTILITY' ? undefined : ('TEMPLATE_CATEGORY' as const),
    quality === 'RED' ? ('TEMPLATE_QUALITY_RED' as const) : undefined,
  ].filter((one) => one !== undefined);

/** Only of templates that the gate uses, or used; each kind of trouble once, with all that it befell. @param why Meta's code */
export function ofTemplates(before: readonly KnownTemplate[], after: readonly KnownTemplate[], why = ''): Attention[] {
  const earlier = new Map(before.map((one) => [one.id, one]));
  const found = new Map<Trouble, string[]>();
  const ended = new Map<Trouble, string[]>();
  const add = (to: Map<Trouble, string[]>, what: Trouble, name: string) => void to.set(what, [...(to.get(what) ?? []), name]);
  for (const now of after) {
    const was = earlier.get(now.id);
    if (!was) continue;
    const then = troublesOf(was);
    const since = troublesOf(now);
    const name = `${now.name} ${now.language}`;
    if (was.category === 'UTILITY') for (const what of since) if (!then.includes(what)) add(found, what, name);
    for (const what of then) if (!since.includes(what)) add(ended, what, name);
  }
  return [
    ...[...found].map(([what, subjects]) => of(what, why, subjects)),
    ...[...ended].map(([what, subjects]) => over(what, '', subjects)),
  ];
}

const inReview = new Set(['PENDING', 'IN_APPEAL']);

/** What nothing can stand in for and nothing is under way for, as `name locale`. */
const lacking = (templates: readonly KnownTemplate[]): string[] =>
  standInsOf(templates)
    .filter(({ name, isThere }) => !isThere && !templates.some((one) => one.name === name && inReview.has(one.status)))
    .map(({ name, locale }) => `${name} ${locale}`);

/**
 * Of those that go out by themselves: one that was never made is missed by nobody, until it would have been sent.
 * @param before undefined where nothing was known yet
 * @param told what is said of templates anyway: one that was lost is not missing as well
 */
export function ofStandIns(
  before: readonly KnownTemplate[] | undefined,
  after: readonly KnownTemplate[],
  told: readonly Attention[],
): Attention[] {
  const then = before ? lacking(before) : [];
  const since = lacking(after);
  const lostNames = told.filter((one) => !one.over).flatMap(({ subjects }) => subjects.map((subject) => subject.split(' ')[0]!));
  const news = since.filter((one) => !then.includes(one) && !lostNames.includes(one.split(' ')[0]!));
  const ended = then.filter((one) => !since.includes(one));
  return [
    ...(news.length > 0 ? [of('TEMPLATE_MISSING', '', news)] : []),
    ...(ended.length > 0 ? [over('TEMPLATE_MISSING', '', ended)] : []),
  ];
}

const restrictionOf: ReadonlyMap<string, Trouble> = new Map([
  [banned, 'ACCOUNT_BANNED'],
  [flagged, 'NUMBER_FLAGGED'],
  [qualityRed, 'NUMBER_QUALITY_RED'],
]);

const troubleOf = (restriction: string): Trouble => restrictionOf.get(restriction) ?? 'ACCOUNT_RESTRICTED';

/** What was not in force yet. */
export function ofRestrictions(inForce: readonly Restriction[], set: readonly Restriction[], now: number): Attention[] {
  const stands = (one: Restriction): boolean =>
    inForce.some(({ scope, restriction, until }) => scope === one.scope && restriction === one.restriction && (until === 0 || until > now));
  return set
    .filter((one) => !stands(one))
    .map(({ restriction, until }) => ({ ...of(troubleOf(restriction), restriction), ...(until === 0 ? {} : { until }) }));
}

export const ofLifted = (lifted: readonly Pick<Restriction, 'restriction'>[]): Attention[] =>
  lifted.map(({ restriction }) => over(troubleOf(restriction), restriction));

/** What the account's news say beside restrictions that are kept. */
export const ofAccount = ({ event, ban, violation }: { event: string; ban: string; violation: string }): Attention[] => [
  ...(ban === 'SCHEDULE_FOR_DISABLE' ? [of('ACCOUNT_BAN_ANNOUNCED', ban)] : []),
  ...(ban === 'REINSTATE' ? [over('ACCOUNT_BAN_ANNOUNCED')] : []),
  ...(violation === '' ? [] : [of('ACCOUNT_VIOLATION', violation)]),
  ...(event === 'REVIEW_REJECTED' ? [of('ACCOUNT_REVIEW_REJECTED')] : []),
  ...(event === 'REVIEW_APPROVED' ? [over('ACCOUNT_REVIEW_REJECTED')] : []),
];

export function ofNumber({ event }: { event: string }): Attention[] {
  switch (event) {
    case 'DOWNGRADE':
      return [of('NUMBER_LIMIT_LOWERED', event)];
    case 'UPGRADE':
      return [over('NUMBER_LIMIT_LOWERED')];
    case 'NAME_REJECTED':
    case 'NAME_DECLINED':
      return [of('NUMBER_NAME_REJECTED', event)];
    case 'NAME_APPROVED':
      return [over('NUMBER_NAME_REJECTED')];
    default:
      return [];
  }
}

const refusedPrefix = 'SEND_REFUSED_';

/** Gateway says why Meta refuses sends for the account's sake, Meta what it wants somebody to look at; both, when that is over. */
export function ofAlert({ alert, status }: { alert: string; status: string }): Attention[] {
  const say = status === 'RESOLVED' ? over : of;
  return [alert.startsWith(refusedPrefix) ? say('SEND_REFUSED', alert.slice(refusedPrefix.length)) : say('META_ALERT', alert)];
}

/** That the model was withdrawn by itself somebody has to look into, until somebody switches it on. */
export function ofSwitch({ switch: name, on, regression }: Pick<Data<'SwitchChanged'>, 'switch' | 'on' | 'regression'>): Attention[] {
  if (name !== 'model') return [];
  if (on) return [over('MODEL_WITHDRAWN')];
  return regression ? [of('MODEL_WITHDRAWN', regression.what, [regression.candidate])] : [];
}
