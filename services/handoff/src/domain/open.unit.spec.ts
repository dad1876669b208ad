import { describe, expect, test } from '@jest/globals';
import { message, testTime, turn } from '@frontdesk/testing';
import { concernsPeople, mayOpen } from './follow.ts';
import { ana, ben, asked, desk, fence, free, gathered, held, inQueue, minute, ownerIs, reached } from './harness.spec.ts';

const opened = (more = {}) => desk().hears(asked(more)).last('HandoffOpened').data;

describe('what asks for people', () => {
  const nobody = desk().desk();
  const grounded = (next: string) => message('Grounded', { routed: { ...asked().data, next } }, fence(1));
  test.each([
    ['a wish', asked(), true],
    ['its evidence', grounded('handoff'), true],
    ['a reply that hands over', message('ReplyProposed', { handoffReason: 'LOW_CONFIDENCE' }, fence(1)), true],
    ['silence', message('TurnOverdue', { open: ['m1'] }, fence(1)), true],
    ['an answer', asked({ next: 'answer' }), false],
    ['what an answer rests on', grounded('answer'), false],
    ['a reply', message('ReplyProposed', { answers: ['m1'] }, fence(1)), false],
    ['a message', message('MessageAdmitted', { messageId: 'm1', turn: turn() }, fence(1)), false],
  ])('%s', (_what, one, asks) => {
    expect([mayOpen(nobody, one), concernsPeople(nobody, one)]).toEqual([asks, asks]);
    expect([mayOpen(inQueue().desk(), one), concernsPeople(inQueue().desk(), one)]).toEqual([false, true]);
    expect(desk().hears(one).types().includes('HandoffOpened')).toBe(asks);
  });
});

describe('a ticket', () => {
  test('is for retail and in general where nobody knows better', () =>
    expect(opened({ topic: '', turn: turn({ tier: '' }) })).toMatchObject({ tier: 'retail', topic: 'general' }));

  test.each([
    ['not known', 0, testTime],
    ['still to come', testTime + minute, testTime],
    ['past', testTime - minute, testTime - minute],
  ])('counts from when the customer wrote, from now where that is %s', (_what, sentAt, since) =>
    expect(opened({ turn: turn({ tier: 'retail', open: [{ messageId: 'm1', kind: 'text', sentAt }] }) })).toMatchObject({
      waitingSince: since,
      dueAt: since + 30 * minute,
    }),
  );

  test('is opened for nobody whom people have already', () =>
    expect(
      ['queue', 'agent:ana'].flatMap((owner) =>
        desk()
          .hears(asked({ turn: turn({ owner }) }))
          .types(),
      ),
    ).toEqual([]));

  test('asks for no opt-in in words where it asks for none', () => {
    const { data } = desk()
      .hears(message('ConsentChanged', { basis: 'opt_in' }, { ...fence(1), consent: 'opt_in' }), asked())
      .last('HandoffOpened');
    expect(data.acknowledgement?.redacted).toBe('I am bringing a colleague into this chat. We expect to answer by 11:30.');
    expect(data.optInQuestion).toBeUndefined();
    expect(opened().optInQuestion?.redacted).toContain('May we also write to you');
  });

  test('for what the bot may not answer waits for no evidence', () =>
    expect(
      desk()
        .hears(asked({ handoffReason: 'BOT_OFF', turn: turn({ tier: 'retail', botOff: true }) }), ownerIs('queue', 2, 'HandoffOpened'))
        .types(),
    ).toEqual(['HandoffOpened', 'CaseOffered']));

  test('for one intent that it may not answer comes with the evidence that is read for it', () => {
    const stopped = asked({ handoffReason: 'BOT_OFF', turn: turn({ tier: 'retail', stoppedIntents: ['order_status'] }) });
    const one = desk().hears(stopped, ownerIs('queue', 2, 'HandoffOpened'));
    expect(one.types()).toEqual(['HandoffOpened']);
    expect(one.hears(gathered).types()).toEqual(['HandoffOpened', 'PacketCompleted', 'CaseOffered']);
    expect(one.ticket().packet.evidence).toHaveLength(1);
  });

  test('is told of once for each message that asks again', () => {
    const again = asked({ messageId: 'm2', turn: turn({ owner: 'queue' }) }, 2);
    const types = inQueue().hears(again, again).types();
    expect(types.filter((type) => type === 'WaitTold')).toHaveLength(1);
  });

  test('that was breached is known as that', () => {
    const one = held();
    const breached = message('SlaBreached', { ticketId: one.ticket().id, clock: 'human_first_response' }, fence(3));
    expect(one.hears({ ...breached, data: { ...breached.data, ticketId: 'another' } }).ticket().breached).toBe(false);
    expect(one.hears(breached).ticket().breached).toBe(true);
  });
});

test('a packet that is completed holds what was gathered', () => {
  const identity = { level: 'order', subject: 'FD-10234', method: 'order_postcode', provedAt: testTime, expiresAt: testTime + minute };
  const photo = { messageId: 'm0', kind: 'media', sentAt: testTime };
  const asks = asked({ orderNumber: 'FD-10234', turn: turn({ tier: 'retail', identity, open: [photo] }) });
  const one = desk().hears(asked({ next: 'answer', orderNumber: 'FD-10198', otherOrders: ['FD-10311'] }), asks, gathered);
  expect(one.last('PacketCompleted').data.packet).toMatchObject({
    orderNumbers: ['FD-10198', 'FD-10311', 'FD-10234'],
    identity: { subject: 'FD-10234' },
    attachments: ['m0'],
    evidence: [{ source: 'order_status' }],
  });
});

describe('an offer', () => {
  test('that was another lapses nothing', () => {
    const one = inQueue({ agents: [free('ana'), free('ben')] });
    const due = message('AcceptanceDue', { ticketId: one.ticket().id, offerId: one.ticket().offerId }, fence(1));
    const stale = { ...due, data: { ...due.data, offerId: 'another' } };
    expect(one.hears(stale).ticket()).toMatchObject({ status: 'offered', offeredTo: 'ana' });
    expect(one.hears({ ...due, data: { ...due.data, ticketId: 'another' } }).ticket().offeredTo).toBe('ana');
    expect(one.hears(due, stale).ticket().offeredTo).toBe('ben');
  });

  test('that nobody took says why people are called', () =>
    expect(
      inQueue({ agents: [] })
        .hears(message('AcceptanceDue', { ticketId: 'ticket-1' }, fence(1)))
        .last('TicketEscalated').decision.reasons,
    ).toEqual(['UNCLAIMED']));
});

describe('what the gate refused', () => {
  const refuses = (subjectType: string, subjectId: string, reason = 'NOTHING_TO_RESOLVE') =>
    message('VerdictGiven', { verdict: 'REFUSE', reason, subjectType, subjectId }, fence(3));

  test.each([
    ['resolve', 'CaseResolved', 'resolving', 'NOTHING_TO_RESOLVE'],
    ['hand_back', 'HandedBack', 'handing_back', 'STALE_EPOCH'],
  ] as const)('%s: the case stays with its owner', (does, subjectType, status, reason) => {
    const one = held();
    one.does(does);
    const { announcementId } = one.ticket();
    expect(one.hears(refuses(subjectType, 'another', reason)).ticket().status).toBe(status);
    expect(one.hears(refuses(subjectType, announcementId, 'WINDOW_CLOSED')).ticket().status).toBe(status);
    expect(one.hears(refuses(subjectType, announcementId, reason)).ticket()).toMatchObject({ status: 'held', announcementId: '' });
  });
});

describe('whose the conversation is', () => {
  test('changes nothing where nobody asked for people', () =>
    expect(
      desk()
        .hears(ownerIs('phone', 2, 'Echo', ''), ownerIs('bot', 3, 'ThreadControl', ''))
        .types(),
    ).toEqual([]));

  test('the bot again, for whatever else: the ticket is withdrawn', () =>
    expect(
      held()
        .hears(ownerIs('bot', 4, 'WindowExpired'))
        .ticket().status,
    ).toBe('withdrawn'));

  test('a lead who opened it takes it in their own name', () => {
    const one = desk().hears(message('MessageAdmitted', { messageId: 'm1', turn: turn() }, fence(1)));
    one.does('take_over', { ...ana, id: 'lena', role: 'lead' });
    one.hears(ownerIs('queue', 2, 'HandoffOpened', one.ticket().id));
    expect(one.last('HandoffAccepted').decision.actor).toMatchObject({ kind: 'lead', id: 'lena' });
  });
});

describe('who is gone', () => {
  const gone = (one: ReturnType<typeof held>, more = {}) =>
    one.loses({ ticketId: one.ticket().id, agentId: 'ana', reason: 'SILENT', since: 0, ...more }).types();

  test('loses their own ticket alone', () => {
    expect(gone(held(), { ticketId: 'another' })).not.toContain('CaseReturned');
    expect(gone(held(), { agentId: ben.id })).not.toContain('CaseReturned');
  });

  test('loses it by a word that the gate can refuse', () => {
    const one = held();
    gone(one);
    expect(one.last('CaseReturned').data.wordId).toMatch(/^returned-/);
    expect(one.ticket().announcementId).toBe(one.last('CaseReturned').data.wordId);
  });
});

test('what is learnt late of an earlier answer hides nothing that was written since', () => {
  const wrote = (messageId: string, sentAt: number) =>
    message('MessageAdmitted', { messageId, turn: turn({ owner: 'agent:ana' }), message: { messageId, sentAt } }, fence(3, 2));
  const sent = (subjectId: string, at: number) => message('MessageSent', { speaker: 'agent', subjectId, at }, fence(3));
  const one = held().hears(sent('d1', testTime + minute), wrote('m5', testTime + 3 * minute), wrote('m6', testTime + 5 * minute));
  expect(one.hears(sent('d2', testTime + 2 * minute)).ticket().unansweredSince).toBe(testTime + 3 * minute);
  expect(one.hears(sent('d3', testTime + 4 * minute)).ticket().unansweredSince).toBe(testTime + 5 * minute);
});

test('a barrier that is read late does not take back a later one', () => {
  const one = inQueue();
  one.does('accept');
  one.hears(reached(3, ['send-3']), reached(2, ['send-2']), ownerIs('agent:ana', 3, 'HandoffAccepted'));
  expect(one.ticket()).toMatchObject({ status: 'held', unknown: ['send-3'] });
});
