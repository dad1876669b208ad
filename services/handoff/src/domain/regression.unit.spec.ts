import { describe, expect, test } from '@jest/globals';
import { figuresOf, regressionOf } from './regression.ts';
import type { Side } from './regression.ts';

const side = (cases: number, people: number, refused = 0): Side => ({ cases, people, written: cases, refused });
const found = (candidate: Side, control: Side) => regressionOf('m reply-1', [{ since: 5, candidate, control }]);

describe('a candidate is worse', () => {
  test('when its customers need people far more often than the others: with the figures that say so', () => {
    const regression = found(side(60, 34), { ...side(240, 24), written: 0 });
    expect(regression).toMatchObject({
      candidate: 'm reply-1',
      what: 'PEOPLE',
      since: 5,
      cases: 60,
      wrong: 34,
      controlCases: 240,
      controlWrong: 24,
    });
    expect(regression!.chance).toBeLessThan(1e-10);
    expect(figuresOf(regression!)).toBe('m reply-1: 34 of 60 cases needed people, without it 24 of 240');
  });
  test('when our checks refuse most of what it writes, which no control has to say', () => {
    const regression = found(side(30, 3, 25), side(0, 0));
    expect(regression).toMatchObject({ what: 'REFUSED', cases: 30, wrong: 25, controlCases: 0 });
    expect(figuresOf(regression!)).toBe('m reply-1: our checks refused it in 25 of 30 cases');
  });
  test('in the last minutes, though a day before them was well, or in a day, though its minutes are few', () => {
    const well = { since: 1, candidate: side(4_000, 400), control: side(16_000, 1_600) };
    const broken = { since: 9, candidate: side(40, 30), control: side(160, 16) };
    expect(regressionOf('m', [broken, well])).toMatchObject({ since: 9 });
    expect(
      regressionOf('m', [
        { since: 9, candidate: side(2, 2), control: side(8, 0) },
        { ...broken, since: 1 },
      ]),
    ).toMatchObject({
      since: 1,
    });
  });
});

describe('it is not', () => {
  test.each([
    ['where few cases say so, however clearly', side(19, 19), side(400, 4)],
    ['where the control is few', side(400, 400), side(19, 0)],
    ['where chance would do as much', side(40, 10), side(160, 16)],
    ['by less than is worth it, though it is certain', side(40_000, 5_600), side(160_000, 16_000)],
    ['when it is better', side(400, 4), side(1_600, 800)],
    ['while our checks refuse what they do of any', side(400, 40, 90), side(1_600, 160)],
    ['before anything was answered', side(0, 0), side(0, 0)],
  ])('%s', (_why, candidate, control) => expect(found(candidate, control)).toBeUndefined());
});

/** The same numbers each time. */
function* drawn(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

describe('over a thousand windows of 400 cases with a share of 15', () => {
  const windows = (candidateRate: number, controlRate: number): number => {
    const numbers = drawn(7);
    const next = (): number => numbers.next().value;
    let withdrawn = 0;
    for (let window = 0; window < 1_000; window += 1) {
      const sides = { candidate: { cases: 0, people: 0 }, control: { cases: 0, people: 0 } };
      for (let one = 0; one < 400; one += 1) {
        const name = next() < 0.15 ? 'candidate' : 'control';
        sides[name].cases += 1;
        if (next() < (name === 'candidate' ? candidateRate : controlRate)) sides[name].people += 1;
      }
      const none = { written: 0, refused: 0 };
      if (found({ ...sides.candidate, ...none }, { ...sides.control, ...none })) withdrawn += 1;
    }
    return withdrawn;
  };
  test('one that is as good as the control is never withdrawn', () => expect(windows(0.1, 0.1)).toBe(0));
  test('nor one that is a little worse by chance of many', () => expect(windows(0.12, 0.1)).toBeLessThan(2));
  test('one after which half of the customers need people is, in nearly each of them', () =>
    expect(windows(0.5, 0.1)).toBeGreaterThan(950));
});

test('one that is as good is not withdrawn in three days of 400 cases each ten minutes, though it is looked at after each of them', () => {
  const numbers = drawn(11);
  const last: { isIn: boolean; isWrong: boolean }[] = [];
  const counts = { candidate: { cases: 0, people: 0 }, control: { cases: 0, people: 0 } };
  const count = ({ isIn, isWrong }: (typeof last)[number], by: number): void => {
    const one = counts[isIn ? 'candidate' : 'control'];
    one.cases += by;
    if (isWrong) one.people += by;
  };
  const none = { written: 0, refused: 0 };
  let withdrawn = 0;
  for (let one = 0; one < 3 * 144 * 400; one += 1) {
    const gone = last[one % 400];
    if (gone) count(gone, -1);
    const come = { isIn: numbers.next().value < 0.15, isWrong: numbers.next().value < 0.1 };
    last[one % 400] = come;
    count(come, 1);
    if (found({ ...counts.candidate, ...none }, { ...counts.control, ...none })) withdrawn += 1;
  }
  expect(withdrawn).toBe(0);
});
