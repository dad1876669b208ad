import { describe, expect, test } from '@jest/globals';
import { testTime } from '@frontdesk/testing';
import {
  accepted,
  conversation,
  handedBack,
  hour,
  keptQuestion,
  minute,
  only,
  opened,
  replied,
  second,
  templates,
  timer,
  wrote,
} from './harness.spec.ts';

const asked = wrote('m1', 'where is my order?');
const challenge = { id: 'c1', level: 'order', subject: 'FD-10234', waiting: keptQuestion('m1') };

describe('a reply of the bot’s', () => {
  test('that is current is allowed, dispatched, and closes what it answers', () => {
    const said = conversation().when(asked, replied({ epoch: 0, turn: 1 }, ['m1']));
    said.then([
      {
        type: 'VerdictGiven',
        data: {
          verdict: 'ALLOW',
          subjectId: 'reply-m1',
          subjectType: 'ReplyProposed',
          speaker: 'bot',
          inputs: { owner: 'bot', turn: 1, botOff: false, oldestOpenAt: testTime, voidedTurn: 0, now: testTime + second },
        },
      },
      {
        type: 'MessageDispatched',
        data: {
          dispatchSeq: 1,
          speaker: 'bot',
          author: 'response-builder',
          answers: ['m1'],
          typingFor: 'm1',
          contact: { contactId: 'contact-1' },
        },
      },
      { type: 'TurnAnswered', data: { answered: ['m1'], stillOpen: [], by: 'reply-m1' } },
    ]);
    const [verdict, dispatch] = said.facts;
    expect(verdict?.type === 'VerdictGiven' && dispatch?.type === 'MessageDispatched' && verdict.data.sendId === dispatch.data.sendId).toBe(
      true,
    );
  });

  test('whose turn is over is refused, and the newer turn’s closes everything', () => {
    const burst = [asked, wrote('m2', 'FD-10234', second)] as const;
    conversation()
      .when(...burst, replied({ epoch: 0, turn: 1 }, ['m1'], 2 * second))
      .then([{ type: 'VerdictGiven', data: { verdict: 'REFUSE', reason: 'STALE_TURN' } }]);
    conversation()
      .when(...burst, replied({ epoch: 0, turn: 1 }, ['m1'], 2 * second), replied({ epoch: 0, turn: 2 }, ['m1', 'm2'], 3 * second))
      .then([
        { type: 'VerdictGiven', data: { verdict: 'ALLOW' } },
        { type: 'MessageDispatched', data: { dispatchSeq: 1 } },
        { type: 'TurnAnswered' },
      ]);
  });

  test('that comes late after three superseded ones goes out, and what it leaves open is a new turn', () => {
    const late = conversation().when(
      asked,
      wrote('m2', '2', 1000),
      wrote('m3', '3', 2000),
      wrote('m4', '4', 3000),
      ...[1, 2, 3].map((turn) => replied({ epoch: 0, turn }, ['m1', 'm2', 'm3'].slice(0, turn), 3500)),
      replied({ epoch: 0, turn: 3 }, ['m1', 'm2', 'm3'], 4000),
    );
    late.then([
      { type: 'VerdictGiven', data: { verdict: 'ALLOW', inputs: { superseded: 3 } } },
      { type: 'MessageDispatched' },
      { type: 'TurnAnswered', data: { answered: ['m1', 'm2', 'm3'], stillOpen: ['m4'] } },
      { type: 'MessageAdmitted', data: { cause: 'remainder', messageId: 'm4', turn: { open: [{ messageId: 'm4' }], introduces: false } } },
      { type: 'TurnOpened', data: { oldestOpen: 'm4', oldestOpenAt: testTime + 3000 } },
    ]);
    expect([late.state.turn, late.state.superseded]).toEqual([5, 0]);
  });

  test('that comes again is refused: what it answers is closed', () =>
    conversation()
      .when(asked, replied({ epoch: 0, turn: 1 }, ['m1']), replied({ epoch: 0, turn: 1 }, ['m1'], minute))
      .then([{ type: 'VerdictGiven', data: { reason: 'STALE_TURN' } }]));

  test('computed before a person took over is refused', () => {
    for (const until of [
      [opened({ epoch: 0, turn: 1 })],
      [opened({ epoch: 0, turn: 1 }), accepted({ epoch: 1, turn: 1 })],
      [opened({ epoch: 0, turn: 1 }), accepted({ epoch: 1, turn: 1 }), handedBack({ epoch: 2, turn: 1 })],
    ]) {
      conversation()
        .when(asked, ...until, replied({ epoch: 0, turn: 1 }, ['m1'], minute))
        .then([{ type: 'VerdictGiven', data: { verdict: 'REFUSE', reason: 'STALE_EPOCH' } }]);
    }
  });

  test('that the gate refuses for its content leaves the question open, for the clock to find', () => {
    const said = conversation().when(
      asked,
      replied({ epoch: 0, turn: 1 }, ['m1'], second, { answer: { redacted: 'https://evil.example' } }),
    );
    said.then([{ type: 'VerdictGiven', data: { reason: 'URL_NOT_ALLOWED' } }]);
    expect(said.state.open).toHaveLength(1);
  });

  test('refused because the bot was switched off meanwhile: the turn goes to people', () => {
    const off = { switches: [{ switch: 'bot', scope: '*', on: false }] };
    const admittedBefore = conversation().when(asked).facts;
    conversation(off, ...admittedBefore)
      .when(replied({ epoch: 0, turn: 1 }, ['m1']))
      .then([
        { type: 'VerdictGiven', data: { reason: 'BOT_OFF' } },
        { type: 'MessageAdmitted', data: { cause: 'remainder', turn: { botOff: true, open: [{ messageId: 'm1' }] } } },
        { type: 'TurnOpened' },
      ]);
    conversation(off)
      .when(asked, replied({ epoch: 0, turn: 1 }, ['m1']))
      .then([{ type: 'VerdictGiven', data: { reason: 'BOT_OFF' } }]);
  });

  describe('about what the bot was switched off for meanwhile', () => {
    const off = { switches: [{ switch: 'bot', scope: 'intent:refund', on: false }] };
    const admittedBefore = conversation().when(asked).facts;
    const about = (intent: string, more: object = {}) => {
      const reply = replied({ epoch: 0, turn: 1 }, ['m1'], second, more);
      return { ...reply, envelope: { ...reply.envelope, intent } };
    };

    test('is not sent, and the turn goes to people', () => {
      const said = conversation(off, ...admittedBefore).when(about('refund'));
      said.then([
        { type: 'VerdictGiven', data: { verdict: 'REFUSE', reason: 'BOT_OFF', inputs: { botOff: true } } },
        {
          type: 'MessageAdmitted',
          data: { cause: 'remainder', turn: { botOff: false, stoppedIntents: ['refund'], open: [{ messageId: 'm1' }] } },
        },
        { type: 'TurnOpened' },
      ]);
      expect(said.facts[0]?.decision.intent).toBe('refund');
    });

    test('nor what it would keep for later, nor the proof it would ask for', () => {
      for (const more of [{ keeps: keptQuestion('m1') }, { challenge }]) {
        const { facts, state } = conversation(off, ...admittedBefore).when(about('refund', more));
        expect(facts.map(({ type }) => type)).toEqual(['VerdictGiven', 'MessageAdmitted', 'TurnOpened']);
        expect([state.held, state.challenge]).toEqual([[], undefined]);
      }
    });

    test('is given to people once: their turn already says so', () =>
      conversation(off)
        .when(asked, about('refund'))
        .then([{ type: 'VerdictGiven', data: { reason: 'BOT_OFF' } }]));

    test('about anything else, or on another number, it is sent; a person may write of it', () => {
      const other = { switches: [{ switch: 'bot', scope: 'number-2', on: false }] };
      for (const [given, intent] of [
        [off, 'order_status'],
        [off, ''],
        [other, 'refund'],
      ] as const)
        expect(only(conversation(given, ...admittedBefore).when(about(intent)).facts, 'MessageDispatched')).toHaveLength(1);
    });

    test('what was kept before is taken up as the whole stop would have it: with what is stopped by then', () => {
      const kept = conversation().when(asked, about('refund', { keeps: keptQuestion('m1') }));
      const { heldId } = only(kept.facts, 'QuestionHeld')[0]!.data;
      const all = [...admittedBefore, ...kept.facts];
      const due = timer('HeldDue', { heldId }, hour);
      const stopped = (given: object) => only(conversation(given, ...all).when(due).facts, 'MessageAdmitted')[0]?.data.turn?.stoppedIntents;
      expect([stopped(off), stopped({})]).toEqual([['refund'], []]);
    });
  });
});

describe('a reply for whose words the window has closed', () => {
  // repeated by Meta for two days, or taken up again at the end of the day
  const late = (sentAgo: number) =>
    [
      wrote('m1', 'where is my order?', 0, { sentAt: testTime - sentAgo }),
      replied({ epoch: 0, turn: 1 }, ['m1'], second, { tier: 'vip' }),
    ] as const;

  test('is held, and what it answers is a person’s task at once; nothing goes out, nothing is learnt from it', () => {
    const said = conversation().when(...late(24 * hour));
    said.then([
      {
        type: 'VerdictGiven',
        data: { verdict: 'HOLD', reason: 'WINDOW_CLOSED', sendId: '', templateId: '' },
      },
      { type: 'TurnOverdue', data: { open: ['m1'], cause: 'WINDOW_CLOSED' } },
    ]);
    expect([said.state.open.map(({ message }) => message.messageId), said.state.held]).toEqual([['m1'], []]);
    expect(only(said.facts, 'VerdictGiven')[0]?.decision.guardrails?.at(-1)).toEqual({
      name: 'window',
      passed: false,
      detail: 'WINDOW_CLOSED',
    });
    expect(only(conversation().when(...late(hour)).facts, 'MessageDispatched')).toHaveLength(1);
  });
  test('whatever templates there are: none says what it says', () => {
    for (const changes of [{ templates: [] }, { templates: templates.filter(({ variables }) => variables > 0) }])
      expect(
        conversation(changes)
          .when(...late(24 * hour))
          .facts.map(({ type }) => type),
      ).toEqual(['VerdictGiven', 'TurnOverdue']);
  });
  test('is not given up a second time by the clock of its question', () => {
    const overdue = timer('ReplyOverdue', { clockId: 'turn:1:m1', oldestOpen: 'm1', cause: 'TIMEOUT' }, 46 * second);
    conversation()
      .when(...late(24 * hour), overdue)
      .then([]);
  });
});

describe('what a reply brings is kept once it may go out', () => {
  test('replies in a row that only asked for other words are counted, until one says something or a person had the thread', () => {
    const unclear = (turn: number) => replied({ epoch: 0, turn }, [`m${turn}`], turn * minute, { clarifies: true, answerOk: false });
    const twice = conversation().when(asked, unclear(1), wrote('m2', 'qwer asdf', 2 * minute));
    expect(only(twice.facts, 'MessageAdmitted')[0]?.data.turn?.clarified).toBe(1);
    const answered = conversation().when(
      asked,
      unclear(1),
      wrote('m2', 'my order FD-10234', 2 * minute),
      replied({ epoch: 0, turn: 2 }, ['m2'], 3 * minute),
    );
    expect(answered.state.clarified).toBe(0);
    expect(conversation().when(asked, unclear(1), opened({ epoch: 0, turn: 1 }, 2 * minute)).state.clarified).toBe(0);
  });

  test('a challenge is on every later turn until it is settled', () => {
    const proof = replied({ epoch: 0, turn: 2 }, ['m2'], 2 * minute, {
      settlesChallenge: true,
      authed: true,
      identity: { level: 'order', subject: 'FD-10234' },
      tier: 'retail',
      topic: 'delivery',
      locale: 'de',
    });
    const keeps = conversation().when(
      asked,
      replied({ epoch: 0, turn: 1 }, ['m1'], second, { challenge, answerOk: false }),
      wrote('m2', 'FD-10234 1AB2', minute),
    );
    expect(only(keeps.facts, 'MessageAdmitted')[0]?.data.turn).toMatchObject({
      challenge: { id: 'c1', waiting: { messageId: 'm1' } },
      introduces: false,
    });
    const settled = conversation().when(
      asked,
      replied({ epoch: 0, turn: 1 }, ['m1'], second, { challenge, answerOk: false }),
      wrote('m2', 'FD-10234 1AB2', minute),
      proof,
    );
    settled.then([
      { type: 'VerdictGiven' },
      { type: 'MessageDispatched' },
      {
        type: 'CaseUpdated',
        data: { identity: { subject: 'FD-10234' }, challengeSettled: true, tier: 'retail', topic: 'delivery', locale: 'de' },
      },
      { type: 'StateChanged', data: { from: 'new', to: 'authenticated', event: 'authed' } },
      { type: 'StateChanged', data: { from: 'authenticated', to: 'automated', event: 'answer_ok' } },
      { type: 'TurnAnswered' },
    ]);
    expect([settled.state.challenge, settled.state.identity?.level, settled.state.locale]).toEqual([undefined, 'order', 'de']);
  });

  test('what is known already is not told again, nor is a challenge settled that there is not', () => {
    const again = (more: object) => replied({ epoch: 0, turn: 2 }, ['m2'], 2 * minute, more);
    const knows = replied({ epoch: 0, turn: 1 }, ['m1'], second, { tier: 'retail', topic: 'delivery', locale: 'de' });
    const updated = (first: typeof knows, more: object) =>
      only(conversation().when(asked, first, wrote('m2', 'and now?', minute), again(more)).facts, 'CaseUpdated').map(({ data }) => data);
    expect(updated(knows, { tier: 'retail', topic: 'delivery', locale: 'de', settlesChallenge: true })).toEqual([]);
    expect(updated(knows, { tier: 'retail', topic: 'refund', locale: 'de' })).toMatchObject([{ tier: '', topic: 'refund', locale: '' }]);
    const asks = replied({ epoch: 0, turn: 1 }, ['m1'], second, { challenge });
    expect(updated(asks, { settlesChallenge: true })).toMatchObject([{ challengeSettled: true }]);
    expect(updated(asks, {})).toEqual([]);
  });

  test('what the case was drawn for goes with every later turn of it, is told once, and is drawn anew in the next case', () => {
    const trial = { candidate: 'm reply-1', cohort: 'control' };
    const first = replied({ epoch: 0, turn: 1 }, ['m1'], second, { trial });
    const later = [wrote('m2', 'and now?', minute), replied({ epoch: 0, turn: 2 }, ['m2'], 2 * minute, { trial })] as const;
    const { facts, state } = conversation().when(asked, first, ...later);
    expect(only(facts, 'CaseUpdated')).toEqual([]);
    expect(state.trial).toMatchObject(trial);
    const turnOf = (...messages: Parameters<ReturnType<typeof conversation>['when']>) =>
      only(conversation().when(...messages).facts, 'MessageAdmitted').at(-1)?.data.turn;
    expect(turnOf(asked, first, wrote('m2', 'and now?', minute))).toMatchObject({ trial });
    const next = turnOf(asked, first, timer('WindowEnded', { lastInboundAt: testTime }, 24 * hour), wrote('m3', 'and this?', 26 * hour));
    expect([next?.introduces, next?.trial]).toEqual([true, undefined]);
  });

  test('nobody is asked to prove what a refused reply would have asked', () => {
    const { state } = conversation().when(
      asked,
      wrote('m2', 'hello?', second),
      replied({ epoch: 0, turn: 1 }, ['m1'], 2 * second, { challenge, identity: { level: 'order' }, tier: 'vip', authed: true }),
    );
    expect([state.challenge, state.identity, state.tier, state.state]).toEqual([undefined, undefined, '', 'new']);
  });
});

test('who answers here is said once in a case, whatever else is said meanwhile', () => {
  const { facts } = conversation().when(
    asked,
    replied({ epoch: 0, turn: 1 }, ['m1']),
    wrote('m2', 'and this?', minute),
    timer('BotReplyNoticeDue', { clockId: 'turn:1:m2', oldestOpen: 'm2' }, minute + 20 * second),
    wrote('m3', 'hello?', 2 * minute),
  );
  expect(only(facts, 'MessageAdmitted')[0]?.data.turn?.introduces).toBe(false);
});

test('the verdict says what the gate looked at', () => {
  const given = (answer: string) =>
    conversation().when(asked, replied({ epoch: 0, turn: 1 }, ['m1'], second, { answer: { redacted: answer } })).facts[0]!.decision
      .guardrails;
  expect(given('https://evil.example')).toEqual([
    { name: 'fence', passed: true, detail: '' },
    { name: 'switches', passed: true, detail: '' },
    { name: 'content', passed: false, detail: 'URL_NOT_ALLOWED' },
  ]);
  expect(given('Fine.')?.map(({ passed }) => passed)).toEqual([true, true, true, true, true, true]);
});
