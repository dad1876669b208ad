/** What Meta forbids for now. `scope` is "*" (the account) or a number id; `until` in ms, 0: until Meta says otherwise. */
export interface Restriction {
  readonly scope: string;
  /** Meta's name of it, or ours for a ban and a number whose quality is low */
  readonly restriction: string;
  readonly until: number;
}

export const banned = 'BANNED';
export const flagged = 'NUMBER_FLAGGED';
export const qualityRed = 'NUMBER_QUALITY_RED';

/** What may not be sent; `why` is the restriction. */
export type Forbidden = { readonly what: 'everything' | 'templates' | 'own_templates'; readonly why: string };

/** Meta's restriction types (webhook reference of `account_update`); those about calls and adding numbers forbid no message. */
const effects: ReadonlyMap<string, Forbidden['what']> = new Map([
  [banned, 'everything'],
  ['RESTRICTED_CUSTOMER_INITIATED_MESSAGING', 'everything'],
  ['RESTRICTED_BIZ_INITIATED_MESSAGING', 'templates'],
  // we send no other templates than these
  ['RESTRICTED_UTILITY_TEMPLATES', 'templates'],
  // quality is low: what no person asked for is not sent
  [flagged, 'own_templates'],
  [qualityRed, 'own_templates'],
]);
const order = ['everything', 'templates', 'own_templates'] as const;

/** @returns the hardest restriction in force for the number, if any forbids messages */
export function forbidden(restrictions: readonly Restriction[], numberId: string, now: number): Forbidden | undefined {
  const inForce = restrictions.filter(({ scope, until }) => (scope === '*' || scope === numberId) && (until === 0 || until > now));
  const found = inForce.flatMap(({ restriction: why }): Forbidden[] => {
    const what = effects.get(why);
    return what ? [{ what, why }] : [];
  });
  return found.toSorted((a, b) => order.indexOf(a.what) - order.indexOf(b.what))[0];
}

/** What a piece of news changes. */
export interface StandingChange {
  readonly set: readonly Restriction[];
  readonly lift: readonly Pick<Restriction, 'scope' | 'restriction'>[];
}

/** `SCHEDULE_FOR_DISABLE` is a warning: nothing is forbidden yet. */
export function fromAccountNews({
  restrictions,
  ban,
}: {
  restrictions: readonly { type: string; until: number }[];
  ban: string;
}): StandingChange {
  const set = restrictions.map(({ type, until }) => ({ scope: '*', restriction: type, until }));
  if (ban === 'DISABLE') set.push({ scope: '*', restriction: banned, until: 0 });
  return { set, lift: ban === 'REINSTATE' ? [{ scope: '*', restriction: banned }] : [] };
}

/**
 * Of one number, whose others go on. News of a number that gateway does not know ("*") change nothing; what it reads from Meta itself names each.
 * @param quality as it is read: GREEN, YELLOW or RED; empty: these news don't tell
 */
export function fromNumberNews({ event, quality }: { event: string; quality: string }, scope: string): StandingChange {
  if (scope === '*') return { set: [], lift: [] };
  const set = new Set<string>();
  const lift = new Set<string>();
  if (event === 'FLAGGED' || event === 'UNFLAGGED') (event === 'FLAGGED' ? set : lift).add(flagged);
  if (quality !== '') (quality === 'RED' ? set : lift).add(qualityRed);
  return {
    set: [...set].map((restriction) => ({ scope, restriction, until: 0 })),
    lift: [...lift].map((restriction) => ({ scope, restriction })),
  };
}
