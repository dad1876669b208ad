import type { Position } from './port.ts';

/** @param positions as `topic partition` @returns records that are not read yet, per topic */
export function lagOf(positions: ReadonlyMap<string, Position>): Record<string, number> {
  const lags: Record<string, number> = {};
  for (const [partition, { end, read }] of positions) {
    const [topic = ''] = partition.split(' ');
    lags[topic] = (lags[topic] ?? 0) + end - read;
  }
  return lags;
}
