import type { KnownTemplate } from './catalogue.ts';
import type { Restriction } from './standing.ts';
import { banned, flagged, qualityRed } from './standing.ts';

/** What somebody has to mend. */
export type Trouble =
  | 'TEMPLATE_PAUSED' | 'TEMPLATE_DISABLED' | 'TEMPLATE_REJECTED' | 'TEMPLATE_LOCKED' | 'TEMPLATE_CATEGORY' | 'TEMPLATE_QUALITY_RED'
  | 'NUMBER_FLAGGED' | 'NUMBER_QUALITY_RED' | 'NUMBER_LIMIT_LOWERED' | 'NUMBER_NAME_REJECTED'
  | 'ACCOUNT_BAN_ANNOUNCED' | 'ACCOUNT_BANNED' | 'ACCOUNT_RESTRICTED' | 'ACCOUNT_VIOLATION' | 'ACCOUNT_REVIEW_REJECTED'
  | 'META_ALERT' | 'SEND_REFUSED';

export interface Attention { readonly what: Trouble; readonly subjects: readonly string[]; readonly why: string }

const of = (what: Trouble, why = '', subjects: readonly string[] = []): Attention => ({ what, why, subjects });

const lost: ReadonlyMap<string, Trouble> = new Map([
  ['PAUSED', 'TEMPLATE_PAUSED'], ['DISABLED', 'TEMPLATE_DISABLED'], ['REJECTED', 'TEMPLATE_REJECTED'], ['LOCKED', 'TEMPLATE_LOCKED'],
]);

/** Only of templates that the gate uses; each kind of trouble once, with all that it befell. @param why Meta's code */
export function ofTemplates(before: readonly KnownTemplate[], after: readonly KnownTemplate[], why = ''): Attention[] {
  const earlier = new Map(before.map((one) => [one.id, one]));
  const found = new Map<Trouble, string[]>();
  for (const now of after) {
    const was = earlier.get(now.id);
    if (was?.category !== 'UTILITY') continue;
    const troubles = [
      was.status === now.status ? undefined : lost.get(now.status), now.category === 'UTILITY' ? undefined : 'TEMPLATE_CATEGORY' as const,
      now.quality === 'RED' && was.quality !== 'RED' ? 'TEMPLATE_QUALITY_RED' as const : undefined,
    ];
    for (const what of troubles) if (what) found.set(what, [...found.get(what) ?? [], `${now.name} ${now.language}`]);
  }
  return [...found].map(([what, subjects]) => of(what, why, subjects));
}

const restrictionOf: ReadonlyMap<string, Trouble> = new Map([[banned, 'ACCOUNT_BANNED'], [flagged, 'NUMBER_FLAGGED'], [qualityRed, 'NUMBER_QUALITY_RED']]);

/** What was not in force yet. */
export function ofRestrictions(inForce: readonly Restriction[], set: readonly Restriction[], now: number): Attention[] {
  const stands = (one: Restriction): boolean =>
    inForce.some(({ scope, restriction, until }) => scope === one.scope && restriction === one.restriction && (until === 0 || until > now));
  return set.filter((one) => !stands(one)).map(({ restriction }) => of(restrictionOf.get(restriction) ?? 'ACCOUNT_RESTRICTED', restriction));
}

/** What the account's news say beside restrictions that are kept. */
export const ofAccount = ({ event, ban, violation }: { event: string; ban: string; violation: string }): Attention[] => [
  ...(ban === 'SCHEDULE_FOR_DISABLE' ? [of('ACCOUNT_BAN_ANNOUNCED', ban)] : []), ...(violation === '' ? [] : [of('ACCOUNT_VIOLATION', violation)]),
  ...(event === 'REVIEW_REJECTED' ? [of('ACCOUNT_REVIEW_REJECTED')] : []),
];

export const ofNumber = ({ event }: { event: string }): Attention[] =>
  (event === 'DOWNGRADE' ? [of('NUMBER_LIMIT_LOWERED', event)] : /^NAME_(REJECTED|DECLINED)$/.test(event) ? [of('NUMBER_NAME_REJECTED', event)] : []);

const refusedPrefix = 'SEND_REFUSED_';

/** Gateway says which send Meta refused for the account's sake, Meta what it wants somebody to look at. */
export function ofAlert({ alert, status }: { alert: string; status: string }): Attention[] {
  if (alert.startsWith(refusedPrefix)) return [of('SEND_REFUSED', alert.slice(refusedPrefix.length))];
  return status === 'RESOLVED' ? [] : [of('META_ALERT', alert)];
}
