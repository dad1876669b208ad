import { describe, expect, test } from '@jest/globals';
import type { Fence } from '@frontdesk/contracts';
import { message, testTime } from '@frontdesk/testing';
import {
  accepted,
  agentWrote,
  asking,
  conversation,
  delivered,
  hour,
  minute,
  only,
  opened,
  replied,
  second,
  surroundings,
  templates,
  timer,
  wrote,
} from './harness.spec.ts';
import { policy } from './policy.ts';
import type { Input } from './policy.ts';

const answered = [wrote('m1', 'hi'), replied({ epoch: 0, turn: 1 }, ['m1'])] as const;
const sendOf = (...inputs: Parameters<ReturnType<typeof conversation>['when']>) =>
  only(conversation().when(...inputs).facts, 'MessageDispatched').at(-1)!.data.sendId;
const sendId = sendOf(...answered);

test('what Graph accepted is sent', () =>
  conversation()
    .when(...answered, delivered('SendAccepted', { sendId, subjectId: 'reply-m1', speaker: 'bot', at: 5 }))
    .then([{ type: 'MessageSent', data: { sendId, subjectId: 'reply-m1', speaker: 'bot', at: 5 } }]));

test('and is said of the position that it was written in, not of where the conversation is by now', () => {
  const late = message(
    'SendAccepted',
    { sendId, subjectId: 'reply-m1', speaker: 'bot', at: 5 },
    { fence: { case: 7, epoch: 3, turn: 9 } as Fence },
  );
  const { facts } = conversation().when(...answered, late);
  expect(only(facts, 'MessageSent').at(-1)!.decision.fence).toMatchObject({ case: 7, epoch: 3, turn: 9 });
});

test('a person’s "one moment" is said to be one when it is sent', () => {
  const withAna = [wrote('m1', 'hi'), opened({ epoch: 0, turn: 1 }), accepted({ epoch: 1, turn: 1 })] as const;
  const sent = (holding: boolean) => {
    const writes = [...withAna, agentWrote({ epoch: 2, turn: 1 }, 4 * second, { holding })] as const;
    const id = sendOf(...writes);
    const { facts } = conversation().when(
      ...writes,
      delivered('SendAccepted', { sendId: id, subjectId: 'draft-1', speaker: 'agent', at: 5 }),
    );
    return only(facts, 'MessageSent').at(-1)!.data;
  };
  expect([true, false].map((holding) => sent(holding).holding)).toEqual([true, false]);
});

describe('a send that failed', () => {
  test('and will be tried again is nothing yet', () =>
    conversation()
      .when(...answered, delivered('SendFailed', { sendId, final: false }))
      .then([]));
  test('for good opens again what it answered, for a person; who cannot be reached is flagged', () => {
    const failed = conversation().when(...answered, delivered('SendFailed', { sendId, final: true, code: 131026, action: 'fatal' }));
    failed.then([
      { type: 'ContactFlagged', data: { reason: 'UNDELIVERABLE', sendId } },
      { type: 'TurnOverdue', data: { open: ['m1'], cause: 'SEND_FAILED', waitingSince: testTime } },
    ]);
    expect(failed.state.open.map(({ message }) => message.messageId)).toEqual(['m1']);
  });
  test('after people took over is theirs to see', () =>
    conversation()
      .when(...answered, opened({ epoch: 0, turn: 1 }), delivered('SendFailed', { sendId, final: true }))
      .then([]));
  test('that nobody knows changes nothing', () =>
    conversation()
      .when(...answered, delivered('SendFailed', { sendId: 'other', final: true }))
      .then([]));
});

describe('a send that waits until Meta lets it out', () => {
  const held = delivered('SendFailed', { sendId, final: true, code: 131048, action: 'hold', retryAt: testTime + 60 * minute }, minute);

  test('is held with what it answered, and nobody is called', () =>
    conversation()
      .when(...answered, held)
      .then([{ type: 'QuestionHeld', data: { messageId: 'm1', dueAt: testTime + 60 * minute, question: { text: { redacted: 'hi' } } } }]));
  test('for as long as the window lets it be told that it was given up', () =>
    expect(only(conversation().when(...answered, held).facts, 'QuestionHeld')[0]?.data.giveUpAt).toBe(testTime + (24 * 60 - 10) * minute));
  test('and that it failed is why', () =>
    expect(only(conversation().when(...answered, held).facts, 'QuestionHeld')[0]?.decision.reasons).toEqual(['SEND_HELD']));
  test('is held once, however many of its parts failed', () =>
    conversation()
      .when(...answered, held, held)
      .then([]));
  test('is answered anew when it is due', () => {
    const { state } = conversation().when(...answered, held);
    const again = conversation().when(...answered, held, timer('HeldDue', { heldId: state.held[0]!.heldId }, 60 * minute));
    again.then([
      { type: 'QuestionReleased', data: { reason: 'taken_up' } },
      { type: 'MessageAdmitted', data: { cause: 'held' } },
      { type: 'TurnOpened' },
    ]);
    expect(again.state.open.map(({ message }) => message.messageId)).toEqual(['m1']);
  });
  test('or when the customer writes', () =>
    expect(
      conversation()
        .when(...answered, held, wrote('m2', 'hello?', 2 * minute))
        .state.open.map(({ message }) => message.messageId),
    ).toEqual(['m1', 'm2']));
  test('waits longer the older it is', () => {
    const soon = (after: number) =>
      delivered('SendFailed', { sendId, final: true, code: 190, action: 'hold', retryAt: testTime + after + minute }, after);
    const due = (after: number) => conversation().when(...answered, soon(after)).state.held[0]!.dueAt - testTime - after;
    expect([10 * second, 10 * minute, 300 * minute].map(due)).toEqual([2 * minute, 10 * minute, 30 * minute]);
  });
  test('of a file is a person’s task: it cannot be asked again in words', () => {
    const withFile = [wrote('m1', '', 0, { kind: 'media', text: undefined }), replied({ epoch: 0, turn: 1 }, ['m1'])] as const;
    conversation()
      .when(...withFile, delivered('SendFailed', { sendId: sendOf(...withFile), final: true, code: 190, action: 'hold' }))
      .then([{ type: 'TurnOverdue', data: { cause: 'SEND_FAILED' } }]);
  });
});

describe('Meta saw the window closed, we did not (131047)', () => {
  const consenting = [
    wrote('m1', 'human'),
    opened({ epoch: 0, turn: 1 }, second, asking),
    wrote('m2', 'yes', 2 * second),
    accepted({ epoch: 1, turn: 1 }),
    agentWrote({ epoch: 2, turn: 1 }),
  ] as const;
  const failed = (id: string) => delivered('SendFailed', { sendId: id, final: true, code: 131047 }, minute);
  const attempt = failed(sendOf(...consenting));

  test('with an opt-in: one template attempt, never a second', () => {
    conversation()
      .when(...consenting, attempt)
      .then([
        { type: 'ContactFlagged', data: { reason: 'WINDOW_CLOSED_AT_META' } },
        { type: 'VerdictGiven', data: { verdict: 'USE_TEMPLATE', reason: 'WINDOW_CLOSED_AT_META', subjectId: 'draft-1' } },
        { type: 'MessageDispatched', data: { speaker: 'agent', template: { name: 'conversation_update' }, holding: true } },
      ]);
    conversation()
      .when(...consenting, attempt, failed(sendOf(...consenting, attempt)))
      .then([]);
  });
  test('without: the same, for it answers what the customer wrote; the question waits for them to take it up', () => {
    const disputed = [...answered, failed(sendId)] as const;
    const refused = conversation().when(...disputed);
    refused.then([
      { type: 'ContactFlagged', data: { reason: 'WINDOW_CLOSED_AT_META', sendId } },
      { type: 'VerdictGiven', data: { verdict: 'USE_TEMPLATE', reason: 'WINDOW_CLOSED_AT_META', speaker: 'bot' } },
      { type: 'MessageDispatched', data: { speaker: 'bot', template: { name: 'conversation_update' } } },
      { type: 'QuestionHeld', data: { messageId: 'm1', dueAt: testTime + minute + 24 * 60 * minute } },
    ]);
    const taken = conversation().when(...disputed, wrote('m2', 'continue', 2 * minute));
    expect(taken.state.open.map(({ message }) => message.messageId)).toEqual(['m1', 'm2']);
    const { heldId } = refused.state.held[0]!;
    expect(only(conversation().when(...disputed, timer('HeldDue', { heldId }, 25 * 60 * minute)).facts, 'TurnOverdue')).toMatchObject([
      { data: { open: ['m1'], cause: 'HELD_TOO_LONG' } },
    ]);
  });
  test('a second time in the same window: no second template, nobody is called twice, and it is a person’s task', () => {
    const again = [...answered, wrote('m2', 'and?', 0), replied({ epoch: 0, turn: 2 }, ['m2'])] as const;
    conversation()
      .when(...again, failed(sendId), failed(sendOf(...again)))
      .then([{ type: 'TurnOverdue', data: { open: ['m2'], cause: 'SEND_FAILED' } }]);
  });
  test('in the next window: flagged and tried again', () => {
    const next = [
      ...answered,
      failed(sendId),
      wrote('m2', 'and?', 2 * minute),
      replied({ epoch: 0, turn: 2 }, ['m1', 'm2'], 3 * minute),
    ] as const;
    const { facts } = conversation().when(
      ...next,
      delivered('SendFailed', { sendId: sendOf(...next), final: true, code: 131047 }, 4 * minute),
    );
    expect(
      [only(facts, 'ContactFlagged'), only(facts, 'MessageDispatched'), only(facts, 'QuestionHeld')].map(({ length }) => length),
    ).toEqual([1, 1, 2]);
  });
  describe('of a window before the one that is open now', () => {
    const since = (after: number, ...more: Input[]) => [...answered, wrote('m2', 'hello?', after), ...more] as const;
    const late = (after: number) => delivered('SendFailed', { sendId, final: true, code: 131047 }, after);

    test('disputes that window, not this one: no template, and what was lost is answered in this one with what they wrote since', () => {
      const { facts, state } = conversation().when(...since(minute), late(2 * minute));
      expect(facts).toMatchObject([
        { type: 'ContactFlagged', data: { reason: 'WINDOW_CLOSED_AT_META', sendId, lastInboundAt: testTime } },
        { type: 'QuestionHeld', data: { messageId: 'm1' } },
        { type: 'QuestionReleased', data: { reason: 'taken_up' } },
        { type: 'MessageAdmitted', data: { cause: 'held', turn: { open: [{ messageId: 'm1' }, { messageId: 'm2' }] } } },
        { type: 'TurnOpened' },
      ]);
      expect([state.disputedAt, state.turn]).toEqual([testTime, 3]);
      // told of each part of it
      conversation()
        .when(...since(minute), late(2 * minute), late(2 * minute))
        .then([]);
    });
    test('the one that is open now can be disputed all the same, once', () => {
      const next = since(minute, late(2 * minute), replied({ epoch: 0, turn: 3 }, ['m1', 'm2'], 3 * minute));
      const disputed = [...next, delivered('SendFailed', { sendId: sendOf(...next), final: true, code: 131047 }, 4 * minute)] as const;
      expect(only(conversation().when(...disputed).facts, 'ContactFlagged')).toMatchObject([
        { data: { lastInboundAt: testTime + minute } },
      ]);
      expect(only(conversation().when(...disputed).facts, 'MessageDispatched')).toMatchObject([{ data: { template: {} } }]);
      expect(only(conversation().when(...disputed, late(5 * minute)).facts, 'ContactFlagged')).toEqual([]);
    });
    test('that had ended by then disputes nothing', () => {
      const { facts } = conversation().when(...since(25 * 60 * minute), late(25 * 60 * minute + second));
      expect([only(facts, 'ContactFlagged'), only(facts, 'MessageDispatched'), only(facts, 'MessageAdmitted').length]).toEqual([[], [], 1]);
    });
    test('what a person wrote is theirs to say again, and what cannot be asked in words is a person’s task', () => {
      const { facts } = conversation().when(...consenting, wrote('m3', 'hello?', 10 * second), attempt);
      expect([only(facts, 'ContactFlagged').length, only(facts, 'MessageDispatched'), only(facts, 'TurnOverdue')]).toEqual([1, [], []]);
      const withFile = [wrote('m1', '', 0, { kind: 'media', text: undefined }), replied({ epoch: 0, turn: 1 }, ['m1'])] as const;
      const lost = conversation().when(...withFile, wrote('m2', 'hello?', 10 * second), failed(sendOf(...withFile)));
      expect([only(lost.facts, 'MessageDispatched').length, only(lost.facts, 'TurnOverdue').length]).toEqual([0, 1]);
    });
    test('and of a send of an earlier release, which did not keep its window, it is taken for this one’s', () => {
      const { state } = conversation().when(...answered);
      const older = { ...state, sent: state.sent.map((one) => ({ ...one, windowFrom: 0 })) };
      const context = { ...surroundings(), now: testTime + minute, id: String };
      expect(only(policy.decide(older, late(minute), context), 'ContactFlagged')).toMatchObject([{ data: { lastInboundAt: testTime } }]);
    });
  });
  test('a question that is a file: the template, and a person’s task', () => {
    const withFile = [wrote('m1', '', 0, { kind: 'media', text: undefined }), replied({ epoch: 0, turn: 1 }, ['m1'])] as const;
    const { facts } = conversation().when(...withFile, failed(sendOf(...withFile)));
    expect([only(facts, 'MessageDispatched').length, only(facts, 'TurnOverdue').length]).toEqual([1, 1]);
  });
  test('no template that fits, or none may go: flagged, and a person’s task', () => {
    const needy = templates.filter(({ variables, needs }) => variables > 0 || needs !== '');
    for (const changes of [
      { templates: [] },
      { templates: needy.map((one) => ({ ...one, name: 'conversation_update' })) },
      { restrictions: [{ scope: '*', restriction: 'RESTRICTED_UTILITY_TEMPLATES', until: 0 }] },
    ]) {
      const { facts } = conversation(changes).when(...answered, failed(sendId));
      expect(
        [only(facts, 'ContactFlagged'), only(facts, 'MessageDispatched'), only(facts, 'QuestionHeld'), only(facts, 'TurnOverdue')].map(
          ({ length }) => length,
        ),
      ).toEqual([1, 0, 0, 1]);
    }
  });
  test('one of two questions is a file: both are a person’s task', () => {
    const both = [
      wrote('m1', 'hi'),
      wrote('m2', '', 0, { kind: 'media', text: undefined }),
      replied({ epoch: 0, turn: 2 }, ['m1', 'm2']),
    ] as const;
    expect(only(conversation().when(...both, failed(sendOf(...both))).facts, 'TurnOverdue')).toMatchObject([
      { data: { open: ['m1', 'm2'] } },
    ]);
  });
  test('who has opted out gets none: flagged, and a person’s task', () => {
    const stopped = [...answered, wrote('m2', 'stop', 2 * second)] as const;
    const { facts } = conversation().when(...stopped, failed(sendId));
    expect([only(facts, 'ContactFlagged').length, only(facts, 'MessageDispatched'), only(facts, 'TurnOverdue').length]).toEqual([1, [], 1]);
  });
  test('and so did we: an opt-in only lets a template go, and nobody is flagged', () => {
    const late = (id: string) => delivered('SendFailed', { sendId: id, final: true, code: 131047 }, 25 * 60 * minute);
    const without = conversation().when(...answered, late(sendId)).facts;
    expect([only(without, 'ContactFlagged'), only(without, 'MessageDispatched'), only(without, 'TurnOverdue').length]).toEqual([[], [], 1]);
    const withOptIn = conversation().when(...consenting, late(sendOf(...consenting))).facts;
    expect([only(withOptIn, 'ContactFlagged'), only(withOptIn, 'MessageDispatched').length]).toEqual([[], 1]);
  });
});

test('free text says when the window ends that it was judged in, a template needs none', () => {
  const person = [wrote('m1', 'human'), opened({ epoch: 0, turn: 1 }), accepted({ epoch: 1, turn: 1 })] as const;
  const template = { name: 'conversation_update', language: 'en_US' };
  const ends = (...said: Parameters<ReturnType<typeof conversation>['when']>) =>
    only(conversation().when(...said).facts, 'MessageDispatched').map(({ data }) => data.windowEndsAt);
  expect([
    ends(...person, wrote('m2', 'hurry', minute), agentWrote({ epoch: 2, turn: 2 }, 2 * minute)),
    ends(...person, agentWrote({ epoch: 2, turn: 1 }, minute, { template })),
  ]).toEqual([[testTime + 24 * hour + minute], [0]]);
});

describe('a send of which nobody knows', () => {
  test('is a person’s task, with a word to the customer', () =>
    conversation()
      .when(...answered, delivered('SendUnconfirmed', { sendId }))
      .then([
        { type: 'VerdictGiven', data: { speaker: 'notice' } },
        { type: 'MessageDispatched' },
        { type: 'TurnOverdue', data: { open: ['m1'], cause: 'SEND_UNCONFIRMED' } },
      ]));
  test('and was a person’s is shown to them, nothing more', () => {
    const said = [
      wrote('m1', 'human'),
      opened({ epoch: 0, turn: 1 }),
      accepted({ epoch: 1, turn: 1 }),
      agentWrote({ epoch: 2, turn: 1 }),
    ] as const;
    conversation()
      .when(...said, delivered('SendUnconfirmed', { sendId: sendOf(...said) }))
      .then([]);
  });
});
