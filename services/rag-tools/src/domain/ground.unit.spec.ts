import { expect, test } from '@jest/globals';
import { message, turn } from '@frontdesk/testing';
import { notNeeded } from './ground.ts';

test('what newer releases wrote into the routed message and its turn goes on as it came', () => {
  const newer = [{ no: 900, wireType: 2, data: Uint8Array.of(3, 1, 2, 3) }];
  const routed = message('Routed', { next: 'answer', intent: 'thanks', turn: turn() });
  routed.data.$unknown = newer;
  routed.data.turn!.$unknown = newer;
  const { data } = notNeeded(routed);
  expect([data.routed!.$unknown, data.routed!.turn!.$unknown]).toEqual([newer, newer]);
});
