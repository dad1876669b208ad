import { describe, expect, test } from '@jest/globals';
import { message, testTime, text, turn } from '@frontdesk/testing';
import { ticketView } from './view.ts';
import { ana, asked, ben, fence, free, held, inQueue, minute, ownerIs, reached } from './harness.spec.ts';

const gone = { ticketId: 'ticket-1', agentId: 'ana', reason: 'SIGNED_OUT', since: testTime } as const;
const sent = (subjectId: string, at: number, holding = false) =>
  message('MessageSent', { speaker: 'agent', subjectId, at, holding }, fence(3));
const wrote = (sentAt: number) =>
  message('MessageAdmitted', { messageId: 'm5', turn: turn({ owner: 'agent:ana' }), message: { messageId: 'm5', sentAt } }, fence(3, 2));

describe('an owner who is gone while the customer waits', () => {
  test('loses the case to the queue, at its old due time; the customer is told that somebody else takes over', () => {
    const one = held();
    const { dueAt } = one.ticket();
    const { data, decision } = one.loses({ ...gone, ticketId: one.ticket().id }).last('CaseReturned');
    expect(data).toMatchObject({ agentId: 'ana', reason: 'SIGNED_OUT', acceptanceDueAt: testTime + 10 * minute });
    expect(data.word?.redacted).toBe(
      'Somebody else of our team takes over your request T-1042, with all that was written so far. We expect to answer by 11:30.',
    );
    expect(decision).toMatchObject({ fence: { epoch: 3 }, reasons: ['SIGNED_OUT'] });
    one.hears(ownerIs('queue', 4, 'CaseReturned'));
    expect(one.ticket()).toMatchObject({ status: 'waiting', assignee: '', dueAt });
  });

  test('is not the one whom it is offered to next', () => {
    const one = held();
    one.loses({ ...gone, ticketId: one.ticket().id }).hears(ownerIs('queue', 4, 'CaseReturned'));
    expect(one.types().slice(-1)).toEqual(['CaseReturned']);
    const two = inQueue({ agents: [free('ana'), free('ben')] });
    two.does('accept', ana);
    two.hears(ownerIs('agent:ana', 3, 'HandoffAccepted'), reached(3));
    two.loses({ ...gone, ticketId: two.ticket().id }).hears(ownerIs('queue', 4, 'CaseReturned'));
    expect(two.last('CaseOffered').data.agentId).toBe('ben');
  });

  test('keeps nothing to write with', () => {
    const one = held();
    one.loses({ ...gone, ticketId: one.ticket().id });
    expect(one.does('write')).toMatchObject({ code: 'NOT_YOURS' });
    expect(one.does('accept')).toMatchObject({ code: 'NOT_OPEN' });
  });

  test('has it back where policy refused', () => {
    const one = held();
    const { wordId } = one.loses({ ...gone, ticketId: one.ticket().id }).last('CaseReturned').data;
    one.hears(
      message('VerdictGiven', { verdict: 'REFUSE', reason: 'STALE_EPOCH', subjectType: 'CaseReturned', subjectId: wordId }, fence(3)),
    );
    expect(one.ticket()).toMatchObject({ status: 'held', assignee: 'ana' });
  });
});

describe('what the console shows of who waits', () => {
  const risk = message('SlaAtRisk', { ticketId: 'ticket-1', clock: 'human_first_response' }, fence(3));
  const view = (one: ReturnType<typeof held>) => {
    const { thread, ticket } = one.desk();
    return ticketView(
      { ticket: ticket!, thread, revision: 1 },
      {
        me: 'ana',
        now: testTime,
        nameOf: (id) => id,
        standing: () => ({ presence: 'away', presenceAt: testTime + minute }),
        terms: { awayMs: 5 * minute, lateMs: 10 * minute, policy: one.context.policies.at(testTime) },
      },
    );
  };

  test('when the owner loses it, while an answer is owed and not on its way', () => {
    expect(view(inQueue())).toMatchObject({ leaves: null });
    const one = held();
    expect(view(one)).toMatchObject({ leaves: { at: testTime + 6 * minute, why: 'AWAY' } });
    one.does('write');
    expect(view(one)).toMatchObject({ leaves: null });
  });

  test('how much of the time promised for the answer that is waited for has passed, until it is given', () => {
    const one = held();
    const of = { ticketId: one.ticket().id, dueAt: one.ticket().dueAt };
    const warns = (percent: number, more = {}) =>
      message('SlaWarned', { ...of, clock: 'human_first_response', percent, ...more }, fence(3));
    expect(view(one.hears(warns(50), warns(75)))).toMatchObject({ warned: 75 });
    expect(view(one.hears(warns(50)))).toMatchObject({ warned: 75 });
    expect(view(one.hears(warns(90, { clock: 'resolution' })))).toMatchObject({ warned: 75 });
    expect(view(one.hears(sent('d1', testTime + minute)))).toMatchObject({ warned: 0 });
    one.hears(wrote(testTime + 2 * minute));
    expect(view(one)).toMatchObject({ warned: 0 });
    const next = { clock: 'next_response', dueAt: one.ticket().dueAt };
    expect(view(one.hears(warns(90, next)))).toMatchObject({ warned: 90 });
  });

  test('the risk is over with an answer, not with an acceptance', () => {
    const atRisk = held();
    atRisk.hears({ ...risk, data: { ...risk.data, ticketId: atRisk.ticket().id } });
    const met = (clock: string) => message('SlaMet', { ticketId: atRisk.ticket().id, clock }, fence(3));
    expect(view(atRisk.hears(met('acceptance')))).toMatchObject({ at_risk: true, answered: false });
    expect(view(atRisk.hears(met('human_first_response')))).toMatchObject({ at_risk: false });
  });

  test('that nobody took it in time is no promise to the customer that was broken', () => {
    const missed = message(
      'SlaBreached',
      { ticketId: held().ticket().id, clockId: 'accept:ticket-1:-', clock: 'acceptance', dueAt: 1 },
      fence(3),
    );
    expect(view(held().hears(missed))).toMatchObject({ breached: false });
  });

  test('a breach that is withdrawn was none, and another that stands stays', () => {
    const one = held();
    const of = { ticketId: one.ticket().id, clockId: 'sla:next_response:ticket-1', clock: 'next_response' };
    const breach = (dueAt: number) => message('SlaBreached', { ...of, dueAt }, fence(3));
    const met = (dueAt: number, withdraws: boolean) => message('SlaMet', { ...of, dueAt, withdraws }, fence(3));
    expect(view(one.hears(breach(1), met(1, true)))).toMatchObject({ breached: false });
    expect(view(one.hears(breach(2), met(3, false)))).toMatchObject({ breached: true });
    expect(view(one.hears(breach(3), met(3, true)))).toMatchObject({ breached: true });
    expect(view(one.hears(met(2, true)))).toMatchObject({ breached: false });
  });

  test('who wrote again after an answer is not shown as answered, and may be at risk', () => {
    const one = held().hears(sent('d1', testTime + minute));
    expect(view(one)).toMatchObject({ at_risk: false, answered: true });
    one.hears(wrote(testTime + 2 * minute), { ...risk, data: { ...risk.data, ticketId: one.ticket().id, clock: 'next_response' } });
    expect(view(one)).toMatchObject({ at_risk: true, answered: false });
  });

  test('the next answer is due as it is promised, not since the first was; more that is written meanwhile changes nothing', () => {
    const [wroteAt, due] = [testTime + 180 * minute, testTime + 210 * minute];
    const one = held().hears(sent('d1', testTime + minute), wrote(wroteAt), wrote(wroteAt + minute));
    expect(view(one)).toMatchObject({ due_at: due, breached: false, answered: false });
    expect(view(held().hears(wrote(wroteAt), sent('d1', testTime + minute)))).toMatchObject({ due_at: due });
  });
});

describe('the case stays', () => {
  const lateSince = (since: number) => {
    const one = held();
    return one.loses({ ...gone, ticketId: one.ticket().id, reason: 'LATE', since }).types();
  };

  test('with who has answered everything, until the customer writes again', () => {
    const one = held();
    one.hears(sent('d1', testTime + minute));
    expect(one.loses({ ...gone, ticketId: one.ticket().id }).types()).not.toContain('CaseReturned');
    one.hears(wrote(testTime + 2 * minute));
    expect(one.loses({ ...gone, ticketId: one.ticket().id }).types()).toContain('CaseReturned');
  });

  test('not answered by a "one moment", nor by what was sent before the customer wrote', () => {
    const one = held();
    one.hears(wrote(testTime + 3 * minute), sent('d0', testTime + 2 * minute), sent('d1', testTime + 4 * minute, true));
    expect(one.ticket().unansweredSince).toBe(testTime + 3 * minute);
    expect(
      held()
        .hears(sent('d1', testTime + minute, true))
        .ticket().answered,
    ).toBe(false);
  });

  test('answered, also where what became of an earlier answer is learnt last', () => {
    const one = held().hears(wrote(testTime + minute), sent('d2', testTime + 2 * minute), sent('d1', testTime));
    expect(one.ticket().unansweredSince).toBe(0);
  });

  test('not waiting for what was sent after the customer wrote and read before, nor answered by what was sent to an earlier ticket', () => {
    const one = held().hears(sent('d0', testTime + 2 * minute), wrote(testTime + minute));
    expect(one.ticket().unansweredSince).toBe(0);
    expect(one.hears(wrote(testTime + 3 * minute)).ticket().unansweredSince).toBe(testTime + 3 * minute);
    const next = held();
    next.does('hand_back');
    next.hears(ownerIs('bot', 4, 'HandedBack'), asked({ messageId: 'm5' }, 4), sent('d0', testTime + 2 * minute));
    expect(next.ticket()).toMatchObject({ status: 'requested', answered: false });
  });

  test.each(['OFF', 'AWAY', 'LATE'] as const)('where there was a word after they were %s, were it a "one moment"', (reason) => {
    const lost = (one: ReturnType<typeof held>, since: number) => one.loses({ ...gone, ticketId: one.ticket().id, reason, since }).types();
    const holds = { type: 'write', ticketId: 'ticket-1', message: { draftId: 'd1', text: text('one moment'), holding: true } } as const;
    const [silent, wrote] = [held({ now: testTime + 40 * minute }), held({ now: testTime + 40 * minute })];
    wrote.asks(holds);
    expect(lost(wrote, testTime + 39 * minute)).not.toContain('CaseReturned');
    expect(lost(wrote, testTime + 40 * minute)).toContain('CaseReturned');
    expect(lost(silent, testTime + 40 * minute)).toContain('CaseReturned');
    expect(silent.last('CaseReturned')).toMatchObject({ data: { reason }, decision: { reasons: [reason] } });
  });

  test('whose answer is promised for later than when it was late', () =>
    expect(lateSince(held().ticket().dueAt - 1)).not.toContain('CaseReturned'));

  test('with who has just taken it, whatever they had set, and owes what the one before had on the way', () => {
    const one = held({ now: testTime + minute });
    one.does('write');
    const given = { type: 'transfer', ticketId: 'ticket-1', from: 'ana', to: undefined, note: undefined } as const;
    one.asks(given);
    one.hears(ownerIs('queue', 4, 'CaseReturned'), reached(4));
    Object.assign(one.context, { now: testTime + 2 * minute });
    one.does('accept', ben);
    one.hears(ownerIs('agent:ben', 5, 'HandoffAccepted'), reached(5));
    const lost = (since: number) =>
      one
        .loses({ ticketId: 'ticket-1', agentId: 'ben', reason: 'OFF', since })
        .types()
        .filter((type) => type === 'CaseReturned').length;
    expect([lost(testTime + minute), lost(testTime + 2 * minute)]).toEqual([1, 2]);
  });

  test.each(['hand_back', 'resolve'] as const)('where the gate refuses to %s it: that was a word of theirs', (what) => {
    const one = held();
    Object.assign(one.context, { now: testTime + minute });
    one.does(what);
    const { announcementId: subjectId } = one.ticket();
    const subjectType = what === 'resolve' ? 'CaseResolved' : 'HandedBack';
    one.hears(message('VerdictGiven', { verdict: 'REFUSE', reason: 'STALE_EPOCH', subjectType, subjectId }, fence(3)));
    expect(one.ticket()).toMatchObject({ status: 'held', heardAt: testTime + minute });
  });

  test('while their answer is on its way, unless it does not arrive or the customer writes again', () => {
    const answering = () => {
      const one = held({ now: testTime + minute });
      one.asks({ type: 'write', ticketId: 'ticket-1', message: { draftId: 'd1', text: text('Here you are.') } });
      return one;
    };
    const lost = (one: ReturnType<typeof held>) => one.loses({ ...gone, ticketId: one.ticket().id }).types();
    const of = { subjectType: 'AgentMessageWritten', subjectId: 'd1', speaker: 'agent' };
    expect(lost(answering())).not.toContain('CaseReturned');
    expect(lost(answering().hears(message('VerdictGiven', { ...of, verdict: 'HOLD' }, fence(3))))).not.toContain('CaseReturned');
    expect(lost(answering().hears(message('VerdictGiven', { ...of, verdict: 'REFUSE' }, fence(3))))).toContain('CaseReturned');
    expect(lost(answering().hears(message('SendFailed', { ...of, final: true }, fence(3))))).toContain('CaseReturned');
    expect(lost(answering().hears(message('SendUnconfirmed', of, fence(3))))).toContain('CaseReturned');
    expect(lost(answering().hears(wrote(testTime + 2 * minute)))).toContain('CaseReturned');
  });

  test('with somebody else, and with who is only about to get it', () => {
    const one = held();
    expect(one.loses({ ...gone, ticketId: one.ticket().id, agentId: 'ben' }).types()).not.toContain('CaseReturned');
    const two = inQueue();
    two.does('accept');
    expect(two.loses({ ...gone, ticketId: two.ticket().id }).types()).not.toContain('CaseReturned');
  });
});
