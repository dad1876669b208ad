import { describe, expect, test } from '@jest/globals';
import { message, testTime, text, turn } from '@frontdesk/testing';
import { mayOpen } from './follow.ts';
import { asked, ben, desk, fence, held, inQueue, lena, minute, ownerIs, reached } from './harness.spec.ts';

describe('the takeover', () => {
  test('is done at the barrier, not before', () => {
    const one = inQueue();
    expect(one.does('accept')).toBeUndefined();
    expect(one.ticket().status).toBe('accepting');
    expect(one.hears(ownerIs('agent:ana', 3)).ticket().status).toBe('accepting');
    expect(one.hears(reached(2)).ticket().status).toBe('accepting');
    expect(one.hears(reached(3, ['send-1'])).ticket()).toMatchObject({ status: 'held', assignee: 'ana', unknown: ['send-1'] });
    expect(one.last('TakeoverDone').data).toMatchObject({ agentId: 'ana', epoch: 3 });
  });

  test('is done when the barrier is read before the owner', () => {
    const one = inQueue();
    one.does('accept');
    expect(one.hears(reached(3), ownerIs('agent:ana', 3)).ticket().status).toBe('held');
  });

  test('of two who accept the second is told who was first', () => {
    const one = inQueue();
    one.does('accept');
    expect(one.does('accept', ben)).toEqual({ code: 'ALREADY_TAKEN', by: 'ana' });
    expect(one.types().filter((type) => type === 'HandoffAccepted')).toHaveLength(1);
  });

  test('cannot happen before the queue owns the case', () => {
    expect(desk().hears(asked()).does('accept')).toMatchObject({ code: 'NOT_OPEN' });
  });

  test('carries the epoch of now, so that policy can refuse a stale one', () => {
    const one = inQueue();
    one.does('accept');
    expect(one.last('HandoffAccepted').decision).toMatchObject({ fence: { epoch: 2 }, actor: { kind: 'agent', id: 'ana' } });
  });

  test('that the gate refuses puts the case back into the queue', () => {
    const one = inQueue({ agents: [] });
    one.does('accept');
    one.hears(
      message(
        'VerdictGiven',
        { verdict: 'REFUSE', reason: 'STALE_EPOCH', subjectType: 'HandoffAccepted', subjectId: one.ticket().announcementId },
        fence(2),
      ),
    );
    expect(one.ticket()).toMatchObject({ status: 'waiting', assignee: '' });
  });

  test('a handoff that the gate refuses is withdrawn; a refused acknowledgement is not', () => {
    const verdict = (reason: string, subjectId: string) =>
      message('VerdictGiven', { verdict: 'REFUSE', reason, subjectType: 'HandoffOpened', subjectId }, fence(1));
    const one = desk().hears(asked());
    expect(one.hears(verdict('WINDOW_CLOSED', one.ticket().acknowledgementId)).types()).toEqual(['HandoffOpened']);
    expect(one.hears(verdict('STALE_EPOCH', one.ticket().acknowledgementId)).types()).toEqual(['HandoffOpened', 'HandoffWithdrawn']);
    expect(one.ticket().status).toBe('withdrawn');
  });

  test('a handoff that the gate refuses in the next case is withdrawn too', () => {
    const one = held();
    one.does('resolve');
    one.hears(ownerIs('bot', 4, 'CaseResolved'));
    const late = message('ReplyProposed', { handoffReason: 'LOW_CONFIDENCE', answers: ['m1'] }, fence(4));
    one.hears(late, message('MessageAdmitted', { messageId: 'm2', turn: turn() }, fence(4, 2, 2)));
    const { id, acknowledgementId } = one.ticket();
    expect(one.ticket().status).toBe('requested');
    one.hears(
      message(
        'VerdictGiven',
        { verdict: 'REFUSE', reason: 'STALE_EPOCH', subjectType: 'HandoffOpened', subjectId: acknowledgementId },
        fence(4, 2, 2),
      ),
    );
    expect(one.ticket()).toMatchObject({ id, status: 'withdrawn' });
    expect(one.last('HandoffWithdrawn').data).toMatchObject({ ticketId: id, reason: 'STALE_EPOCH' });
  });

  test('of what the bot has kept of a question the line that the customer wrote last stays', () => {
    const wrote = (messageId: string, redacted: string, kept = false) => {
      const one = { messageId, kind: 'text', text: { redacted }, kept };
      return message('MessageAdmitted', { messageId, message: one, turn: turn({ open: [one] }) } as never, fence(1));
    };
    const rest = wrote('m1', 'FD-10311', true);
    expect(desk().hears(wrote('m1', 'where are both?'), rest).thread().lastLine).toBe('where are both?');
    expect(
      desk()
        .hears(wrote('m1', 'where are both?'), rest, asked({ turn: rest.data.turn }))
        .thread().lastLine,
    ).toBe('where are both?');
  });

  test('by a lead opens and accepts in one go', () => {
    const one = desk().hears(message('MessageAdmitted', { messageId: 'm1', turn: turn() }, fence(1)));
    expect(one.does('take_over', lena)).toBeUndefined();
    expect(one.hears(ownerIs('queue', 2, 'HandoffOpened', one.ticket().id)).types()).toEqual(['HandoffOpened', 'HandoffAccepted']);
    expect(one.last('HandoffAccepted').data.agentId).toBe('lena');
    expect(one.does('take_over', lena)).toMatchObject({ code: 'ALREADY_OPEN' });
  });

  test('for what the bot gave up is late by as long as the customer has waited', () => {
    const one = desk().hears(message('TurnOverdue', { open: ['m1'], cause: 'SEND_FAILED', waitingSince: testTime - 5 * minute }, fence(1)));
    expect(one.ticket().waitingSince).toBe(testTime - 5 * minute);
  });

  test('by a lead is possible of what the business’s phone has', () => {
    const one = desk().hears(message('MessageAdmitted', { messageId: 'm1', turn: turn({ owner: 'phone' }) }, fence(1)));
    expect(one.does('take_over', lena)).toBeUndefined();
    expect(one.types()).toEqual(['HandoffOpened']);
  });

  test('that the phone had the conversation before the ticket was asked for does not withdraw it, however late it is read', () => {
    const one = desk().hears(asked({ turn: turn({ owner: 'phone' }) }, 2), ownerIs('phone', 2, 'Echo', ''));
    expect(one.ticket().status).toBe('requested');
    expect(one.hears(ownerIs('queue', 3, 'HandoffOpened')).ticket().status).toBe('offered');
  });

  test('whose the conversation is counts in the next case too, which another topic may have shown already', () => {
    const one = held();
    one.does('resolve');
    one.hears(message('BotReplyNoticeDue', { clockId: 'turn:2:m2', oldestOpen: 'm2' }, fence(4, 2, 2)), ownerIs('bot', 4, 'CaseResolved'));
    expect(one.thread()).toMatchObject({ caseNo: 2, owner: 'bot', ownerEpoch: 4 });
  });

  test('is decided under the owner that is known, whatever has been seen of a later one', () => {
    const one = inQueue().hears(reached(3));
    one.does('accept');
    expect(one.last('HandoffAccepted').decision.fence).toMatchObject({ epoch: 2 });
    expect(one.hears(ownerIs('phone', 3, 'Echo', '')).ticket().status).toBe('withdrawn');
  });

  test('a ticket that is open when its case closes is withdrawn in words; one that was being resolved is resolved', () => {
    const closes = (reason: string) => message('CaseClosed', { reason, closedAt: testTime }, fence(4));
    expect(desk().hears(asked(), closes('inactivity')).last('HandoffWithdrawn').data.reason).toBe('CASE_CLOSED');
    const resolving = held();
    resolving.does('resolve');
    expect(resolving.hears(closes('resolved')).ticket().status).toBe('resolved');
    const again = held();
    again.does('resolve');
    again.hears(ownerIs('bot', 4, 'CaseResolved'));
    again.does('take_over', lena);
    expect(again.hears(closes('resolved')).ticket()).toMatchObject({ status: 'withdrawn', requestedBy: 'lena' });
  });

  test('may open one where the desk is still in the case before, whose ticket is not known to be over: a number is at hand', () => {
    const { thread, ticket } = held().desk();
    expect(mayOpen({ thread, ticket }, asked({}, 3))).toBe(false);
    expect(mayOpen({ thread, ticket }, message('Routed', asked().data, fence(4, 2, 2)))).toBe(true);
  });

  test('is not opened without a number: nobody would see it', () =>
    expect(() => desk({ number: 0 }).hears(asked())).toThrow('a ticket is opened that nobody took a number for'));

  test('a ticket of an earlier case is withdrawn in words before the next one is opened', () => {
    const one = desk().hears(asked());
    const [{ id }, next] = [one.ticket(), fence(2, 2, 2)];
    one.hears(message('Routed', { ...asked().data, messageId: 'm2' }, next));
    expect(one.types()).toEqual(['HandoffOpened', 'HandoffWithdrawn', 'HandoffOpened']);
    expect(one.last('HandoffWithdrawn').data).toMatchObject({ ticketId: id, reason: 'CASE_CLOSED' });
    expect(one.ticket()).toMatchObject({ status: 'requested', caseNo: 2 });
  });

  test("by the business's phone withdraws the ticket", () => {
    expect(
      inQueue()
        .hears(ownerIs('phone', 3, 'Echo', ''))
        .ticket().status,
    ).toBe('withdrawn');
  });
});

describe('who holds a case', () => {
  test('writes; nobody else does, and not before it is theirs', () => {
    expect(inQueue().does('write')).toMatchObject({ code: 'NOT_YOURS' });
    const one = held();
    expect(one.does('write', ben)).toMatchObject({ code: 'NOT_YOURS' });
    expect(one.does('write')).toBeUndefined();
    expect(one.last('AgentMessageWritten')).toMatchObject({ data: { agentId: 'ana' }, decision: { fence: { epoch: 3 } } });
  });

  test('hands back, and the next handoff has a ticket of its own', () => {
    const one = held();
    one.does('hand_back');
    expect(one.ticket().status).toBe('handing_back');
    one.hears(ownerIs('bot', 4, 'HandedBack'));
    expect(one.ticket().status).toBe('back');
    expect(
      one
        .hears(asked({ messageId: 'm5' }, 4))
        .types()
        .filter((type) => type === 'HandoffOpened'),
    ).toHaveLength(2);
  });

  test('resolves; the rating is kept with who resolved it, once', () => {
    const one = held();
    one.does('resolve');
    one.hears(ownerIs('bot', 4, 'CaseResolved'), message('CaseClosed', { reason: 'resolved', closedAt: testTime }, fence(4)));
    expect(one.ticket().status).toBe('resolved');
    const rating = message('MessageNoted', { messageId: 'm7', notedAs: 'rating', rating: 5 }, fence(4));
    expect(one.hears(rating, rating).said.filter(({ type }) => type === 'CaseRated')).toMatchObject([
      { data: { rating: 5, agentId: 'ana' } },
    ]);
  });

  test.each([
    ['what the bot answered last in its case', 1, 'builder-2'],
    ['nothing of the case before', 0, ''],
  ])('and with the rules that had written %s', (_, inCase, botBundle) => {
    const reply = (bundle: string, answer: string) =>
      message('ReplyProposed', { replyId: bundle, answer: text(answer), answers: ['m1'] }, { ...fence(1, 1, inCase), bundle });
    const one = held().hears(reply('builder-1', 'Hello.'), reply('builder-2', 'Here you are.'), reply('builder-3', ''));
    one.does('resolve');
    one.hears(ownerIs('bot', 4, 'CaseResolved'), message('CaseClosed', { reason: 'resolved', closedAt: testTime }, fence(4)));
    one.hears(message('MessageNoted', { messageId: 'm7', notedAs: 'rating', rating: 4 }, fence(4)));
    expect(one.last('CaseRated').data).toMatchObject({ rating: 4, agentId: 'ana', botBundle });
  });

  test('a close that is read after the next case began still ends its ticket', () => {
    const one = held();
    one.does('resolve');
    one.hears(
      message('MessageAdmitted', { messageId: 'm9', turn: turn() }, fence(4, 9, 2)),
      message('CaseClosed', { reason: 'resolved', closedAt: testTime }, fence(4)),
    );
    expect(one.ticket().status).toBe('resolved');
    expect(one.thread()).toMatchObject({ caseNo: 2, state: 'new' });
  });

  test('what a page that slept asks for a ticket that is over does nothing to the one that came after it', () => {
    const one = held();
    const over = one.ticket().id;
    one.does('resolve');
    one.hears(ownerIs('bot', 4, 'CaseResolved'));
    one.does('take_over', lena);
    one.hears(ownerIs('queue', 5, 'HandoffOpened', one.ticket().id));
    expect(one.asks({ type: 'accept', ticketId: over })).toEqual({ code: 'NOT_OPEN', state: 'ended' });
    one.hears(ownerIs('agent:lena', 6, 'HandoffAccepted', one.ticket().id), reached(6));
    expect(one.ticket()).toMatchObject({ status: 'held', assignee: 'lena' });
    const before = one.said.length;
    const late = [
      { type: 'resolve', ticketId: over },
      { type: 'hand_back', ticketId: over },
      { type: 'write', ticketId: over, message: { draftId: 'draft-1', text: text('hello') } },
      { type: 'transfer', ticketId: over, from: 'lena', to: undefined, note: undefined },
    ] as const;
    expect(late.map((command) => one.asks(command, lena))).toEqual(late.map(() => ({ code: 'NOT_YOURS', state: 'ended' })));
    expect(one.said).toHaveLength(before);
  });

  test('thanks after the close starts nothing', () => {
    const one = held();
    one.does('resolve');
    one.hears(ownerIs('bot', 4, 'CaseResolved'));
    const before = one.types().length;
    expect(one.hears(message('MessageNoted', { messageId: 'm8', notedAs: 'courtesy' }, fence(4))).types()).toHaveLength(before);
  });
});
