import { describe, expect, test } from '@jest/globals';
import { message, testTime } from '@frontdesk/testing';
import { discardedBy } from './discarded.ts';
import { accepted, conversation, only, opened, replied, second, surroundings, timer, wrote } from './harness.spec.ts';
import type { Input } from './policy.ts';

const { settings } = surroundings();
const waiting = (changes: Parameters<typeof conversation>[0] = {}) =>
  conversation({ settings: { ...settings, quietPeriodMs: 3 * second }, ...changes });
const quiet = (messageId: string, after: number) => timer('QuietPeriodEnded', { clockId: `quiet:1:${messageId}`, messageId }, after);
const typesOf = (facts: readonly { type: string }[]) => facts.map(({ type }) => type);
const echo = (after: number) =>
  message(
    'EchoReceived',
    { messageId: 'e1', sentAt: testTime + after, contact: { contactId: 'contact-1' } },
    { decidedAt: testTime + after },
  );

describe('the quiet period', () => {
  test('a message waits for company: it is open and its clock runs, and nothing goes down the road', () => {
    const { facts, state } = waiting().when(wrote('m1', 'hi'));
    expect(facts.slice(-2)).toMatchObject([
      {
        type: 'MessageGathered',
        data: { message: { messageId: 'm1' }, endsAt: testTime + 3 * second },
        decision: { fence: { turn: 1 }, reasons: ['GATHERED'] },
      },
      { type: 'TurnOpened', data: { open: ['m1'], oldestOpen: 'm1', oldestOpenAt: testTime } },
    ]);
    expect(typesOf(facts)).not.toContain('MessageAdmitted');
    expect([state.turn, state.gathering, state.lastMessageId]).toEqual([1, ['m1'], 'm1']);
  });

  test('a burst is one turn: with its last message, oldest first, when the customer has paused', () => {
    const { facts, state } = waiting().when(
      wrote('m1', 'hi'),
      wrote('m2', 'my lamp', 2 * second),
      wrote('m3', 'where is it?', 4 * second),
      quiet('m3', 7 * second),
    );
    expect(facts).toMatchObject([
      {
        type: 'MessageAdmitted',
        decision: { fence: { turn: 1 }, occurredAt: testTime + 4 * second },
        data: {
          messageId: 'm3',
          cause: 'message',
          message: { messageId: 'm3' },
          turn: { open: [{ messageId: 'm1' }, { messageId: 'm2' }, { messageId: 'm3' }] },
        },
      },
      { type: 'TurnOpened', data: { open: ['m1', 'm2', 'm3'], oldestOpen: 'm1', oldestOpenAt: testTime } },
    ]);
    expect([state.turn, state.gathering, state.arrivals.length, state.lines.map(({ messageId }) => messageId)]).toEqual([
      1,
      [],
      3,
      ['m1', 'm2', 'm3'],
    ]);
  });

  test('its answer closes all of it', () => {
    const { facts } = waiting().when(
      wrote('m1', 'hi'),
      wrote('m2', 'where?', second),
      quiet('m2', 4 * second),
      replied({ epoch: 0, turn: 1 }, ['m1', 'm2'], 5 * second),
    );
    expect(only(facts, 'MessageDispatched')).toHaveLength(1);
    expect(only(facts, 'TurnAnswered')).toMatchObject([{ data: { answered: ['m1', 'm2'], stillOpen: [] } }]);
  });

  test('each message begins the period anew; the one of an earlier message ends nothing, and neither does one that comes twice', () => {
    expect(waiting().when(wrote('m1', 'hi'), wrote('m2', 'where?', 2 * second)).facts).toContainEqual(
      expect.objectContaining({ type: 'MessageGathered', data: expect.objectContaining({ endsAt: testTime + 5 * second }) }),
    );
    waiting()
      .when(wrote('m1', 'hi'), wrote('m2', 'where?', 2 * second), quiet('m1', 3 * second))
      .then([]);
    waiting()
      .when(wrote('m1', 'hi'), quiet('m1', 3 * second), quiet('m1', 3 * second))
      .then([]);
  });

  test('it lasts no longer than 20 s from the oldest open message; after that each goes at once', () => {
    const burst = [0, 2.5, 5, 7.5, 10, 12.5, 15, 17.5].map((after, index) => wrote(`m${index}`, 'and', after * second));
    expect(only(waiting().when(...burst).facts, 'MessageGathered')).toMatchObject([{ data: { endsAt: testTime + 20 * second } }]);
    const { facts } = waiting().when(...burst, wrote('m8', 'and', 20 * second));
    expect(facts).toMatchObject([
      { type: 'WindowOpened' },
      { type: 'MessageAdmitted', data: { turn: { open: { length: 9 } } } },
      { type: 'TurnOpened' },
    ]);
  });

  test('one that comes while an answer is being made cancels it, and is answered with the first in one', () => {
    const { facts } = waiting().when(
      wrote('m1', 'hi'),
      quiet('m1', 3 * second),
      wrote('m2', 'where?', 4 * second),
      replied({ epoch: 0, turn: 1 }, ['m1'], 5 * second),
    );
    expect(facts).toMatchObject([
      { type: 'VerdictGiven', data: { verdict: 'REFUSE', reason: 'STALE_TURN' }, decision: { reasons: ['STALE_TURN', 'SUPERSEDED'] } },
    ]);
    expect(
      waiting().when(wrote('m1', 'hi'), quiet('m1', 3 * second), wrote('m2', 'where?', 4 * second), quiet('m2', 7 * second)).facts,
    ).toMatchObject([
      { type: 'MessageAdmitted', data: { turn: { open: [{ messageId: 'm1' }, { messageId: 'm2' }] } }, decision: { fence: { turn: 2 } } },
      {},
    ]);
  });

  test('after three that were cancelled the answer goes, and what it does not name goes down the road', () => {
    const cancelled = [1, 2, 3].flatMap((n) => [
      wrote(`m${n + 1}`, 'and', n * 4 * second),
      replied({ epoch: 0, turn: n }, ['m1'], n * 4 * second + 1),
      quiet(`m${n + 1}`, n * 4 * second + 3 * second),
    ]);
    const { facts } = waiting().when(
      wrote('m1', 'hi'),
      quiet('m1', 3 * second),
      ...cancelled,
      wrote('m5', 'and', 15.5 * second),
      replied({ epoch: 0, turn: 4 }, ['m1', 'm2', 'm3', 'm4'], 16 * second),
    );
    expect(typesOf(facts)).toEqual(expect.arrayContaining(['MessageDispatched', 'TurnAnswered', 'MessageAdmitted']));
    expect(only(facts, 'MessageAdmitted')).toMatchObject([{ data: { cause: 'remainder', turn: { open: [{ messageId: 'm5' }] } } }]);
  });

  test.each<[string, Input]>([
    ['STOP', wrote('m2', 'STOP', second)],
    ['a reaction', wrote('m2', '👍', second, { kind: 'reaction' })],
  ])("%s does not wait, and ends nobody else's period", (_name, other) => {
    const { facts, state } = waiting().when(wrote('m1', 'hi'), other);
    expect(typesOf(facts)).toContain('MessageNoted');
    expect([typesOf(facts).includes('MessageGathered'), state.gathering]).toEqual([false, ['m1']]);
  });

  test('to people, and with the bot off, everything goes at once', () => {
    const toPeople = waiting().when(
      wrote('m1', 'hi'),
      quiet('m1', 3 * second),
      opened({ epoch: 0, turn: 1 }, 4 * second),
      wrote('m2', 'hello?', 5 * second),
    );
    expect(only(toPeople.facts, 'MessageAdmitted')).toMatchObject([{ data: { messageId: 'm2', turn: { owner: 'queue' } } }]);
    const off = waiting({ switches: [{ switch: 'bot', scope: '*', on: false }] }).when(wrote('m1', 'hi'));
    expect(only(off.facts, 'MessageAdmitted')).toMatchObject([{ data: { messageId: 'm1', turn: { botOff: true } } }]);
  });

  test("a message of a standby, and one after the phone answered, is Meta's or the phone's at once", () =>
    expect(only(waiting().when(wrote('m1', 'hi', 0, { standby: true })).facts, 'MessageAdmitted')).toMatchObject([
      { data: { turn: { owner: 'phone' } } },
    ]));

  test.each<[string, Input]>([
    ['opened a ticket', opened({ epoch: 0, turn: 1 }, 3 * second)],
    ['accepted the case', accepted({ epoch: 0, turn: 1 }, 3 * second)],
    ['answered on the phone', echo(3 * second)],
  ])('who %s gets what was gathered, message by message, and nothing of it stays with the bot', (_who, takes) => {
    const { facts, state } = waiting().when(wrote('m1', 'hi'), wrote('m2', 'where?', second), takes);
    const admitted = only(facts, 'MessageAdmitted');
    expect(admitted.map(({ data }) => [data.messageId, data.turn!.open, data.turn!.owner === 'bot'])).toEqual([
      ['m1', [], false],
      ['m2', [], false],
    ]);
    expect(only(facts, 'TurnAnswered')).toMatchObject([{ data: { answered: ['m1', 'm2'], stillOpen: [] } }]);
    expect([
      state.open,
      state.gathering,
      state.lines.filter(({ speaker }) => speaker === 'customer').length,
      state.arrivals.length,
    ]).toEqual([[], [], 2, 2]);
    waiting()
      .when(wrote('m1', 'hi'), wrote('m2', 'where?', second), takes, quiet('m2', 4 * second))
      .then([]);
  });

  test('what was taken back goes nowhere, and what is left goes at once', () => {
    const revoked = (messageId: string) =>
      message('MessageRevoked', { messageId, at: testTime + 2 * second, by: 'customer' }, { decidedAt: testTime + 2 * second });
    const { facts, state } = waiting().when(wrote('m1', 'hi'), wrote('m2', 'where?', second), revoked('m2'));
    expect(only(facts, 'MessageAdmitted')).toMatchObject([{ data: { turn: { open: [{ messageId: 'm1' }] } } }]);
    expect(state.gathering).toEqual([]);
    expect(waiting().when(wrote('m1', 'hi'), revoked('m1')).state).toMatchObject({ open: [], gathering: [] });
    waiting()
      .when(wrote('m1', 'hi'), revoked('m1'), quiet('m1', 3 * second))
      .then([]);
  });

  test('a proof that no longer holds is not what the turn rests on: it goes under a number of its own', () => {
    const changed = message('ContactChanged', { change: 'number' }, { decidedAt: testTime + second });
    const { state } = waiting().when(wrote('m1', 'hi'), changed);
    expect([state.voidedTurn, state.turn, state.gathering]).toEqual([1, 2, []]);
  });

  test('nobody waits in silence: the clocks of the oldest message are its own, and if the period is never ended it is overdue', () => {
    const late = timer('ReplyOverdue', { clockId: 'turn:1:m1', oldestOpen: 'm1', cause: 'TIMEOUT' }, 45 * second);
    expect(only(waiting().when(wrote('m1', 'hi'), late).facts, 'TurnOverdue')).toMatchObject([{ data: { open: ['m1'] } }]);
  });

  test('messages that are gathered count for the rate limit', () => {
    const burst = Array.from({ length: 20 }, (_, index) => wrote(`m${index}`, 'and', index));
    expect(typesOf(waiting().when(...burst, wrote('m20', 'and', 20)).facts)).toContain('MessageBlocked');
  });
});

describe('tokens that were spent on nobody', () => {
  const model = {
    $typeName: 'frontdesk.v1.ModelUse' as const,
    model: 'm-1',
    version: '',
    prompt: '',
    promptVersion: '',
    tokensIn: 900,
    tokensOut: 100,
    costUsd: 0,
  };
  const reply = (turn: number, answers: string[], uses?: typeof model) => {
    const proposed = replied({ epoch: 0, turn }, answers, 2 * second);
    return { ...proposed, envelope: { ...proposed.envelope, ...(uses ? { model: uses } : {}) } } as Input;
  };
  const discarded = (input: Input) => discardedBy(input, conversation().when(wrote('m1', 'hi'), wrote('m2', 'and', second), input).facts);

  test('are counted, by model, when a reply came too late', () =>
    expect(discarded(reply(1, ['m1'], model))).toEqual({ model: 'm-1', tokens: 1000, reason: 'STALE_TURN' }));
  test('not when it was said', () => expect(discarded(reply(2, ['m1', 'm2'], model))).toBeUndefined());
  test('and not when no model wrote it', () => expect(discarded(reply(1, ['m1']))).toBeUndefined());
  test('nor for another refusal', () => {
    const frozen = conversation({ switches: [{ switch: 'outbound', scope: '*', on: false }] }).when(
      wrote('m1', 'hi'),
      reply(1, ['m1'], model),
    );
    expect(discardedBy(reply(1, ['m1'], model), frozen.facts)).toBeUndefined();
  });
});
