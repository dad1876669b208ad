import { describe, expect, test } from '@jest/globals';
import { message, testTime } from '@frontdesk/testing';
import { canned } from './canned.ts';
import {
  accepted,
  agentWrote,
  asking,
  closedCase,
  conversation,
  delivered,
  hour,
  keptQuestion,
  minute,
  only,
  opened,
  replied,
  second,
  timer,
  wrote,
} from './harness.spec.ts';
import type { Input } from './policy.ts';
import { isStop } from './words.ts';

const asked = wrote('m1', 'hi');
const clock = (messageId: string, number = 1) => ({ clockId: `turn:${number}:${messageId}`, oldestOpen: messageId });
const due = (messageId: string, after = 20 * second) => timer('BotReplyNoticeDue', clock(messageId), after);
const overdue = (messageId: string, after = 45 * second, cause = 'TIMEOUT') => timer('ReplyOverdue', { ...clock(messageId), cause }, after);

describe('the bot is slow', () => {
  test('at 20 s one word, also when more was written meanwhile', () => {
    conversation()
      .when(asked, wrote('m2', '?', 5 * second), due('m1'))
      .then([
        { type: 'VerdictGiven', data: { subjectType: 'BotReplyNoticeDue' } },
        { type: 'MessageDispatched', data: { speaker: 'notice' } },
      ]);
    conversation()
      .when(asked, due('m1'), due('m1', 21 * second))
      .then([]);
  });
  test('at 45 s the customer is told and the turn is overdue, once, whatever the cause', () => {
    conversation()
      .when(asked, due('m1'), overdue('m1'))
      .then([
        { type: 'VerdictGiven' },
        { type: 'MessageDispatched', data: { dispatchSeq: 2 } },
        { type: 'TurnOverdue', data: { open: ['m1'], cause: 'TIMEOUT' } },
      ]);
    conversation()
      .when(asked, overdue('m1', second, 'DEAD_LETTER'))
      .then([{ type: 'VerdictGiven' }, { type: 'MessageDispatched' }, { type: 'TurnOverdue', data: { cause: 'DEAD_LETTER' } }]);
    conversation()
      .when(asked, overdue('m1', 45 * second, ''))
      .then([{ type: 'VerdictGiven' }, { type: 'MessageDispatched' }, { type: 'TurnOverdue', data: { cause: 'TIMEOUT' } }]);
    conversation()
      .when(asked, overdue('m1', second, 'DEAD_LETTER'), overdue('m1'))
      .then([]);
  });
  test('what may not be said leaves the turn overdue all the same', () =>
    conversation({ switches: [{ switch: 'outbound', scope: '*', on: false }] })
      .when(asked, overdue('m1'))
      .then([{ type: 'VerdictGiven', data: { reason: 'OUTBOUND_FROZEN' } }, { type: 'TurnOverdue' }]));
  test.each([
    ['answered', [replied({ epoch: 0, turn: 1 }, ['m1'])]],
    ['with people', [opened({ epoch: 0, turn: 1 })]],
  ])('a clock whose turn is %s has ended', (_how, until) => {
    conversation()
      .when(asked, ...until, due('m1'))
      .then([]);
    conversation()
      .when(asked, ...until, overdue('m1'))
      .then([]);
  });
  test('a clock of the same name that began before the question was held has ended', () => {
    const keeps = { keeps: { messageId: 'm1', text: { redacted: 'hi' }, intent: '', askedAt: testTime } };
    const held = [asked, replied({ epoch: 0, turn: 1 }, ['m1'], second, keeps)] as const;
    const heldId = only(conversation().when(...held).facts, 'QuestionHeld')[0]!.data.heldId;
    const taken = [...held, timer('HeldDue', { heldId }, 2 * minute)] as const;
    conversation()
      .when(...taken, overdue('m1', 2 * minute + second))
      .then([]);
    conversation()
      .when(...taken, overdue('m1', 2 * minute + 45 * second))
      .then([{ type: 'VerdictGiven' }, { type: 'MessageDispatched' }, { type: 'TurnOverdue' }]);
  });
  test('a clock that says when it began needs no agreement of two machines on the time', () => {
    const says = (startedAt: number, after: number) => timer('ReplyOverdue', { ...clock('m1'), cause: 'TIMEOUT', startedAt }, after);
    expect(only(conversation().when(asked, says(testTime, 43 * second)).facts, 'TurnOverdue')).toHaveLength(1);
    expect(only(conversation().when(asked, says(testTime - minute, hour)).facts, 'TurnOverdue')).toEqual([]);
  });
  test('a clock of another message or another case is not this one', () => {
    conversation()
      .when(asked, wrote('m2', '?', second), due('m2'))
      .then([]);
    conversation()
      .when(asked, timer('ReplyOverdue', clock('m1', 2), minute))
      .then([]);
  });
});

describe('the window is about to end', () => {
  const closing = (lastInboundAt = testTime, after = 23.5 * hour) =>
    timer('WindowClosing', { clockId: 'closing:ticket-1', lastInboundAt }, after);
  // of a handoff whose acknowledgement asked nothing
  const waits = [asked, opened({ epoch: 0, turn: 1 })] as const;
  const question = canned('mayWeWrite', 'en').redacted;
  const asks = (...messages: Input[]) => only(conversation().when(...messages).facts, 'ConsentAsked').length;

  test('and who waits for a person is asked whether they may be written to later; a yes is an opt-in with that question', () => {
    conversation()
      .when(...waits, closing())
      .then([
        { type: 'VerdictGiven', data: { verdict: 'ALLOW', subjectType: 'WindowClosing', speaker: 'notice' } },
        { type: 'MessageDispatched', data: { text: { redacted: question }, starts: true } },
        { type: 'ConsentAsked', data: { question } },
      ]);
    const agreed = conversation().when(...waits, closing(), wrote('m2', 'ok', 23.6 * hour));
    expect(agreed.state.optedIn).toBe(true);
    expect(only(agreed.facts, 'ConsentChanged')).toMatchObject([{ data: { basis: 'opt_in', question, messageId: 'm2' } }]);
  });
  test.each([
    ['en', 'STOP'],
    ['de', 'STOPP'],
  ])('and told how to end it: %s', (locale, word) => {
    expect(canned('mayWeWrite', locale).redacted.split(/\W+/)).toContain(word);
    expect(isStop(word)).toBe(locale);
  });
  test('in their language', () => {
    const { facts } = conversation().when(asked, opened({ epoch: 0, turn: 1 }, second, { locale: 'de' }), closing());
    expect(only(facts, 'ConsentAsked')).toMatchObject([{ data: { question: canned('mayWeWrite', 'de').redacted } }]);
  });
  test('once a window, and in the next one only where the question stands no longer', () => {
    const next = (wroteAt: number) => [wrote('m2', 'hello?', wroteAt), closing(testTime + wroteAt, wroteAt + 23.5 * hour)] as const;
    expect(asks(...waits, closing(), closing(testTime, 23.6 * hour))).toBe(0);
    expect(asks(...waits, closing(), ...next(24 * hour))).toBe(0);
    const holding = agentWrote({ epoch: 2, turn: 1 }, 23.7 * hour, { holding: true });
    expect(asks(...waits, accepted({ epoch: 1, turn: 1 }), closing(), holding, ...next(24 * hour))).toBe(1);
  });
  test('but nobody is asked whom the handoff asked, who has answered, opted in or said STOP', () => {
    const askedBefore = [asked, opened({ epoch: 0, turn: 1 }, second, asking)] as const;
    expect(asks(...askedBefore, closing())).toBe(0);
    for (const words of ['yes', 'no', 'STOP'])
      expect(asks(...askedBefore, wrote('m2', words, hour), closing(testTime + hour, 24.5 * hour))).toBe(0);
  });
  test('nor where an answer was given, the bot has the thread, the case is closed, the customer wrote since, or nothing may go out', () => {
    const taken = [...waits, accepted({ epoch: 1, turn: 1 })] as const;
    expect(asks(...taken, agentWrote({ epoch: 2, turn: 1 }), closing())).toBe(0);
    expect(asks(...taken, agentWrote({ epoch: 2, turn: 1 }, 4 * second, { holding: true }), closing())).toBe(1);
    expect(asks(asked, closing())).toBe(0);
    expect(asks(...closedCase, closing())).toBe(0);
    expect(asks(...waits, wrote('m2', 'hello?', hour), closing())).toBe(0);
    const frozen = conversation({ switches: [{ switch: 'outbound', scope: '*', on: false }] });
    expect(only(frozen.when(...waits, closing()).facts, 'ConsentAsked')).toEqual([]);
    expect(asks(...waits, closing(testTime, 24 * hour))).toBe(0);
  });

  describe('and the bot has kept a question', () => {
    const keeps = { keeps: keptQuestion('m1'), answerOk: false };
    const kept = [asked, replied({ epoch: 0, turn: 1 }, ['m1'], second, keeps)] as const;
    const heldId = only(conversation().when(...kept).facts, 'QuestionHeld')[0]!.data.heldId;
    const due = timer('HeldDue', { heldId }, 2 * minute);

    test('who asked it is asked, once, also where it is being looked at right then', () => {
      expect([asks(...kept, closing()), asks(...kept, due, closing())]).toEqual([1, 1]);
      expect(asks(...kept, closing(), closing(testTime, 23.6 * hour))).toBe(0);
      const agreed = conversation().when(...kept, closing(), wrote('m2', 'yes', 23.6 * hour));
      expect([agreed.state.optedIn, agreed.state.held.length]).toEqual([true, 1]);
    });
    test('but not once it was answered, nor in a window that Meta saw closed', () => {
      expect(asks(...kept, due, replied({ epoch: 0, turn: 2 }, ['m1'], 3 * minute), closing())).toBe(0);
      const { sendId } = only(conversation().when(...kept).facts, 'MessageDispatched')[0]!.data;
      const refused = delivered('SendFailed', { sendId, final: true, code: 131047 }, minute);
      expect(asks(...kept, refused, closing())).toBe(0);
    });
  });
});

describe('the window ends', () => {
  const ended = (lastInboundAt: number, after = 24 * hour) =>
    timer('WindowEnded', { clockId: `window:${lastInboundAt}`, lastInboundAt }, after);

  test('and with it a case of the bot’s with nothing owed', () => {
    const closed = conversation().when(asked, replied({ epoch: 0, turn: 1 }, ['m1']), ended(testTime));
    closed.then([
      { type: 'WindowExpired' },
      { type: 'StateChanged', data: { to: 'closed', event: 'window_expired' } },
      { type: 'CaseClosed', data: { reason: 'inactivity' } },
    ]);
    expect([closed.state.epoch, closed.state.owner]).toEqual([0, 'bot']);
    expect(only(closed.facts, 'CaseClosed').map(({ decision }) => decision.reasons)).toEqual([['DEFLECTED']]);
  });
  test('which the bot settled alone only if nobody else had it, nor was to have it, at any time', () => {
    const echo = message('EchoReceived', { messageId: 'e1', sentAt: testTime, contact: asked.data.contact! }, { decidedAt: testTime });
    const control = (heldBy: string, after: number) =>
      message('ThreadControlChanged', { heldBy, contact: asked.data.contact! }, { decidedAt: testTime + after });
    const withdrawn = message(
      'HandoffWithdrawn',
      { ticketId: 'ticket-1', reason: 'GONE' },
      { decidedAt: testTime + minute, fence: { case: 1, epoch: 1, turn: 1 } },
    );
    const settled = (...messages: Input[]) =>
      only(conversation().when(...messages).facts, 'CaseClosed').map(({ decision }) => decision.reasons ?? []);
    expect(settled(asked, echo, ended(testTime))).toEqual([[]]);
    expect(settled(asked, control('meta', 0), control('us', minute), ended(testTime))).toEqual([[]]);
    expect(settled(asked, control('meta', 0), control('us', 25 * hour))).toEqual([[]]);
    expect(settled(asked, opened({ epoch: 0, turn: 1 }), withdrawn, ended(testTime))).toEqual([[]]);
    const next = [wrote('m2', 'hi', 25 * hour), replied({ case: 2, epoch: 2, turn: 2 }, ['m2'], 25 * hour + second)] as const;
    expect(
      settled(asked, control('meta', 0), control('us', minute), ended(testTime), ...next, ended(testTime + 25 * hour, 49 * hour)),
    ).toEqual([['DEFLECTED']]);
  });
  test('but not one that owes an answer, nor one that waits for a person', () => {
    conversation()
      .when(asked, ended(testTime))
      .then([{ type: 'WindowExpired' }]);
    const waiting = conversation().when(asked, opened({ epoch: 0, turn: 1 }), ended(testTime));
    waiting.then([{ type: 'WindowExpired' }]);
    expect([waiting.state.state, waiting.state.owner, waiting.state.epoch]).toEqual(['human', 'queue', 1]);
  });
  test('and what the phone had is the bot’s again, so that the next message is answered', () => {
    const echo = message('EchoReceived', { messageId: 'e1', sentAt: testTime, contact: asked.data.contact! }, { decidedAt: testTime });
    const onPhone = [asked, echo, ended(testTime)] as const;
    expect(conversation().when(...onPhone).state).toMatchObject({ owner: 'bot', state: 'closed' });
    const next = conversation().when(...onPhone, wrote('m2', 'are you open on Sunday?', 1_000 * hour));
    expect(only(next.facts, 'CaseOpened')).toMatchObject([{ data: { case: 2 } }]);
    expect(next.state.open.map((open) => open.message.messageId)).toEqual(['m2']);
  });
  test('unless the customer wrote again', () =>
    conversation()
      .when(asked, replied({ epoch: 0, turn: 1 }, ['m1']), wrote('m2', 'more', hour), ended(testTime))
      .then([]));
  test('after which a thumb stays with the case, which asked for no rating', () =>
    conversation()
      .when(asked, replied({ epoch: 0, turn: 1 }, ['m1']), ended(testTime), wrote('m2', '👍', 30 * hour))
      .then([{ type: 'WindowOpened' }, { type: 'MessageNoted', data: { notedAs: 'courtesy', rating: 0 } }]));
  test('after which the next message opens the next case', () =>
    expect(
      only(
        conversation().when(asked, replied({ epoch: 0, turn: 1 }, ['m1']), ended(testTime), wrote('m2', 'hello again', 30 * hour)).facts,
        'CaseOpened',
      ),
    ).toMatchObject([{ data: { case: 2, previousCase: 1 } }]));
});
