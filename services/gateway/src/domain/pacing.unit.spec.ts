import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { blockMs, left, levelOf, levels, numberRate, pairRate, pairRefused, received, refused, reserve, take, use } from './pacing.ts';
import type { Block, NumberPace } from './pacing.ts';

const start = 1_790_000_000_000;
const fresh = (level: number): NumberPace => ({ level, share: 1, cutAt: 0, paidTo: 0 });
/** How many go one after another at one time. */
const burst = (paidTo: number, now: number, isPerson: boolean): { count: number; paidTo: number } => {
  let count = 0;
  for (let taken = take(paidTo, pairRate, now, 1, isPerson); taken.count === 1; taken = take(paidTo, pairRate, now, 1, isPerson)) {
    paidTo = taken.paidTo;
    count += 1;
  }
  return { count, paidTo };
};

describe('to one person', () => {
  test('45 go at once, then one each 6 s', () => {
    const { count, paidTo } = burst(0, start, true);
    expect(count).toBe(45);
    expect(take(paidTo, pairRate, start, 1, true)).toEqual({ count: 0, paidTo, waitMs: 6_000 });
    expect(burst(paidTo, start + 5_999, true).count).toBe(0);
    expect(burst(paidTo, start + 6_000, true).count).toBe(1);
    expect(burst(paidTo, start + 60_000, true).count).toBe(10);
    expect(burst(paidTo, start + 45 * 6_000, true).count).toBe(45);
  });

  test('the bot leaves the last to people', () => {
    const bot = burst(0, start, false);
    expect(bot.count).toBe(40);
    expect(burst(bot.paidTo, start, true).count).toBe(5);
  });

  test("after Meta said too fast the bot's next one goes, and those behind it each 6 s", () => {
    const { count, paidTo } = burst(pairRefused(start), start, false);
    expect(count).toBe(1);
    expect(burst(paidTo, start + 5_000, false).count).toBe(0);
    expect(burst(paidTo, start + 6_000, false).count).toBe(1);
  });
});

/** Replicas that want to send at times, each with its block, over one pace. @returns when each message went */
function play(
  level: number,
  wishes: readonly { after: number; replica: number; people: number; bots: number; in: number }[],
): { sent: number[]; all: number[] } {
  let [pace, now] = [fresh(level), start];
  const blocks: (Block | undefined)[] = [];
  const [sent, all]: [number[], number[]] = [[], []];
  for (const { after, replica, people, bots, in: written } of wishes) {
    now += after;
    pace = received(pace, written, now);
    all.push(...Array.from({ length: written }, () => now));
    const had = left(blocks[replica], now);
    const wanted = people + bots;
    let go = wanted;
    if (had >= wanted) blocks[replica] = wanted > 0 ? use(blocks[replica] as Block, wanted) : blocks[replica];
    else ({ pace, block: blocks[replica], go } = reserve(pace, blocks[replica], { people, bots }, now));
    const went = Array.from({ length: go }, () => now);
    sent.push(...went);
    all.push(...went);
  }
  return { sent, all };
}
const mostInASecond = (times: readonly number[]): number =>
  Math.max(0, ...times.map((from, index) => times.slice(index).filter((at) => at < from + 1_000).length));
const wish = fc.record({
  after: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 3_000 })),
  replica: fc.integer({ min: 0, max: 2 }),
  people: fc.integer({ min: 0, max: 4 }),
  bots: fc.integer({ min: 0, max: 12 }),
  in: fc.constant(0),
});

describe('a number', () => {
  test.each(Object.values(levels))('in no second do three replicas send more than %i', (level) => {
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 120 }), (wishes) => mostInASecond(play(level, wishes).sent) <= level),
      { numRuns: 150 },
    );
  });

  test('what comes in counts: sent and received together stay within it, as far as we can hold back', () => {
    const both = fc.array(
      fc.record({
        after: fc.integer({ min: 0, max: 40 }),
        replica: fc.integer({ min: 0, max: 1 }),
        people: fc.constant(0),
        bots: fc.integer({ min: 0, max: 6 }),
        in: fc.integer({ min: 0, max: 1 }),
      }),
      { minLength: 40, maxLength: 150 },
    );
    fc.assert(
      fc.property(both, (wishes) => mostInASecond(play(80, wishes).all) <= 80),
      { numRuns: 150 },
    );
  });

  test('when all want to send all the time, most of the level is used', () => {
    const busy = Array.from({ length: 1_200 }, (_, index) => ({
      after: index % 2 === 0 ? 10 : 0,
      replica: index % 2,
      people: 0,
      bots: 5,
      in: 0,
    }));
    const { sent } = play(80, busy);
    const perSecond = sent.length / (((sent.at(-1) as number) - start) / 1_000);
    expect(perSecond).toBeGreaterThan(60);
    expect(perSecond).toBeLessThan(80);
  });

  test('a tenth of its level goes at once, the rest within a second and a block; however often Meta refused it, four a second', () => {
    expect(numberRate(fresh(80), start)).toEqual({ capacity: 8, perSecond: 72 / 1.05 });
    expect(numberRate({ ...fresh(levels.coexistence), share: 0.1, cutAt: start }, start)).toEqual({ capacity: 2, perSecond: 2 / 1.05 });
  });

  test('a flood of customers holds up what is sent for a second, no longer', () => {
    const flooded = received(fresh(80), 5_000, start);
    expect(reserve(flooded, undefined, { people: 1, bots: 0 }, start).go).toBe(0);
    expect(reserve(flooded, undefined, { people: 1, bots: 0 }, start + 1_000).go).toBe(1);
  });

  test('people go before the bot: a bot that takes all it gets leaves room for them', () => {
    const { pace, go } = reserve(fresh(80), undefined, { people: 0, bots: 100 }, start);
    expect(go).toBe(7);
    expect(reserve(pace, undefined, { people: 0, bots: 1 }, start).go).toBe(0);
    const { pace: after, go: theirs } = reserve(pace, undefined, { people: 3, bots: 100 }, start);
    expect(theirs).toBe(1);
    // before the next message is due to the bot, a person has it
    const soon = start + 13;
    expect(reserve(after, undefined, { people: 0, bots: 1 }, soon).go).toBe(0);
    expect(reserve(after, undefined, { people: 1, bots: 0 }, soon + 2).go).toBe(1);
  });

  test('those that must wait are told when it is their turn', () => {
    const { pace, go, waitMs, eachMs } = reserve(fresh(20), undefined, { people: 0, bots: 10 }, start);
    expect(go).toBe(1);
    expect(reserve(pace, undefined, { people: 0, bots: 1 }, start + waitMs - 2).go).toBe(0);
    expect(reserve(pace, undefined, { people: 0, bots: 1 }, start + waitMs).go).toBe(1);
    expect(eachMs).toBeCloseTo(1_000 / numberRate(fresh(20), start).perSecond);
  });

  test('a busy replica takes ahead as much as it used last; what it did not use in time is lost', () => {
    const first = reserve(fresh(1_000), undefined, { people: 0, bots: 10 }, start);
    expect(first.block.tokens).toBe(0);
    const second = reserve(first.pace, first.block, { people: 0, bots: 10 }, start + 40);
    expect(second.block.tokens).toBe(10);
    expect([left(second.block, start + 40 + blockMs - 1), left(second.block, start + 40 + blockMs)]).toEqual([10, 0]);
    expect(reserve(second.pace, second.block, { people: 0, bots: 10 }, start + 5_000).block.tokens).toBe(0);
  });

  test('what it has taken ahead is used up, and only what is missing is taken', () => {
    const block: Block = { tokens: 8, until: start + blockMs, used: 2 };
    const after = use(block, 5);
    expect(after).toEqual({ tokens: 3, until: start + blockMs, used: 7 });
    const paidFor = (people: number, bots: number): number => {
      const { pace, go } = reserve(fresh(1_000), { ...after, used: 0 }, { people, bots }, start);
      expect(go).toBe(people + bots);
      return Math.round(((Math.max(start, pace.paidTo) - start) * numberRate(fresh(1_000), start).perSecond) / 1_000);
    };
    expect([paidFor(2, 1), paidFor(5, 0), paidFor(0, 5), paidFor(2, 4), paidFor(4, 2)]).toEqual([0, 2, 2, 3, 3]);
  });

  test("where the people have gone, the wait said is the bot's", () => {
    const { pace } = reserve(fresh(80), undefined, { people: 0, bots: 100 }, start);
    const { go, waitMs } = reserve(pace, undefined, { people: 1, bots: 1 }, start);
    expect(go).toBe(1);
    const person = reserve(pace, undefined, { people: 2, bots: 0 }, start);
    expect(person.go).toBe(1);
    expect(waitMs).toBeGreaterThan(person.waitMs);
  });
});

test.each([
  [{ onPhone: true, throughput: 'HIGH' as const }, 20],
  [{ onPhone: false, throughput: 'STANDARD' as const }, 80],
  [{ throughput: 'HIGH' as const }, 1_000],
  [{}, 55],
])('what Meta tells of a number says how many a second it may be: %j', (told, level) => {
  expect(levelOf(told, 55)).toBe(level);
});

describe('Meta says too fast', () => {
  test('nothing goes for as long as it asked, then at half the rate, and slowly at the whole again', () => {
    const cut = refused(fresh(80), start, 2_000);
    expect(reserve(cut, undefined, { people: 1, bots: 0 }, start + 1_990).go).toBe(0);
    expect(reserve(cut, undefined, { people: 1, bots: 0 }, start + 2_010).go).toBe(1);
    const perSecond = (now: number): number => numberRate(cut, now).perSecond / numberRate(fresh(80), now).perSecond;
    expect(perSecond(start)).toBeCloseTo(0.5, 1);
    expect(perSecond(start + 60_000)).toBeCloseTo(0.7, 1);
    expect(perSecond(start + 150_000)).toBeCloseTo(1, 1);
  });

  test('refusals that come together are one, those that go on cut further, and something always goes', () => {
    const once = refused(fresh(80), start, 1_000);
    expect(refused(once, start + 500, 1_000).share).toBe(once.share);
    let pace = once;
    for (let second = 1; second < 60; second += 1) pace = refused(pace, start + second * 1_000, 1_000);
    expect(pace.share).toBeCloseTo(0.1, 1);
    expect(reserve(pace, undefined, { people: 0, bots: 1 }, pace.paidTo).go).toBe(1);
  });
});
