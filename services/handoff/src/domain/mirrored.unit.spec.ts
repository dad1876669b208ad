import { expect, test } from '@jest/globals';
import { statuses } from './desk.ts';
import { ending, mirrored, restMs } from './mirrored.ts';

const ticket = {
  conversationId: 'mara',
  caseNo: 2,
  number: 1042,
  status: 'held',
  token: 'abc',
  topic: 'refund',
  tier: 'vip',
  priority: 1,
  dueAt: 5,
} as const;

test('a help desk is told codes, numbers and the link for staff, under the id of the case', () =>
  expect(mirrored(ticket, 'https://desk.example')).toEqual({
    caseId: 'mara.2',
    number: 'T-1042',
    url: 'https://desk.example/console/t/abc',
    status: 'open',
    topic: 'refund',
    tier: 'vip',
    priority: 1,
    dueAt: 5,
  }));

test('a case waits, is in hand or is over', () => {
  const of = (wanted: string) => statuses.filter((status) => mirrored({ ...ticket, status }, '').status === wanted);
  expect(of('waiting')).toEqual(['waiting', 'offered', 'returning']);
  expect(of('closed')).toEqual(['back', 'resolved', 'withdrawn']);
  expect(statuses.filter((status) => ending({ status }) !== undefined)).toEqual(of('closed'));
});

test('who fails again and again is asked ever more seldom, at least every five minutes', () =>
  expect([1, 2, 3, 20].map(restMs)).toEqual([2_000, 4_000, 8_000, 300_000]));
