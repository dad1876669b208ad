import { describe, expect, test } from '@jest/globals';
import { message, testTime } from '@frontdesk/testing';
import {
  accepted,
  agentWrote,
  closedCase,
  conversation,
  handedBack,
  hour,
  minute,
  only,
  opened,
  replied,
  resolved,
  second,
  timer,
  wrote,
} from './harness.spec.ts';

const echo = (after = minute) =>
  message(
    'EchoReceived',
    {
      messageId: 'echo-1',
      contact: { contactId: 'contact-1', customerHash: 'customer-1', numberId: 'number-1' },
      sentAt: testTime + after,
    },
    { decidedAt: testTime + after },
  );

describe('a customer writes', () => {
  test('for the first time: a case, its basis, a window, a turn', () => {
    conversation()
      .when(wrote('m1', 'Hi, where is my order?'))
      .then([
        { type: 'CaseOpened', data: { seq: 1, case: 1, previousCase: 0, basis: 'customer_wrote_first' } },
        { type: 'ConsentChanged', data: { seq: 2, basis: 'customer_wrote_first' } },
        { type: 'WindowOpened', data: { seq: 3, lastInboundAt: testTime, endsAt: testTime + 24 * hour } },
        {
          type: 'MessageAdmitted',
          data: {
            messageId: 'm1',
            cause: 'message',
            turn: { owner: 'bot', state: 'new', introduces: true, botOff: false, open: [{ messageId: 'm1' }] },
          },
        },
        { type: 'TurnOpened', data: { seq: 4, open: ['m1'], oldestOpen: 'm1', oldestOpenAt: testTime } },
      ]);
  });

  test('every fact carries fence, customer, consent and bundle', () => {
    const { facts } = conversation().when(wrote('m1', 'hi'));
    expect(facts.map(({ decision }) => [decision.fence, decision.customerHash, decision.consent]).at(-1)).toEqual([
      { case: 1, epoch: 0, turn: 1 },
      'customer-1',
      'customer_wrote_first',
    ]);
    expect(facts.every(({ decision }) => decision.bundle && decision.decidedAt === testTime)).toBe(true);
  });

  test('that they wrote first is a basis until the window ends, and none where only the business’s phone wrote', () => {
    const ended = timer('WindowEnded', { lastInboundAt: testTime }, 24 * hour);
    const bases = [
      conversation().when(wrote('m1', 'hi'), wrote('m2', 'more', 23 * hour)),
      conversation().when(wrote('m1', 'hi'), opened({ epoch: 0, turn: 1 }), ended),
      conversation().when(wrote('m1', 'hi'), opened({ epoch: 0, turn: 1 }), ended, wrote('m2', 'back', 25 * hour)),
      conversation().when(echo(0)),
    ].map(({ facts }) => [...new Set(facts.map(({ decision }) => decision.consent))]);
    expect(bases).toEqual([['customer_wrote_first'], [''], ['customer_wrote_first'], ['']]);
  });

  test('a burst is carried by one turn, and its clock keeps running from the oldest', () => {
    conversation()
      .when(wrote('m1', 'hi'), wrote('m2', 'where is it?', second))
      .then([
        { type: 'WindowOpened' },
        { type: 'MessageAdmitted', data: { messageId: 'm2', turn: { open: [{ messageId: 'm1' }, { messageId: 'm2' }], recent: [] } } },
        { type: 'TurnOpened', data: { open: ['m1', 'm2'], oldestOpen: 'm1', oldestOpenAt: testTime } },
      ]);
  });

  test('a late message is admitted and moves no window back; one without a time opens none', () => {
    conversation()
      .when(wrote('m1', 'hi', minute), wrote('m0', 'first', 2 * minute, { sentAt: testTime, late: true }))
      .then([{ type: 'MessageAdmitted' }, { type: 'TurnOpened' }]);
    const { state } = conversation().when(wrote('m1', 'hi', 0, { sentAt: 0 }));
    expect(state.lastInboundAt).toBe(0);
  });

  test('where people wait for it, a message that is read after a later one says when it was written, and moves no window', () => {
    const people = [wrote('m1', 'hi'), opened({ epoch: 0, turn: 1 }), wrote('r1', '❤️', minute, { kind: 'reaction' })] as const;
    const windows = (...messages: Parameters<ReturnType<typeof conversation>['when']>) =>
      only(conversation().when(...messages).facts, 'WindowOpened').map(({ data }) => data);
    const late = (sentAt: number, more = {}) => wrote('m2', 'where is it?', 2 * minute, { sentAt, ...more });
    const said = [
      { lastInboundAt: testTime + minute, endsAt: testTime + minute + 24 * hour, noted: false, wroteAt: testTime + 30 * second },
    ];
    expect(windows(...people, late(testTime + 30 * second))).toMatchObject(said);
    expect(windows(...people, late(testTime + minute))).toMatchObject([{ ...said[0], wroteAt: testTime + minute }]);
    expect(windows(...people, late(testTime + 30 * second, { kind: 'reaction' }))).toEqual([]);
    expect(windows(...people, late(0))).toEqual([]);
    expect(windows(...people, wrote('m2', 'where?', 2 * minute))).toMatchObject([{ wroteAt: 0 }]);
  });

  test.each(['text', 'media', 'button', 'list', 'location', 'contacts', 'order', 'unsupported'])('a %s wants an answer', (kind) => {
    expect(only(conversation().when(wrote('m1', '', 0, { kind })).facts, 'MessageAdmitted')).toHaveLength(1);
  });

  test('a reaction wants none, and raises no turn', () => {
    const said = conversation().when(wrote('m1', 'hi'), wrote('r1', '❤️', second, { kind: 'reaction' }));
    said.then([
      { type: 'WindowOpened', data: { noted: true } },
      { type: 'MessageNoted', data: { notedAs: 'reaction' } },
    ]);
    expect(said.state.turn).toBe(1);
    conversation()
      .when(wrote('r1', '❤️', 0, { kind: 'reaction' }))
      .then([{ type: 'MessageNoted' }]);
  });

  test.each([
    ['hello', false],
    ['STOP', true],
  ])('the window that "%s" opens says whether it waits for an answer', (words, noted) =>
    expect(only(conversation().when(wrote('m1', 'hi'), wrote('m2', words, second)).facts, 'WindowOpened')).toMatchObject([
      { data: { noted } },
    ]),
  );

  test('with the bot off the turn says so', () => {
    const off = (scope: string) =>
      only(conversation({ switches: [{ switch: 'bot', scope, on: false }] }).when(wrote('m1', 'hi')).facts, 'MessageAdmitted')[0]?.data.turn
        ?.botOff;
    expect([off('*'), off('number-1'), off('number-2'), off('intent:refund')]).toEqual([true, true, false, false]);
  });

  test('with the model off, for all or for the number, the turn says so, and the bot answers', () => {
    const off = (name: string, scope: string) =>
      only(conversation({ switches: [{ switch: name, scope, on: false }] }).when(wrote('m1', 'hi')).facts, 'MessageAdmitted')[0]?.data.turn;
    expect(['*', 'number-1', 'number-2'].map((scope) => off('model', scope)?.modelOff)).toEqual([true, true, false]);
    expect([off('model', '*')?.botOff, off('bot', '*')?.modelOff]).toEqual([false, false]);
  });

  test('with the bot off for an intent the turn names it, for whoever finds out what it is about', () => {
    const rows = [
      { switch: 'bot', scope: 'intent:refund', on: false },
      { switch: 'bot', scope: 'intent:store', on: true },
      { switch: 'bot', scope: 'number-2', on: false },
    ];
    const said = conversation({ switches: rows }).when(wrote('m1', 'hi'));
    expect(only(said.facts, 'MessageAdmitted')[0]?.data.turn).toMatchObject({ botOff: false, stoppedIntents: ['refund'] });
    expect(said.state.turnStopped).toEqual(['refund']);
  });

  test('while people own the thread it is carried, and not open', () => {
    const said = conversation().when(wrote('m1', 'human!'), opened({ epoch: 0, turn: 1 }), wrote('m2', '??', minute));
    said.then([
      { type: 'WindowOpened' },
      { type: 'MessageAdmitted', data: { message: { messageId: 'm2' }, turn: { owner: 'queue', state: 'human', open: [] } } },
    ]);
    expect([said.state.turn, said.state.open]).toEqual([2, []]);
  });
});

describe('after the close', () => {
  test.each([
    ['5', 'rating', 5],
    ['👍', 'rating', 5],
    ['⭐⭐', 'rating', 2],
    ['Thanks!', 'courtesy', 0],
    ['🙏', 'courtesy', 0],
  ])('%s stays with the closed case', (words, notedAs, rating) => {
    const said = conversation().when(...closedCase, wrote('m2', words, hour));
    said.then([{ type: 'WindowOpened' }, { type: 'MessageNoted', data: { notedAs, rating } }]);
    expect([said.state.case, said.state.state, said.state.turn]).toEqual([1, 'closed', 1]);
  });
  test('a thumb as a reaction rates too', () =>
    conversation()
      .when(...closedCase, wrote('r', '👎', hour, { kind: 'reaction' }))
      .then([{ type: 'WindowOpened' }, { type: 'MessageNoted', data: { notedAs: 'rating', rating: 1 } }]));
  test('anything else opens the next case, which names the one before and knows no proof', () => {
    const proof = { identity: { level: 'order', subject: 'FD-10234' }, tier: 'trade', settlesChallenge: true };
    const next = conversation().when(
      wrote('m0', 'FD-10234 1AB2'),
      replied({ epoch: 0, turn: 1 }, ['m0'], second, proof),
      opened({ epoch: 0, turn: 1 }),
      accepted({ epoch: 1, turn: 1 }),
      resolved({ epoch: 2, turn: 1 }),
      wrote('m2', 'one more thing', hour),
    );
    next.then([
      { type: 'WindowOpened' },
      { type: 'CaseOpened', data: { case: 2, previousCase: 1 } },
      { type: 'StateChanged', data: { from: 'closed', to: 'new' } },
      { type: 'MessageAdmitted', data: { turn: { previousCase: 1, owner: 'bot', state: 'new', tier: '', introduces: true } } },
      { type: 'TurnOpened' },
    ]);
    expect([next.state.identity, next.state.epoch, next.state.turn]).toEqual([undefined, 3, 2]);
  });
  test('a day later thanks opens a case too', () =>
    expect(conversation().when(...closedCase, wrote('m2', 'thanks', 25 * hour)).state.case).toBe(2));
});

describe('too many messages', () => {
  const flood = (count: number) => Array.from({ length: count }, (_, index) => wrote(`m${index}`, `question ${index}`, index * second));

  test('are blocked, told kindly once, and let in again later', () => {
    conversation()
      .when(...flood(21))
      .then([
        { type: 'WindowOpened' },
        { type: 'MessageBlocked', data: { reason: 'RATE_LIMITED' } },
        { type: 'VerdictGiven' },
        { type: 'MessageDispatched' },
      ]);
    const { facts } = conversation().when(...flood(21));
    expect(only(facts, 'MessageBlocked')).toMatchObject([{ decision: { occurredAt: testTime + 20 * second } }]);
    conversation()
      .when(...flood(22))
      .then([{ type: 'WindowOpened' }, { type: 'MessageBlocked' }]);
    expect(only(conversation().when(...flood(22), wrote('later', 'again', 2 * minute)).facts, 'MessageAdmitted')).toHaveLength(1);
  });
  test('the way to a person is open to them: they are told the word, and it is let in', () => {
    expect(only(conversation().when(...flood(21)).facts, 'MessageDispatched')[0]?.data.text?.redacted).toContain('Write "human"');
    for (const words of ['human', 'Can I talk to a real person, please?', 'Bitte mit einem Menschen sprechen!'])
      conversation()
        .when(...flood(22), wrote('h', words, 22 * second))
        .then([{ type: 'WindowOpened' }, { type: 'MessageAdmitted', data: { messageId: 'h' } }, { type: 'TurnOpened' }]);
  });
  test('but not twice: who has asked waits for the answer, and who is with people is read by them', () => {
    const asked = [...flood(22), wrote('h', 'human', 22 * second)];
    const again = wrote('again', 'human!', 24 * second);
    const opensTicket = opened({ epoch: 0, turn: 21 }, 23 * second);
    expect(only(conversation().when(...asked, again).facts, 'MessageBlocked')).toHaveLength(1);
    expect(only(conversation().when(...asked, opensTicket, again).facts, 'MessageBlocked')).toHaveLength(1);
  });
  test('with people they are told nothing of a word', () => {
    const told = conversation().when(wrote('h', 'human'), opened({ epoch: 0, turn: 1 }, 0), ...flood(20));
    expect(only(told.facts, 'MessageDispatched')[0]?.data.text?.redacted).toMatch(/being worked on\.$/);
  });
  test('a STOP among them still counts', () =>
    expect(conversation().when(...flood(25), wrote('s', 'stop', 26 * second)).state.optedOut).toBe(true));
});

describe('the business’s phone and the contact', () => {
  test('an answer on the phone takes the thread at once', () => {
    const taken = conversation().when(wrote('m1', 'hi'), echo());
    taken.then([
      { type: 'OwnerChanged', data: { from: 'bot', to: 'phone', epoch: 1, cause: 'Echo' } },
      { type: 'FenceRaised', data: { epoch: 1, owner: 'phone' } },
      { type: 'StateChanged', data: { to: 'human' } },
      { type: 'TurnAnswered', data: { answered: ['m1'], stillOpen: [] } },
    ]);
    expect(
      only(conversation().when(wrote('m1', 'hi'), echo(), replied({ epoch: 0, turn: 1 }, ['m1'], 2 * minute)).facts, 'MessageDispatched'),
    ).toEqual([]);
    expect(conversation().when(wrote('m1', 'hi'), echo(), echo(2 * minute)).facts).toEqual([]);
  });
  test('a person who starts on the phone owns the case that follows', () => {
    const { state } = conversation().when(echo(0), wrote('m1', 'thanks for writing', minute));
    expect([state.case, state.owner, state.open]).toEqual([1, 'phone', []]);
  });
  test('and on which basis it may be answered is said once the customer writes', () => {
    const begun = conversation().when(echo(0), wrote('m1', 'thanks for writing', minute));
    begun.then([
      { type: 'ConsentChanged', data: { basis: 'customer_wrote_first', messageId: 'm1', at: testTime + minute } },
      { type: 'WindowOpened' },
      { type: 'MessageAdmitted' },
    ]);
    const known = [
      [echo(0), wrote('m1', 'hi', minute), wrote('m2', 'you there?', 2 * minute)],
      [wrote('m1', 'hi', 0, { sentAt: 0 }), wrote('m2', 'you there?', minute)],
    ];
    expect(known.map((all) => only(conversation().when(...all).facts, 'ConsentChanged'))).toEqual([[], []]);
  });
  test('a contact that changed has proved nothing', () => {
    const changed = message(
      'ContactChanged',
      { change: 'number', contact: { contactId: 'contact-1', customerHash: 'customer-2' } },
      { decidedAt: testTime + minute },
    );
    const challenge = { challenge: { id: 'c1', level: 'order' }, identity: { level: 'order' } };
    const said = conversation().when(wrote('m1', 'hi'), replied({ epoch: 0, turn: 1 }, ['m1'], second, challenge), changed);
    said.then([{ type: 'ProofVoided', data: { change: 'number' } }]);
    expect([said.state.identity, said.state.challenge, said.state.contact?.customerHash]).toEqual([undefined, undefined, 'customer-2']);
    const proved = { identity: { level: 'order', subject: 'FD-10234' } };
    const inFlight = conversation().when(wrote('m1', 'FD-10234 1AB2'), changed, replied({ epoch: 0, turn: 1 }, ['m1'], 2 * minute, proved));
    inFlight.then([{ type: 'VerdictGiven', data: { verdict: 'REFUSE', reason: 'STALE_TURN' } }]);
    expect([inFlight.state.identity, inFlight.state.turn, inFlight.state.open.length]).toEqual([undefined, 2, 1]);
  });
});

test('after hand-back the next message is the bot’s, and people’s words stand among the recent lines', () => {
  const { facts } = conversation().when(
    wrote('m1', 'human'),
    opened({ epoch: 0, turn: 1 }),
    accepted({ epoch: 1, turn: 1 }),
    agentWrote({ epoch: 2, turn: 1 }),
    handedBack({ epoch: 2, turn: 1 }),
    wrote('m2', 'and your returns policy?', minute),
  );
  expect(only(facts, 'MessageAdmitted')[0]?.data.turn).toMatchObject({ owner: 'bot', state: 'automated', open: [{ messageId: 'm2' }] });
  expect(only(facts, 'MessageAdmitted')[0]?.data.turn?.recent.map(({ speaker }) => speaker)).toEqual([
    'customer',
    'notice',
    'notice',
    'agent',
    'notice',
  ]);
});

test('of a long conversation what is open is kept, and the six lines said before it', () => {
  const exchanges = [1, 2, 3, 4, 5].flatMap((turn) => [
    wrote(`m${turn}`, `question ${turn}`, turn * minute),
    replied({ epoch: 0, turn }, [`m${turn}`], turn * minute + second),
  ]);
  const { facts, state } = conversation().when(...exchanges, wrote('m6', 'one more', 6 * minute), wrote('m7', 'and another', 6 * minute));
  const { turn } = only(facts, 'MessageAdmitted').at(-1)!.data;
  expect(turn?.open.map(({ messageId }) => messageId)).toEqual(['m6', 'm7']);
  expect(turn?.recent.map(({ speaker }) => speaker)).toEqual(['customer', 'bot', 'customer', 'bot', 'customer', 'bot']);
  expect(turn?.recent[0]?.text?.redacted).toBe('question 3');
  expect(state.lines).toHaveLength(8);
});
