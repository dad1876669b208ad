import { describe, expect, test } from '@jest/globals';
import { message, testTime } from '@frontdesk/testing';
import {
  accepted,
  conversation,
  delivered,
  hour,
  minute,
  only,
  opened,
  replied,
  resolved,
  second,
  surroundings,
  wrote,
} from './harness.spec.ts';
import type { Input } from './policy.ts';

// A change in the shop: the reply asks, the next message is a plain yes, gateway makes it, and the customer hears what became of it.

const order = 'FD-20417';
const identity = { level: 'link', subject: order, method: 'emailed_code', provedAt: testTime, expiresAt: testTime + 30 * minute };
const change = {
  changeId: 'change-1',
  kind: 'delivery_address',
  orderNumber: order,
  value: { redacted: '[ADDRESS_1]', sealed: new Uint8Array([1]) },
  provedAt: testTime,
  replyId: 'reply-m1',
};
const asks = (more: { identity?: typeof identity; change?: typeof change; locale?: string } = {}) =>
  replied({ epoch: 0, turn: 1 }, ['m1'], second, { identity, change, ...more });
const shown = delivered('SendAccepted', { sendId: 'send-1', subjectId: 'reply-m1', speaker: 'bot', at: testTime + 2 * second }, 2 * second);
const asked = [wrote('m1', 'New address: [ADDRESS_1]'), asks(), shown] as const;
const yes = (after = 30 * second, words = 'Yes', more: Parameters<typeof wrote>[3] = {}) => wrote('m2', words, after, more);
const settled = (outcome: string, after = 40 * second, changeId = 'change-1') =>
  message('OrderChangeSettled', { changeId, outcome, at: testTime + after }, { decidedAt: testTime + after });
const madeOf = (inputs: readonly Input[], changes = {}) => only(conversation(changes).when(...inputs).facts, 'OrderChangeDispatched');
const said = (inputs: readonly Input[]) =>
  only(conversation().when(...inputs).facts, 'MessageDispatched').map(({ data }) => data.text?.redacted);

describe('the yes', () => {
  test('has the change made, under the fence that is in force, and raises no turn', () => {
    const agreed = conversation().when(...asked, yes());
    agreed.then([
      { type: 'WindowOpened', data: { noted: true } },
      { type: 'MessageNoted', data: { messageId: 'm2', notedAs: 'change_agreed' } },
      { type: 'OrderChangeAgreed', data: { changeId: 'change-1', orderNumber: order, messageId: 'm2' } },
      {
        type: 'OrderChangeDispatched',
        data: { change, contact: { contactId: 'contact-1' } },
      },
    ]);
    expect([agreed.state.turn, agreed.facts.at(-1)?.decision.fence]).toEqual([1, { case: 1, epoch: 0, turn: 1 }]);
  });

  test.each(['yes', 'YES!', 'Ja', 'Ja bitte'])('may be %j', (words) => expect(madeOf([...asked, yes(minute, words)])).toHaveLength(1));

  test.each(['yes but not today', 'yes, and when will it come?', 'ok', '👍', 'no', 'where is it?'])(
    'is not %j, which is answered',
    (words) => {
      const facts = conversation().when(...asked, yes(minute, words)).facts;
      expect([only(facts, 'OrderChangeDispatched').length, only(facts, 'MessageAdmitted').length]).toEqual([0, 1]);
    },
  );

  test('counts once', () => expect(madeOf([...asked, yes(), wrote('m3', 'yes', minute)])).toEqual([]));

  test('does not count behind anything else that was written', () =>
    expect(madeOf([...asked, wrote('m3', 'hm', 20 * second), yes()])).toEqual([]));

  test('counts within a quiet period, and behind many messages', () => {
    const settings = { ...surroundings().settings, quietPeriodMs: 2 * second };
    const many = Array.from({ length: 20 }, (_, index) => wrote(`w${index}`, 'hm'));
    expect(madeOf([...asked, yes()], { settings })).toHaveLength(1);
    const late = { ...change, replyId: 'reply-w19' };
    const answer = replied({ epoch: 0, turn: 20 }, ['w19'], second, { identity, change: late });
    const sent = delivered('SendAccepted', { sendId: 's', subjectId: 'reply-w19', at: testTime + 2 * second }, 2 * second);
    expect(madeOf([...many, answer, sent, yes()])).toHaveLength(1);
  });
});

describe('no yes is heard', () => {
  test.each<[string, readonly Input[], object?]>([
    ['before Meta has taken the words that ask', [wrote('m1', 'New address: [ADDRESS_1]'), asks(), yes()]],
    ['that was written before they were shown', [...asked, yes(second)]],
    ['without a time', [...asked, yes(30 * second, 'yes', { sentAt: 0 })]],
    ['more than ten minutes later', [...asked, yes(11 * minute)]],
    [
      'once the proof is over',
      [wrote('m1', 'a'), asks({ identity: { ...identity, expiresAt: testTime + 5 * minute } }), shown, yes(6 * minute)],
    ],
    [
      'once the number has changed',
      [...asked, message('ContactChanged', { change: 'number' }, { decidedAt: testTime + 3 * second }), yes()],
    ],
    ['while people have the conversation', [...asked, opened({ epoch: 0, turn: 1 }, 3 * second), yes()]],
    ['while the bot is off', [...asked, yes()], { switches: [{ switch: 'bot', scope: '*', on: false }] }],
    ['while it is off for addresses', [...asked, yes()], { switches: [{ switch: 'bot', scope: 'intent:address_change', on: false }] }],
    ['while nothing is sent', [...asked, yes()], { switches: [{ switch: 'outbound', scope: '*', on: false }] }],
    ['that another agent of the number is to read', [...asked, yes(30 * second, 'yes', { standby: true })]],
    [
      'to a change that no proof of that order carries',
      [wrote('m1', 'a'), asks({ identity: { ...identity, subject: 'FD-1' } }), shown, yes()],
    ],
    [
      'to one that is proved by what is on the parcel',
      [wrote('m1', 'a'), asks({ identity: { ...identity, level: 'order' } }), shown, yes()],
    ],
    ['to one of an earlier proof', [wrote('m1', 'a'), asks({ change: { ...change, provedAt: testTime - hour } }), shown, yes()]],
    ['to a reply that the gate refused', [wrote('m1', 'a'), wrote('m3', 'b', 500), asks(), shown, yes()]],
  ])('%s', (_name, inputs, changes = {}) => {
    const { facts, state } = conversation(changes).when(...inputs);
    expect([only(facts, 'OrderChangeDispatched'), state.change]).toEqual([[], undefined]);
  });
});

describe('what became of it', () => {
  const agreed = [...asked, yes()] as const;

  test.each([
    ['made', /^Done: .*FD-20417 is changed/],
    ['too_late', /on its way already.*"human"/],
    ['invalid', /nothing was changed.*"human"/],
    ['unavailable', /nothing was changed.*"human"/],
    ['unconfirmed', /not sure whether.*Our team/],
  ])('%s is told, once', (outcome, words) => {
    expect(said([...agreed, settled(outcome)])).toEqual([expect.stringMatching(words)]);
    expect(said([...agreed, settled(outcome), settled(outcome, minute)])).toEqual([]);
  });

  test('in their language', () => {
    const german = [
      wrote('m1', 'Neue Adresse: [ADDRESS_1]'),
      asks({ locale: 'de' }),
      shown,
      yes(minute, 'Ja'),
      settled('made', 2 * minute),
    ];
    expect(said(german)).toEqual([expect.stringMatching(/^Erledigt: .*FD-20417 ist geändert/)]);
  });

  test('that nobody knows is a person’s task, late by as long as they have waited', () =>
    expect(only(conversation().when(...agreed, settled('unconfirmed')).facts, 'TurnOverdue')).toMatchObject([
      { data: { open: ['m2'], cause: 'CHANGE_UNCONFIRMED', waitingSince: testTime + 30 * second } },
    ]));

  test('is told, too, when people have the conversation, who read it there and look at what nobody knows', () => {
    const taken = [...agreed, opened({ epoch: 0, turn: 1 }, 31 * second), accepted({ epoch: 1, turn: 1 }, 32 * second)];
    expect([said([...taken, settled('made')]), said([...taken, settled('cancelled')])]).toEqual([
      [expect.stringMatching(/^Done/)],
      [expect.stringMatching(/was not changed, because our team has taken over/)],
    ]);
    const unknown = conversation().when(...taken, settled('unconfirmed'));
    expect([only(unknown.facts, 'MessageDispatched').length, only(unknown.facts, 'TurnOverdue')]).toEqual([1, []]);
  });

  test('is told after the case was closed, and in the next one', () => {
    const closed = [
      ...agreed,
      opened({ epoch: 0, turn: 1 }, 31 * second),
      accepted({ epoch: 1, turn: 1 }, 32 * second),
      resolved({ epoch: 2, turn: 1 }, 33 * second),
    ];
    expect(said([...closed, settled('made')])).toEqual([expect.stringMatching(/^Done/)]);
    expect(said([...closed, wrote('m5', 'one more thing: what about the lamp?', 35 * second), settled('unconfirmed')])).toEqual([
      expect.stringMatching(/not sure/),
    ]);
  });

  test('is nothing to tell where nobody agreed to it', () =>
    expect(conversation().when(...agreed, settled('made', minute, 'another')).facts).toEqual([]));

  test('a second change may be agreed to meanwhile, and each is told of', () => {
    const again = [
      wrote('m3', 'New address: [ADDRESS_1]', minute),
      replied({ epoch: 0, turn: 2 }, ['m3'], 61 * second, { change: { ...change, changeId: 'change-2', replyId: 'reply-m3' } }),
      delivered('SendAccepted', { sendId: 's', subjectId: 'reply-m3', at: testTime + 62 * second }, 62 * second),
      wrote('m4', 'yes', 70 * second),
    ];
    const both = conversation().when(...agreed, ...again, settled('made', 80 * second));
    expect([only(both.facts, 'MessageDispatched').length, both.state.changing]).toMatchObject([1, [{ changeId: 'change-2' }]]);
  });

  test('words of ours carry nothing of the address', () =>
    expect(JSON.stringify(said([...agreed, settled('made')]))).not.toContain('ADDRESS'));
});

test('the case that begins anew has nothing to say yes to', () => {
  const ended = message('WindowEnded', { lastInboundAt: testTime }, { decidedAt: testTime + 25 * hour });
  expect(conversation().when(...asked, ended).state.change).toBeUndefined();
});
