import { expect, test } from '@jest/globals';
import { emptyThread } from './desk.ts';
import type { Ticket } from './desk.ts';
import { mostUrgentFirst } from './queue.ts';

const opening = Date.UTC(2026, 11, 1, 8);
const queued = (number: number, more: Partial<Ticket> = {}) => ({
  ticket: { number, priority: 4, dueAt: opening, ...more } as Ticket,
  thread: emptyThread(`c${number}`),
});
const numbers = (...all: ReturnType<typeof queued>[]) => mostUrgentFirst(all, opening - 60_000).map(({ ticket }) => ticket.number);

test('who came first is first among those who are due together, as all are who asked overnight', () =>
  expect(numbers(queued(1003), queued(1001), queued(1002))).toEqual([1001, 1002, 1003]));
test('what is due earlier goes before it', () => expect(numbers(queued(1001), queued(1002, { dueAt: opening - 1 }))).toEqual([1002, 1001]));
