import { describe, expect, test } from '@jest/globals';
import type { Data, DataInit, Message } from '@frontdesk/contracts';
import { message, testTime, text, turn } from '@frontdesk/testing';
import { fence, held, lena, minute, ownerIs, reached } from './harness.spec.ts';
import { proofRequest } from './words.ts';

const identity = {
  level: 'order',
  subject: 'FD-10234',
  method: 'order_postcode',
  provedAt: testTime,
  expiresAt: testTime + 30 * minute,
};
const asks = { type: 'write', ticketId: 'ticket-1', message: { draftId: 'draft-9', asks: { orderNumber: 'FD-10234' } } } as const;
const asking = () => {
  const one = held();
  one.asks(asks);
  return one;
};
const challenge = { id: 'draft-9', level: 'order', subject: 'FD-10234', askedAt: testTime, agentId: 'ana' };
const routed = (proofOutcome: string, more: DataInit<'Routed'> = {}, about = turn({ owner: 'agent:ana', challenge }), number = 2) =>
  message('Routed', { messageId: `m${number}`, next: 'answer', proofOutcome, turn: about, ...more }, fence(3, number));

describe('to ask for a proof', () => {
  test('is said in words of ours, with the order that is meant', () => {
    const { data } = asking().last('AgentMessageWritten');
    expect(data).toMatchObject({ draftId: 'draft-9', agentId: 'ana', text: { redacted: expect.stringContaining('FD-10234') }, challenge });
    expect(asking().ticket().proof).toMatchObject({ id: 'draft-9', subject: 'FD-10234', outcome: 'asked', askedAt: testTime });
    expect(proofRequest('de', '').redacted).toMatch(/^Ich muss prüfen, ob die Bestellung Ihre ist.+\(FD- und ihre Ziffern\)/);
  });

  test('is for who holds the case', () => expect(held().asks(asks, lena)).toMatchObject({ code: 'NOT_YOURS' }));

  test('is undone where the gate refuses the words', () => {
    const refused = (subjectId: string) =>
      message('VerdictGiven', { verdict: 'REFUSE', reason: 'WINDOW_CLOSED', subjectId, subjectType: 'AgentMessageWritten' }, fence(3));
    expect(asking().hears(refused('draft-9')).ticket().proof).toBeNull();
    expect(asking().hears(refused('draft-8')).ticket().proof).not.toBeNull();
  });
});

describe('what comes of it', () => {
  const after = (...all: ReturnType<typeof routed>[]) =>
    asking()
      .hears(...all)
      .ticket().proof;

  test('is shown with the attempts that are left; ordinary words between do not hide it', () => {
    expect(after(routed('not_a_proof'))).toMatchObject({ outcome: 'not_a_proof' });
    expect(after(routed('failed', { attemptsLeft: 2 }), routed('not_a_proof'))).toMatchObject({ outcome: 'failed', left: 2 });
    expect(after(routed('locked'), routed('not_a_proof'))).toMatchObject({ outcome: 'locked' });
    expect(after(routed('unavailable'), routed('failed', { attemptsLeft: 1 }))).toMatchObject({ outcome: 'failed', left: 1 });
  });

  test.each(['locked', 'proved'])('once it is %s auth says so of every later message: when it was found stays', (outcome) => {
    const found = routed(outcome);
    const later = routed(outcome, {}, undefined, 3);
    const said = { ...later, envelope: { ...later.envelope, decidedAt: testTime + minute } } as Message;
    expect(asking().hears(found, said).ticket().proof).toMatchObject({ outcome, at: testTime });
  });

  test('is none of a release before, of another question, or of none', () => {
    expect(after(routed(''))).toMatchObject({ outcome: 'asked' });
    const other = turn({ owner: 'agent:ana', challenge: { ...challenge, id: 'draft-1' } });
    expect(after(routed('failed', {}, other), routed('proved', {}, turn({ owner: 'agent:ana' })))).toMatchObject({ outcome: 'asked' });
  });

  test('proved: level, order and until when are in the packet, and go to the bot with the hand-back while they hold', () => {
    const proved = (expiresAt = identity.expiresAt) =>
      routed('proved', {}, turn({ owner: 'agent:ana', challenge, identity: { ...identity, expiresAt } }));
    const one = asking().hears(proved());
    expect([one.ticket().proof, one.thread().packet.identity]).toMatchObject([{ outcome: 'proved' }, identity]);
    one.does('hand_back');
    expect(one.last('HandedBack').data.identity).toMatchObject(identity);
    const late = asking().hears(proved(testTime));
    late.does('hand_back');
    expect(late.last('HandedBack').data.identity).toBeUndefined();
    const bots = held().hears(message('MessageAdmitted', { messageId: 'm2', turn: turn({ identity }) }, fence(3, 2)));
    bots.does('hand_back');
    expect(bots.last('HandedBack').data.identity).toBeUndefined();
  });

  test('is nothing any more once the number has changed hands', () =>
    expect(
      asking()
        .hears(routed('failed'), message('ProofVoided', { change: 'number' }, fence(3, 2)))
        .ticket().proof,
    ).toBeNull());

  test('stays with the case when it goes to a colleague', () => {
    const one = asking().hears(routed('failed', { attemptsLeft: 2 }));
    one.asks({ type: 'transfer', ticketId: 'ticket-1', from: 'ana', to: undefined, note: undefined });
    one.hears(ownerIs('queue', 4), reached(4));
    expect(one.ticket().proof).toMatchObject({ outcome: 'failed' });
  });
});

describe('nobody is asked for a proof that is not looked at', () => {
  const locked = (lockedOrders: string[], decidedAt = testTime) => {
    const { data, envelope } = routed('none', { lockedOrders }, turn({ owner: 'agent:ana' }));
    return held().hears({ type: 'Routed', data: data as Data<'Routed'>, envelope: { ...envelope, decidedAt } });
  };
  test.each([
    ['of any order', ['*'], 'PROOF_LOCKED'],
    ['of this order', ['FD-10234'], 'PROOF_LOCKED'],
    ['of another order', ['FD-10311'], undefined],
  ])('because none is, %s', (_, orders, code) => expect(locked(orders).asks(asks)?.code).toBe(code));

  test('because of no lock, as before, nothing is known that was not: the thread is not stored anew for it', () => {
    const one = held().hears(routed('none'));
    const known = one.thread();
    const { lockedOrders, lockedAt } = one.hears(routed('none', {}, undefined, 3)).thread();
    expect([Object.is(lockedOrders, known.lockedOrders), lockedAt]).toEqual([true, known.lockedAt]);
  });

  test('for no longer where the question that it was found of stands, and the customer writes on', () => {
    const [found, later] = [routed('locked'), routed('locked', {}, undefined, 3)];
    const at = (one: ReturnType<typeof routed>, decidedAt: number) => ({ ...one, envelope: { ...one.envelope, decidedAt } }) as Message;
    const one = asking().hears(at(found, testTime - 11 * minute), at(later, testTime - minute));
    expect(one.asks(asks)).toBeUndefined();
  });

  test('until auth says that it is over', () =>
    expect(
      locked(['*'])
        .hears(routed('none', {}, undefined, 3))
        .asks(asks),
    ).toBeUndefined());

  test('for ten minutes from when it was said', () => {
    expect(locked(['*'], testTime - 10 * minute).asks(asks)).toBeUndefined();
    expect(asking().hears(routed('locked')).asks(asks)).toMatchObject({ code: 'PROOF_LOCKED' });
    expect(held().asks({ type: 'write', ticketId: 'ticket-1', message: { draftId: 'd', text: text('hello') } })).toBeUndefined();
  });
});
