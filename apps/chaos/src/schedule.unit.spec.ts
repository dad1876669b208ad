import { expect, test } from '@jest/globals';
import { schedule } from './schedule.ts';

test('a schedule follows from its seed', () => {
  expect(schedule('kafka', 50, 7)).toEqual(schedule('kafka', 50, 7));
  expect(schedule('kafka', 50, 7)).not.toEqual(schedule('kafka', 50, 8));
  expect(schedule('kafka', 10, 7)).toEqual(schedule('kafka', 50, 7).slice(0, 10));
});

test('every kind of fault comes up', () => {
  const kinds = (bus: 'embedded' | 'kafka') => [...new Set(schedule(bus, 400, 1).map(({ kind }) => kind))].sort();
  expect(kinds('embedded')).toEqual(['clock', 'crash postgres', 'cut connections', 'kill system', 'pause', 'twin']);
  expect(kinds('kafka')).toEqual(['clock', 'crash postgres', 'cut connections', 'kill broker', 'kill service', 'pause', 'twin']);
});
