/** A seeded source of numbers from 0 to 1: mulberry32, small and the same everywhere. */
export type Random = () => number;

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const between = (random: Random, low: number, high: number): number => Math.round(low + random() * (high - low));

export const oneOf = <T>(random: Random, values: readonly T[]): T =>
  values[Math.min(values.length - 1, Math.floor(random() * values.length))]!;
