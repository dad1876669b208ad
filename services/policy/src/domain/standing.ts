/** What Meta forbids for now. `scope` is "*" (the account) or a number id; `until` in ms, 0: until Meta says otherwise. */
export interface Restriction {
  readonly scope: string;
  /** Meta's name of it, or ours for a ban and a flagged number */
  readonly restriction: string;
  readonly until: number;
}

export const banned = 'BANNED';
export const flagged = 'NUMBER_FLAGGED';

/** What may not be sent; `why` is the restriction. */
export type Forbidden = { readonly what: 'everything' | 'templates' | 'own_templates'; readonly why: string };

/** Meta's restriction types (webhook reference of `account_update`); those about calls and adding numbers forbid no message. */
const effects: Readonly<Record<string, Forbidden['what']>> = {
  [banned]: 'everything',
  RESTRICTED_CUSTOMER_INITIATED_MESSAGING: 'everything',
  RESTRICTED_BIZ_INITIATED_MESSAGING: 'templates',
  // we send no other templates than these
  RESTRICTED_UTILITY_TEMPLATES: 'templates',
  // quality is low: what no person asked for is not sent
  [flagged]: 'own_templates',
};
const order = ['everything', 'templates', 'own_templates'] as const;

/** @returns the hardest restriction in force for the number, if any forbids messages */
export function forbidden(restrictions: readonly Restriction[], numberId: string, now: number): Forbidden | undefined {
  const inForce = restrictions.filter(({ scope, until }) => (scope === '*' || scope === numberId) && (until === 0 || until > now));
  const found = inForce.flatMap(({ restriction: why }): Forbidden[] => (effects[why] ? [{ what: effects[why], why }] : []));
  return found.toSorted((a, b) => order.indexOf(a.what) - order.indexOf(b.what))[0];
}

/** What a piece of news changes. */
export interface StandingChange {
  readonly set: readonly Restriction[];
  /** lifted, by name */
  readonly lift: readonly string[];
}

/** `SCHEDULE_FOR_DISABLE` is a warning: nothing is forbidden yet. */
export function fromAccountNews({ restrictions, ban }: { restrictions: readonly { type: string; until: number }[]; ban: string }): StandingChange {
  const set = restrictions.map(({ type, until }) => ({ scope: '*', restriction: type, until }));
  if (ban === 'DISABLE') set.push({ scope: '*', restriction: banned, until: 0 });
  return { set, lift: ban === 'REINSTATE' ? [banned] : [] };
}

export function fromNumberNews(event: string, scope: string): StandingChange {
  if (event === 'FLAGGED') return { set: [{ scope, restriction: flagged, until: 0 }], lift: [] };
  return { set: [], lift: event === 'UNFLAGGED' ? [flagged] : [] };
}
