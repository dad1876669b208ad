import { expect, test } from '@jest/globals';
import type { ClockRow } from './clock.ts';
import { ended } from './clocks.ts';

const clock: ClockRow = {
  id: 'sla:resolution:t',
  conversationId: 'c',
  kind: 'resolution',
  fence: { case: 1, epoch: 1, turn: 1 },
  ticketId: 't',
  subject: '',
  tier: 'retail',
  topic: '',
  startedAt: 5_000,
  dueAt: 9_000,
  endedAt: undefined,
  fired: [],
};

// Found by chaos (Kafka, seed 204): most likely the word that ended it came from a process that was behind by a leap of the clock.
test('a clock ends when it is told, and never before it began', () =>
  expect([...ended([clock], 7_000), ...ended([clock], 4_000)].map(({ endedAt }) => endedAt)).toEqual([7_000, 5_000]));
