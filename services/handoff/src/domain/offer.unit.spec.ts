import { describe, expect, test } from '@jest/globals';
import { message, testTime } from '@frontdesk/testing';
import { afterOffers, offerAgain, toOffer } from './offer.ts';
import { Staff } from './staff.ts';
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
    const member = { presence: 'available', seenAt: testTime, presenceAt: 0, caseLimit: 5, ownLimit: null };
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
    expect(afterOffers([free('ana'), free('ben')], one.said)).toMatchObject([
      { held: 1, seats: 4 },
      { held: 0, seats: 5 },
    ]);
  });
});

describe('what waits while somebody has a seat', () => {
  const { thread, ticket } = inQueue({ agents: [] }).desk();
  const waits = (id: string, priority: number, left: number, more = {}) => ({
    thread,
    ticket: { ...ticket!, id, priority, dueAt: testTime + left, ...more },
  });
  const offered = (waiting: ReturnType<typeof waits>[], ...seats: [string, number][]) =>
    toOffer(
      waiting,
      seats.map(([id, left]) => free(id, 0, left)),
      testTime,
    ).map(({ id }) => id);
  const three = [waits('retail', 3, minute), waits('vip', 1, 5 * minute), waits('trade', 2, 2 * minute)];

  test('is offered as the queue shows it, one for each seat', () => {
    expect(offered(three, ['ana', 2])).toEqual(['vip', 'trade']);
    expect(offered(three, ['ana', 1], ['ben', 1])).toEqual(['vip', 'trade']);
    expect(offered(three)).toEqual([]);
  });

  test('is not offered to who let it lapse, before its packet is whole, nor to others than the lead who asked for it', () => {
    const lapsed = waits('vip', 1, minute, { lapsed: ['ana'] });
    expect(offered([lapsed, ...three.slice(2)], ['ana', 1])).toEqual(['trade']);
    expect(offered([lapsed], ['ana', 1], ['ben', 1])).toEqual(['vip']);
    expect(
      offered([waits('gathering', 1, minute, { packetComplete: false }), waits('lead', 1, minute, { reason: 'LEAD' })], ['ana', 2]),
    ).toEqual([]);
  });

  test('a seat is whose page is open, within their limit, invitations counted', () => {
    const member = { presence: 'available', seenAt: testTime, presenceAt: 0, caseLimit: 5, ownLimit: null };
    const seats = (load: { held: number; invited: number }, now = testTime) =>
      new Staff([{ ...ana, ...member }]).available(new Map([['ana', load]]), now).map((one) => one.seats);
    expect(seats({ held: 2, invited: 1 })).toEqual([2]);
    expect([seats({ held: 5, invited: 0 }), seats({ held: 2, invited: 3 }), seats({ held: 0, invited: 0 }, testTime + hour)]).toEqual([
      [],
      [0],
      [],
    ]);
  });

  test('goes to who has a seat, not to who has fewer cases or had the one before and is invited to as many as they may have', () => {
    const one = inQueue({ agents: [] });
    const agents = [free('ana', 1, 0), free('ben', 3, 2)];
    const before = { ...one.desk(), thread: { ...one.thread(), lastAgent: 'ana', lastResolvedAt: testTime } };
    const { facts } = offerAgain(before, { ...one.context, agents });
    expect(facts).toMatchObject([{ type: 'CaseOffered', data: { agentId: 'ben' } }]);
  });
});
