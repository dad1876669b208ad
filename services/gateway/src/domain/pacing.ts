/** A bucket of messages. Its state is one time: until then what was taken is paid for; full when that is over. Times are real time, ms. */
export interface Rate {
  readonly capacity: number;
  readonly perSecond: number;
}

/** Meta: 45 at once to one person, then one in 6 s. */
export const pairRate: Rate = { capacity: 45, perSecond: 1 / 6 };
/** Of a bucket's capacity the bot leaves this share to people. */
export const keptForPeople = 0.1;

/** What a replica has taken and not used by then is lost, so nothing that was saved up comes on top. */
export const blockMs = 50;
/** Meta's levels of a number, messages a second: also used in the app on the phone, as it comes, upgraded. */
export const levels = { coexistence: 20, standard: 80, high: 1_000 } as const;

/** What Meta tells of a number, as far as it is known. @param known the level so far */
export function levelOf(
  { onPhone, throughput }: { readonly onPhone?: boolean; readonly throughput?: 'STANDARD' | 'HIGH' },
  known: number,
): number {
  if (onPhone) return levels.coexistence;
  if (throughput === undefined) return known;
  return throughput === 'HIGH' ? levels.high : levels.standard;
}

/** A number as its replicas share it. */
export interface NumberPace {
  readonly level: number;
  /** of the level, at `cutAt`; grows back from then on */
  readonly share: number;
  readonly cutAt: number;
  readonly paidTo: number;
}

const burst = 0.1;
const leastShare = 0.1;
const wholeAgainMs = 5 * 60_000;
/** refusals that come together are one */
const clusterMs = 1_000;
/** what is received is never refused: it holds up what is sent for this long at most */
const longestDebtMs = 1_000;
export const eachMs = ({ perSecond }: Rate): number => 1_000 / perSecond;

const shareAt = ({ share, cutAt }: NumberPace, now: number): number => Math.min(1, share + Math.max(0, now - cutAt) / wholeAgainMs);

/** In no second more than the level: what goes at once, and what follows within it, in blocks that may be used `blockMs` later. */
export function numberRate(pace: NumberPace, now: number): Rate {
  const level = Math.max(4, pace.level * shareAt(pace, now));
  const capacity = Math.max(2, level * burst);
  return { capacity, perSecond: (level - capacity) / (1 + blockMs / 1_000) };
}

export interface Taken {
  readonly count: number;
  readonly paidTo: number;
  /** until one may go, if none may */
  readonly waitMs: number;
}

/** Takes up to `wanted` messages, or says how long to wait for one. */
export function take(paidTo: number, rate: Rate, now: number, wanted: number, isPerson: boolean): Taken {
  const each = eachMs(rate);
  const from = Math.max(paidTo, now);
  const most = now + rate.capacity * (isPerson ? 1 : 1 - keptForPeople) * each;
  const count = Math.max(0, Math.min(wanted, Math.floor((most - from) / each + 1e-6)));
  return { count, paidTo: count > 0 ? from + count * each : paidTo, waitMs: count > 0 ? 0 : Math.max(1, Math.ceil(from + each - most)) };
}

/** What customers wrote to the number counts like what is sent. */
export function received(pace: NumberPace, count: number, now: number): NumberPace {
  const paidTo = Math.max(pace.paidTo, now) + count * eachMs(numberRate(pace, now));
  return { ...pace, paidTo: Math.max(pace.paidTo, Math.min(paidTo, now + longestDebtMs)) };
}

/** Meta said "too fast": nothing goes for so long, then half as much as before, and slowly more again. */
export function refused(pace: NumberPace, now: number, waitMs: number): NumberPace {
  const isNews = now - pace.cutAt >= clusterMs;
  const cut = isNews ? { ...pace, share: Math.max(leastShare, shareAt(pace, now) / 2), cutAt: now } : pace;
  const rate = numberRate(cut, now);
  return { ...cut, paidTo: Math.max(pace.paidTo, now + waitMs + (rate.capacity - 1) * eachMs(rate)) };
}

/** Meta said so of one person: the bot's next one may go, those after it each 6 s. */
export const pairRefused = (now: number): number => now + (pairRate.capacity * (1 - keptForPeople) - 1) * eachMs(pairRate);

/** What a replica has taken for its number and may use without asking again. */
export interface Block {
  readonly tokens: number;
  readonly until: number;
  /** since it was taken, and with it */
  readonly used: number;
}

export const left = (block: Block | undefined, now: number): number => (block && now < block.until ? block.tokens : 0);
export const use = (block: Block, count: number): Block => ({ ...block, tokens: block.tokens - count, used: block.used + count });

export interface Reserved {
  readonly pace: NumberPace;
  readonly block: Block;
  /** how many go now, people first */
  readonly go: number;
  /** until the next may go, and those after it: ms */
  readonly waitMs: number;
  readonly eachMs: number;
}

/** For those that want to go, and as many ahead as went during the last block, if that was just now. */
export function reserve(
  pace: NumberPace,
  block: Block | undefined,
  wanted: { readonly people: number; readonly bots: number },
  now: number,
): Reserved {
  const rate = numberRate(pace, now);
  const had = left(block, now);
  const all = wanted.people + wanted.bots;
  const expected = block && now < block.until + blockMs ? block.used : 0;
  const people = take(pace.paidTo, rate, now, Math.max(0, wanted.people - had), true);
  const others = take(people.paidTo, rate, now, Math.max(0, all - Math.max(had, wanted.people)) + expected, false);
  const tokens = had + people.count + others.count;
  const go = Math.min(all, tokens);
  return {
    pace: { ...pace, paidTo: others.paidTo },
    block: { tokens: tokens - go, until: now + blockMs, used: go },
    go,
    waitMs: take(others.paidTo, rate, now, 1, go < wanted.people).waitMs,
    eachMs: eachMs(rate),
  };
}
