import { describe, expect, test } from '@jest/globals';
import { defaultPolicy, Policies } from '@frontdesk/sla';
import { message, testTime, turn } from '@frontdesk/testing';
import { asked, desk, fence, held, inQueue, minute, ownerIs, reached } from './harness.spec.ts';

/** What the customer wrote to people is routed: by then auth knows who they are, and the router what it is about. */
const learnt = (tier: string, topic = '', epoch = 2) =>
  message(
    'Routed',
    { messageId: 'm2', next: 'none', intent: 'other', topic, turn: turn({ tier, owner: 'queue', open: [] }) },
    fence(epoch, 2),
  );
const told = (one: ReturnType<typeof desk>) => one.said.filter(({ type }) => type === 'PromiseShortened');

describe('a tier or topic that is learnt later', () => {
  test('shortens what was promised, from where it began', () => {
    const one = inQueue({ now: testTime + 3 * minute }).hears(learnt('vip'));
    expect(told(one)).toMatchObject([
      {
        data: { ticketId: one.ticket().id, tier: 'vip', topic: 'delivery', priority: 1, dueAt: testTime + 5 * minute },
        decision: { reasons: ['TIER_LEARNT', 'sla-1'] },
      },
    ]);
    expect(one.ticket()).toMatchObject({
      tier: 'vip',
      topic: 'delivery',
      priority: 1,
      dueAt: testTime + 5 * minute,
      promiseMs: 5 * minute,
      packet: { priority: 1, slaDueAt: testTime + 5 * minute },
    });
  });

  test('is said once, and why: tier, topic or both', () => {
    expect(told(inQueue().hears(learnt('vip'), learnt('vip')))).toHaveLength(1);
    const about = (tier: string, topic: string) => {
      const one = desk().hears(asked({ topic: 'general' }), ownerIs('queue', 2, 'HandoffOpened'), learnt(tier, topic));
      return told(one).map(({ data, decision }) => ({ ...data, reasons: decision.reasons?.slice(0, -1) }));
    };
    expect(about('retail', 'refund')).toMatchObject([{ topic: 'refund', dueAt: testTime + 30 * minute, reasons: ['TOPIC_LEARNT'] }]);
    expect(about('trade', 'refund')).toMatchObject([
      { tier: 'trade', topic: 'refund', dueAt: testTime + 15 * minute, reasons: ['TIER_LEARNT', 'TOPIC_LEARNT'] },
    ]);
  });

  test('never lengthens it', () => {
    const one = inQueue().hears(learnt('retail', 'general'));
    expect([told(one), one.ticket().topic]).toEqual([[], 'delivery']);
    const vip = inQueue().hears(learnt('vip', 'general'));
    expect(vip.ticket()).toMatchObject({ tier: 'vip', topic: 'delivery', dueAt: testTime + 5 * minute });
  });

  test('of a promise in another matrix keeps what is earlier', () => {
    const { matrix } = defaultPolicy;
    const refund = { ...matrix.retail.refund, firstResponse: 40, resolution: 100 };
    const policy = { ...defaultPolicy, matrix: { ...matrix, retail: { ...matrix.retail, refund } } };
    const one = inQueue({ policies: new Policies(policy) }).hears(learnt('retail', 'refund'));
    expect(told(one)).toMatchObject([{ data: { topic: 'refund', dueAt: testTime + 30 * minute } }]);
  });

  test('is the promise of the next answer too, from the message that waits for it', () => {
    const wrote = (after: number) =>
      message(
        'MessageAdmitted',
        { messageId: 'm2', message: { messageId: 'm2', sentAt: testTime + after }, turn: turn({ tier: 'retail' }) },
        fence(3, 2),
      );
    const sent = message('MessageSent', { speaker: 'agent', subjectId: 'd1', at: testTime + minute }, fence(3));
    const one = held().hears(sent, wrote(2 * minute));
    expect(one.hears(learnt('vip', '', 3)).ticket()).toMatchObject({ dueAt: testTime + 7 * minute, promiseMs: 5 * minute });
    const answered = held().hears(sent, learnt('vip', '', 3));
    expect(answered.ticket()).toMatchObject({ tier: 'vip', dueAt: testTime + 30 * minute });
    expect(answered.hears(wrote(2 * minute)).ticket()).toMatchObject({ dueAt: testTime + 7 * minute });
  });

  test('takes along how far it was warned of, and no escalation back', () => {
    const warned = message('SlaWarned', {
      clock: 'human_first_response',
      ticketId: 'ticket-1',
      percent: 50,
      dueAt: testTime + 30 * minute,
    });
    const overdue = message('AcceptanceDue', { ticketId: 'ticket-1', offerId: '' }, fence(2));
    const one = desk().hears(asked({ topic: 'refund', sentiment: 'negative' }), ownerIs('queue', 2, 'HandoffOpened'), warned, overdue);
    expect(one.ticket().priority).toBe(1);
    one.hears(learnt('trade'));
    expect(one.ticket()).toMatchObject({ priority: 1, warned: 50, warnedOf: testTime + 15 * minute, dueAt: testTime + 15 * minute });
  });

  test('changes nothing of a ticket that is over, or that was promised by rules that hold no longer', () => {
    const back = held();
    back.does('hand_back');
    back.hears(ownerIs('bot', 4, 'HandedBack'), learnt('vip', '', 4));
    expect(told(back)).toEqual([]);
    const later = desk({ policies: new Policies({ ...defaultPolicy, version: 'sla-2' }) });
    const before = inQueue();
    expect(told(later.from(before.desk()).hears(learnt('vip')))).toEqual([]);
    expect(told(desk().from(before.desk()).hears(learnt('vip')))).toHaveLength(1);
  });

  test('counts by the policy that the ticket was opened by, whatever a lead has changed since', () => {
    const { matrix } = defaultPolicy;
    const vip = { ...matrix.vip, delivery: { firstResponse: 1, nextResponse: 2, acceptance: 1, resolution: 1 } };
    const policy = { ...defaultPolicy, version: 'console-1', matrix: { ...matrix, vip } };
    const policies = new Policies(defaultPolicy, [{ policy, from: testTime + minute }]);
    const one = desk({ policies, now: testTime + 3 * minute })
      .from(inQueue().desk())
      .hears(learnt('vip'));
    expect(told(one)).toMatchObject([{ data: { dueAt: testTime + 5 * minute }, decision: { reasons: ['TIER_LEARNT', 'sla-1'] } }]);
  });

  test('in the next case says nothing of the ticket of this one, whichever is read first', () => {
    const next = message('Routed', { topic: 'refund', turn: turn({ tier: 'vip' }) }, fence(3, 3, 2));
    const one = inQueue().hears(next, reached(2), learnt('vip'));
    expect(told(one)).toEqual([]);
  });
});
