import { describe, expect, test } from '@jest/globals';
import { message, testTime } from '@frontdesk/testing';
import { afterOffers } from './offer.ts';
import { Staff } from './staff.ts';
import { firstWaiting } from './view.ts';
import { ana, asked, ben, fence, free, gathered, inQueue, minute, ownerIs, reached } from './harness.spec.ts';

const hour = 60 * minute;
const closed = (reason: string, hoursAgo: number, number: number) =>
  message('CaseClosed', { reason, closedAt: testTime - hoursAgo * hour }, fence(4, number, number));

describe('who resolved the case before', () => {
  const resolvedBefore = (hoursAgo: number) => {
    const one = inQueue({ agents: [free('ben'), free('ana')] });
    one.does('accept');
    one.hears(ownerIs('agent:ana', 3, 'HandoffAccepted'), reached(3));
    one.does('resolve');
    return one.hears(ownerIs('bot', 4, 'CaseResolved'), closed('resolved', hoursAgo, 1));
  };
  const offeredTo = (one: ReturnType<typeof resolvedBefore>, number: number) => {
    one.hears(message('Routed', asked().data, fence(4, number, number)), message('Grounded', gathered.data, fence(4, number, number)));
    one.hears(message('OwnerChanged', { to: 'queue', epoch: 5, ticketId: one.ticket().id }, fence(5, number, number)));
    return one.ticket().offeredTo;
  };

  test('is asked first for 48 h', () =>
    expect([offeredTo(resolvedBefore(47), 2), offeredTo(resolvedBefore(49), 2)]).toEqual(['ana', 'ben']));

  test('and no longer because another case has ended by itself since', () =>
    expect(offeredTo(resolvedBefore(60).hears(closed('inactivity', 12, 2)), 3)).toBe('ben'));
});

describe('who was invited and has not answered yet', () => {
  test('is not invited before somebody who was not, and is no less available', () => {
    const member = { presence: 'available', seenAt: testTime, caseLimit: 5 };
    const loads = new Map([['ana', { held: 4, invited: 3 }]]);
    const available = new Staff([
      { ...ana, ...member },
      { ...ben, ...member },
    ]).available(loads, testTime);
    expect(available.map(({ id, held }) => [id, held])).toEqual([
      ['ana', 7],
      ['ben', 0],
    ]);
  });

  test('counts for the next case of the same batch', () => {
    const one = inQueue({ agents: [free('ana'), free('ben')] });
    expect(one.ticket().offeredTo).toBe('ana');
    expect(afterOffers([free('ana'), free('ben')], one.said)).toMatchObject([{ held: 1 }, { held: 0 }]);
  });
});

test('who becomes available is offered what is most urgent, as far as their limit goes', () => {
  const { thread, ticket } = inQueue({ agents: [] }).desk();
  const waits = (id: string, priority: number, left: number) => ({
    thread,
    revision: 1,
    ticket: { ...ticket!, id, priority, dueAt: testTime + left },
  });
  const others = { ...waits('hers', 1, 0), ticket: { ...ticket!, id: 'hers', status: 'held', assignee: 'ana' } } as const;
  const open = [waits('retail', 3, minute), waits('vip', 1, 5 * minute), others, waits('trade', 2, 2 * minute)];
  expect(firstWaiting(open, 'ana', 3, testTime).map(({ id }) => id)).toEqual(['vip', 'trade']);
  expect(firstWaiting(open, 'ana', 1, testTime)).toEqual([]);
});
