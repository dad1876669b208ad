import { describe, expect, test } from '@jest/globals';
import type { Message } from '@frontdesk/contracts';
import { message, testTime, turn } from '@frontdesk/testing';
import { asked, desk, fence, free, gathered, held, inQueue, minute, ownerIs } from './harness.spec.ts';

describe('a person is asked for', () => {
  test('at once a ticket, an acknowledgement with the time, and the question for an opt-in', () => {
    const { data, decision } = desk().hears(asked()).last('HandoffOpened');
    expect(data).toMatchObject({
      ticketNumber: 'T-1042',
      mode: 'warm',
      reason: 'ASKED',
      tier: 'retail',
      topic: 'delivery',
      dueAt: testTime + 30 * minute,
      asksOptIn: true,
      helpdeskKey: '',
      packet: {
        transcriptUrl: `https://desk.example/console/t/${'A'.repeat(22)}`,
        intent: 'human',
        summary: { redacted: 'I want a person' },
        slaDueAt: testTime + 30 * minute,
      },
    });
    expect(data.acknowledgement?.redacted).toBe(
      'I am bringing a colleague into this chat. We expect to answer by 11:30.\n\n' +
        'May we also write to you here about this after 24 hours have passed? Please answer yes or no; STOP ends it at any time.',
    );
    expect(decision.fence).toMatchObject({ case: 1, epoch: 1, turn: 1 });
  });

  test('as the first thing in a case, the acknowledgement also says who answers here', () => {
    const { data } = desk()
      .hears(asked({ turn: turn({ tier: 'retail', introduces: true }) }))
      .last('HandoffOpened');
    expect(data.introduces).toBe(true);
    expect(data.acknowledgement?.redacted).toMatch(
      /^Hello, this is Acme\. An automated assistant answers here.*https:\/\/acme\.example\/privacy\n\nI am bringing/s,
    );
  });

  test("also while the shop's own phone has the thread", () =>
    expect(
      desk()
        .hears(asked({ turn: turn({ tier: 'retail', owner: 'phone' }) }))
        .types(),
    ).toEqual(['HandoffOpened']));

  test.each(['VIP', 'KEYWORD', 'BOT_OFF', 'LOW_CONFIDENCE'])('but %s takes nothing from whoever answers on that phone', (handoffReason) =>
    expect(
      desk()
        .hears(asked({ handoffReason, turn: turn({ tier: 'vip', owner: 'phone' }) }))
        .types(),
    ).toEqual([]),
  );

  test('with nobody available the reply names the ticket, which the help desk knows by the same number', () => {
    const { data } = desk({ agents: [] })
      .hears(asked({ language: 'de' }))
      .last('HandoffOpened');
    expect(data).toMatchObject({ mode: 'cold', helpdeskKey: 'T-1042', locale: 'de' });
    expect(data.acknowledgement?.redacted).toContain('T-1042');
  });

  test('outside hours the next opening is named', () => {
    const sunday = Date.UTC(2026, 2, 15, 12);
    const { data } = desk({ now: sunday, agents: [] }).hears(asked()).last('HandoffOpened');
    expect(data.acknowledgement?.redacted).toContain('back from Monday 16 March');
  });

  test.each([
    ['VIP', 'VIP'],
    ['KEYWORD', 'KEYWORD'],
    ['BOT_OFF', 'BOT_OFF'],
  ])('reason %s is kept', (given, kept) => {
    expect(
      desk()
        .hears(asked({ handoffReason: given }))
        .last('HandoffOpened').data.reason,
    ).toBe(kept);
  });

  test('says when its tier is only assumed', () => {
    const opened = (tier: string) =>
      desk()
        .hears(asked({ turn: turn({ tier }) }))
        .last('HandoffOpened').data;
    expect(opened('vip')).toMatchObject({ tier: 'vip', tierAssumed: false });
    expect(opened('')).toMatchObject({ tier: 'retail', tierAssumed: true });
  });

  test('a reply that hands over opens one, and so does silence', () => {
    const seen = message('MessageAdmitted', { messageId: 'm1', turn: turn() }, fence(1));
    const reasonAfter = (one: Message) => desk().hears(seen, one).last('HandoffOpened').data.reason;
    expect(reasonAfter(message('ReplyProposed', { handoffReason: 'LOW_CONFIDENCE', answers: ['m1'] }, fence(1)))).toBe('LOW_CONFIDENCE');
    expect(reasonAfter(message('TurnOverdue', { open: ['m1'], cause: 'TIMEOUT' }, fence(1)))).toBe('SILENCE');
  });

  test('who has answered the question for an opt-in is not asked again, nor after a STOP that was taken back', () => {
    const said = (basis: string, consent: string, category = '') =>
      message('ConsentChanged', { basis, category }, { consent, ...fence(1) });
    const asks = (...before: Message[]) =>
      desk()
        .hears(...before, asked())
        .last('HandoffOpened').data.asksOptIn;
    const [yes, stop] = [said('opt_in', 'opt_in'), said('opted_out', 'opted_out')];
    expect([asks(yes), asks(yes, stop), asks(yes, stop, said('opted_back_in', 'opt_in'))]).toEqual([false, false, false]);
    expect(asks(said('opt_in', 'opt_in', 'utility'))).toBe(false);
    expect(asks(stop, said('opted_back_in', 'customer_wrote_first'))).toBe(true);
  });

  test('nor who was asked by policy, before the window of a question ended that the bot had kept', () =>
    expect(
      desk()
        .hears(asked({ next: 'knowledge' }), message('ConsentAsked', { question: 'May we?' }, fence(1)), asked())
        .last('HandoffOpened').data.asksOptIn,
    ).toBe(false));

  test('who stopped marketing alone has not answered it', () => {
    const stopped = message('ConsentChanged', { basis: 'opted_out', category: 'marketing' }, fence(1));
    expect(desk().hears(stopped, asked()).last('HandoffOpened').data.asksOptIn).toBe(true);
  });

  test('evidence that is read before the request opens the ticket, whole at once; the request then opens none', () => {
    expect(desk().hears(gathered, asked()).types()).toEqual(['HandoffOpened']);
  });

  test('by evidence that is read before all else it is whose the request says, and is offered', () => {
    const one = desk().hears(gathered, ownerIs('queue', 2, 'HandoffOpened'));
    expect(one.types()).toEqual(['HandoffOpened', 'CaseOffered']);
    const { customer, summary, intent } = one.desk().ticket!.packet;
    const known = desk()
      .hears(asked(), gathered, ownerIs('queue', 2, 'HandoffOpened'))
      .ticket();
    expect({ customer, summary, intent }).toEqual({
      customer: known.packet.customer,
      summary: known.packet.summary,
      intent: known.packet.intent,
    });
    expect(one.last('HandoffOpened').data).toMatchObject({ tier: 'retail', tierAssumed: false, topic: 'delivery' });
  });

  test('by silence or a reply that is read before all else it is offered once it is known whose it is', () => {
    const silence = message('TurnOverdue', { open: ['m1'], cause: 'TIMEOUT' }, fence(1));
    const one = desk().hears(silence, ownerIs('queue', 2, 'HandoffOpened'));
    expect(one.types()).toEqual(['HandoffOpened']);
    one.hears(message('MessageAdmitted', { messageId: 'm1', turn: turn({ tier: 'retail' }) }, fence(1)));
    expect(one.types()).toEqual(['HandoffOpened', 'PacketCompleted', 'CaseOffered']);
    expect(one.ticket().packet.customer).toBeDefined();
  });

  test('asking again gets the time through no second ticket', () => {
    const again = inQueue().hears(asked({ messageId: 'm2', turn: turn({ owner: 'queue' }) }, 2));
    expect(again.types()).toEqual(['HandoffOpened', 'PacketCompleted', 'CaseOffered', 'WaitTold']);
    expect(again.last('WaitTold').data.word?.redacted).toContain('T-1042');
  });

  test("who asks again before the queue is known to own the case is told too; who was still the bot's then has the acknowledgement", () => {
    const again = desk().hears(
      asked(),
      asked({ messageId: 'm2', turn: turn({ owner: 'queue' }) }, 2),
      gathered,
      ownerIs('queue', 2, 'HandoffOpened'),
    );
    expect(again.types()).toEqual(['HandoffOpened', 'WaitTold', 'PacketCompleted', 'CaseOffered']);
    expect(again.last('WaitTold').decision.fence).toMatchObject({ epoch: 2 });
    const before = desk().hears(asked(), asked({ messageId: 'm2' }), gathered, ownerIs('queue', 2, 'HandoffOpened'));
    expect(before.types()).toEqual(['HandoffOpened', 'PacketCompleted', 'CaseOffered']);
  });

  test('once a person holds it nothing is said for them', () => {
    const one = held();
    const before = one.types().length;
    expect(one.hears(asked({ messageId: 'm3', turn: turn({ owner: 'agent:ana' }) }, 3)).types()).toHaveLength(before);
  });

  test('the case keeps its topic and intent when a person is asked for', () => {
    const earlier = message(
      'Routed',
      { messageId: 'm0', next: 'answer', intent: 'refund', topic: 'refund', language: 'en', turn: turn() },
      fence(1),
    );
    expect(
      desk()
        .hears(earlier, asked({ topic: 'general' }))
        .last('HandoffOpened').data,
    ).toMatchObject({ topic: 'refund', packet: { intent: 'refund' } });
  });

  test('a turn that is read after the owner changed does not change it back', () => {
    expect(
      inQueue()
        .hears(message('MessageAdmitted', { messageId: 'm2', turn: turn() }, fence(1)))
        .thread().owner,
    ).toBe('queue');
  });

  test('a request of an earlier case changes nothing', () => {
    const one = desk().hears(message('MessageAdmitted', { messageId: 'm9', turn: turn() }, fence(4, 9, 2)));
    expect(one.hears(asked()).types()).toEqual([]);
  });
});

describe('the offer', () => {
  test('waits for the queue to own the case, and for the packet', () => {
    expect(desk().hears(asked(), gathered).types()).not.toContain('CaseOffered');
    expect(desk().hears(asked(), ownerIs('queue', 2)).types()).not.toContain('CaseOffered');
    expect(inQueue().last('CaseOffered').data).toMatchObject({ agentId: 'ana', expiresAt: testTime + 2 * minute });
  });

  test('does not wait for evidence of a thread that the phone had: none is gathered of it', () => {
    const onPhone = desk().hears(asked({ turn: turn({ owner: 'phone' }) }), ownerIs('queue', 2, 'HandoffOpened'));
    expect(onPhone.types()).toEqual(['HandoffOpened', 'CaseOffered']);
  });

  test('goes to who holds least', () =>
    expect(inQueue({ agents: [free('ana', 2), free('ben', 1)] }).last('CaseOffered').data.agentId).toBe('ben'));

  test('that lapses goes to somebody else, and then to nobody', () => {
    const one = inQueue({ agents: [free('ana'), free('ben')] });
    const lapses = () => one.hears(message('AcceptanceDue', { ticketId: 'ticket-1', offerId: one.ticket().offerId }, fence(1)));
    expect(lapses().last('CaseOffered').data.agentId).toBe('ben');
    expect(lapses().types().slice(-2)).toEqual(['CaseOffered', 'OfferLapsed']);
    expect(one.ticket()).toMatchObject({ status: 'waiting', lapsed: ['ana', 'ben'] });
  });

  test('nobody took it in time: said to the customer under the epoch of now, once', () => {
    const due = message('AcceptanceDue', { ticketId: 'ticket-1' }, fence(1));
    const one = inQueue({ agents: [] }).hears(due, due);
    expect(one.types().filter((type) => type === 'TicketEscalated')).toHaveLength(1);
    expect(one.last('TicketEscalated').decision.fence).toMatchObject({ epoch: 2 });
  });
});
