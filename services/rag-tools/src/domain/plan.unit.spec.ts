import { describe, expect, test } from '@jest/globals';
import { message, testTime, text, turn } from '@frontdesk/testing';
import { plan } from './plan.ts';

const identity = { level: 'order', subject: 'FD-10234', method: 'order_postcode', provedAt: testTime, expiresAt: testTime + 60_000 };
const planned = (routed: Parameters<typeof message<'Routed'>>[1], overrides: Parameters<typeof turn>[0] = {}, takesChanges = false) =>
  plan(
    message('Routed', { next: 'answer', language: 'en', question: text('a question'), ...routed, turn: turn(overrides) }).data,
    testTime,
    takesChanges,
  );

describe('which tool a message needs', () => {
  test('an order that nobody proved is asked for, whether it exists or not', () => {
    expect(planned({ intent: 'order_status', orderNumber: 'FD-10234' })).toEqual({ do: 'ask', level: 'order', subject: 'FD-10234' });
    expect(planned({ intent: 'order_status' })).toEqual({ do: 'ask', level: 'order', subject: '' });
  });
  test('the order that was proved is read', () =>
    expect(planned({ intent: 'order_status' }, { identity })).toEqual({ do: 'read_order', order: 'FD-10234', isLinked: false }));
  test('so is one that a code has proved, and more of it is shown; of another one no more than before', () => {
    const linked = { ...identity, level: 'link', method: 'emailed_code' };
    expect(planned({ intent: 'order_status' }, { identity: linked })).toEqual({ do: 'read_order', order: 'FD-10234', isLinked: true });
    expect(planned({ intent: 'order_status', orderNumber: 'FD-10311' }, { identity: linked })).toMatchObject({ do: 'ask', level: 'order' });
  });
  test('another order than the proved one is asked for', () =>
    expect(planned({ intent: 'order_status', orderNumber: 'FD-10311' }, { identity })).toEqual({
      do: 'ask',
      level: 'order',
      subject: 'FD-10311',
    }));
  test.each([
    ['every order', ['*'], 'FD-10234', true],
    ['every order', ['*'], '', true],
    ['the order that is asked about', ['FD-10234'], 'FD-10234', true],
    ['another order', ['FD-10311'], 'FD-10234', false],
    ['another order', ['FD-10311'], '', false],
  ])('with no attempts left for %s (%j), no proof is asked for %s: %s', (_which, lockedOrders, orderNumber, locked) =>
    expect(planned({ intent: 'order_status', orderNumber, lockedOrders })).toMatchObject({
      do: locked ? 'refuse' : 'ask',
      subject: orderNumber,
    }),
  );
  test('the order that was proved is read, whatever was tried for another', () => {
    const lockedOrders = ['*'];
    expect(planned({ intent: 'order_status', lockedOrders }, { identity })).toMatchObject({ do: 'read_order' });
    expect(planned({ intent: 'order_status', orderNumber: 'FD-10311', lockedOrders }, { identity })).toMatchObject({ do: 'refuse' });
  });
  test('a proof that has expired is none', () =>
    expect(planned({ intent: 'order_status' }, { identity: { ...identity, expiresAt: testTime } })).toMatchObject({ do: 'ask' }));
  test.each(['proof_failed', 'proof_locked', 'proof_unavailable', 'acknowledge_media'])('%s is a word of our own', (next) =>
    expect([planned({ next, intent: 'order_status' }), planned({ next, intent: 'returns_policy' }, { identity })]).toEqual(
      Array(2).fill({ do: 'conclude', outcome: 'not_needed' }),
    ),
  );
  test('a general question needs no identity', () =>
    expect(planned({ intent: 'returns_policy', language: 'de' })).toEqual({
      do: 'search',
      queries: ['a question'],
      intent: 'returns_policy',
      locale: 'de',
    }));
  test.each([
    [
      'how long does a refund take?\ndo you refund the shipping costs?',
      ['how long does a refund take?', 'do you refund the shipping costs?'],
    ],
    ['How long does it take? And is it free?', ['How long does it take?', 'And is it free?']],
    ['Wie lange dauert das\nkann ich auch umtauschen', ['Wie lange dauert das', 'kann ich auch umtauschen']],
    ['hello\nthe lamp is broken\nwhat is your returns policy?', []],
    ['can I return it?\n??\nthanks', []],
  ])('of %j each question is looked for besides the whole: %j', (words, questions) =>
    expect(planned({ intent: 'refund', question: text(words) })).toMatchObject({ do: 'search', queries: [words, ...questions] }),
  );
  test('what the router was not sure of is still looked for', () =>
    expect(planned({ next: 'clarify', intent: 'unknown' })).toMatchObject({ do: 'search' }));
  test.each([['greeting'], ['thanks'], ['off_domain']])('%s needs words only', (intent) =>
    expect(planned({ intent })).toEqual({ do: 'conclude', outcome: 'not_needed' }),
  );
  test('nothing is gathered while a person owns the thread', () =>
    expect(planned({ intent: 'order_status' }, { owner: 'agent:ana', identity })).toEqual({ do: 'nothing' }));
  test('a handoff takes along the order that was proved', () => {
    expect(planned({ next: 'handoff', intent: 'human' }, { identity })).toEqual({ do: 'read_order', order: 'FD-10234', isLinked: false });
    expect(planned({ next: 'handoff', intent: 'human' })).toEqual({ do: 'conclude', outcome: 'not_needed' });
  });
  test('with the bot off nothing is read', () =>
    expect(planned({ next: 'handoff', intent: 'unknown' }, { identity, botOff: true })).toEqual({ do: 'conclude', outcome: 'not_needed' }));
});

describe('an address that shall be another', () => {
  const wish = { intent: 'address_change' };
  const linked = { ...identity, level: 'link', method: 'emailed_code' };

  test('is of the order that a code has proved, and rests on that proof', () =>
    expect(planned(wish, { identity: linked }, true)).toEqual({
      do: 'read_order',
      order: 'FD-10234',
      isLinked: true,
      change: { order: 'FD-10234', provedAt: testTime },
    }));

  test('needs more than what is on the parcel, and the rule is told', () =>
    expect(planned(wish, { identity }, true)).toMatchObject({ do: 'search', needs: 'needs_link' }));

  test.each<[string, object, object, boolean]>([
    ['no proof is looked at', { ...wish, lockedOrders: ['*'] }, {}, true],
    ['none of that order is', { ...wish, orderNumber: 'FD-10311', lockedOrders: ['FD-10311'] }, {}, true],
    ['the shop takes no changes', wish, { identity: linked }, false],
  ])('is a question for a rule where %s', (_why, routed, overrides, takes) =>
    expect(planned(routed, overrides, takes)).toEqual({ do: 'search', queries: ['a question'], intent: 'address_change', locale: 'en' }),
  );

  test.each([
    ['nobody proved an order', wish, {}],
    ['the proof is over', wish, { identity: { ...linked, expiresAt: testTime } }],
    ['another order is named', { ...wish, orderNumber: 'FD-10311' }, { identity: linked }],
  ] as const)('needs a proof where %s', (_why, routed, overrides) =>
    expect(planned(routed, overrides, true)).toMatchObject({ do: 'search', needs: 'needs_proof' }),
  );

  test('is nothing of ours while a person has the conversation', () =>
    expect(planned(wish, { identity: linked, owner: 'agent:ana' }, true)).toEqual({ do: 'nothing' }));
});
