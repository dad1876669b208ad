import { expect, test } from '@jest/globals';
import { causeIdOf } from './gone.store.ts';

const owner = {
  ticketId: 't1',
  agentId: 'ana',
  conversationId: 'c1',
  reason: 'SIGNED_OUT',
  since: 1_000,
  unansweredSince: 2_000,
  heardAt: 500,
} as const;

test('an absence is judged once for each wait of the customer’s: a look that came too early says nothing of the next', () => {
  expect(causeIdOf({ ...owner })).toBe(causeIdOf(owner));
  expect(causeIdOf({ ...owner, unansweredSince: 3_000 })).not.toBe(causeIdOf(owner));
  expect(causeIdOf({ ...owner, heardAt: 1_500 })).not.toBe(causeIdOf(owner));
});
