import { describe, expect, test } from '@jest/globals';
import { message, testTime, text } from '@frontdesk/testing';
import { canned } from './canned.ts';
import type { Output } from './evolve.ts';
import { closedCase, conversation, hour, minute, opened, replied, second, timer, wrote } from './harness.spec.ts';

describe('a message that is changed afterwards', () => {
  const contact = { contactId: 'contact-1', customerHash: 'customer-1', numberId: 'number-1' };
  const edited = (messageId: string, words: string, after = second, by = 'customer') =>
    message('MessageEdited', { messageId, contact, text: text(words), sentAt: testTime + after, by }, { decidedAt: testTime + after });
  const revoked = (messageId: string, after = second, by = 'customer') =>
    message('MessageRevoked', { messageId, contact, at: testTime + after, by }, { decidedAt: testTime + after });
  const wordsOf = (facts: readonly Output[]) =>
    facts.flatMap((fact) => (fact.type === 'MessageAdmitted' ? (fact.data.turn?.open.map((open) => open.text?.redacted) ?? []) : []));

  test('edited before it is answered: asked again in the new words', () => {
    const { facts, state } = conversation().when(wrote('m1', 'where is FD-1023'), edited('m1', 'where is FD-10234'));
    expect(facts.map(({ type }) => type)).toEqual(['MessageNoted', 'MessageAdmitted', 'TurnOpened']);
    expect([wordsOf(facts), state.turn, state.lines.map(({ text: words }) => words?.redacted)]).toEqual([
      ['where is FD-10234'],
      2,
      ['where is FD-10234'],
    ]);
  });

  test('edited while it is held: asked in the new words when it is taken up', () => {
    const keeps = { keeps: { messageId: 'm1', text: text('where is FD-1023'), intent: 'order_status', askedAt: testTime } };
    const held = [wrote('m1', 'where is FD-1023'), replied({ epoch: 0, turn: 1 }, ['m1'], second, keeps)] as const;
    const [row] = conversation().when(...held).state.held;
    const taken = timer('HeldDue', { heldId: row!.heldId }, 2 * minute);
    expect(wordsOf(conversation().when(...held, edited('m1', 'where is FD-10234', 30 * second), taken).facts)).toEqual([
      'where is FD-10234',
    ]);
  });

  test('edited after the answer: no turn, but spoken of in the new words', () => {
    const { facts, state } = conversation().when(wrote('m1', 'hi'), replied({ epoch: 0, turn: 1 }, ['m1']), edited('m1', 'hello', minute));
    expect([facts.map(({ type }) => type), state.lines[0]?.text?.redacted]).toEqual([['MessageNoted'], 'hello']);
  });

  test('edited into STOP: is STOP', () => {
    const { facts, state } = conversation().when(wrote('m1', 'hi'), edited('m1', 'STOP'));
    expect([state.optedOut, state.open, facts.some(({ type }) => type === 'TurnAnswered')]).toEqual([true, [], true]);
  });

  test('taken back before it is answered: nobody answers it, and a reply to it is refused', () => {
    const after = conversation().when(wrote('m1', 'my PIN is 1234'), revoked('m1'));
    expect([after.facts.map(({ type }) => type), after.state.open, after.state.lines]).toEqual([['TurnAnswered', 'MessageNoted'], [], []]);
    conversation()
      .when(wrote('m1', 'my PIN is 1234'), revoked('m1'), replied({ epoch: 0, turn: 1 }, ['m1']))
      .then([{ type: 'VerdictGiven', data: { verdict: 'REFUSE', reason: 'STALE_TURN' } }]);
  });

  test('taken back, with others that wait: those are asked again', () => {
    const { facts, state } = conversation().when(
      wrote('m1', 'my PIN is 1234'),
      wrote('m2', 'where is it?', second),
      revoked('m1', 2 * second),
    );
    expect([wordsOf(facts), state.turn]).toEqual([['where is it?'], 3]);
  });

  test('taken back while it is held: asked no more, and noted by its time', () => {
    const keeps = { keeps: { messageId: 'm1', text: text('where is it?'), intent: 'order_status', askedAt: testTime } };
    const held = [wrote('m1', 'where is it?'), replied({ epoch: 0, turn: 1 }, ['m1'], second, keeps)] as const;
    const [row] = conversation().when(...held).state.held;
    const { facts, state } = conversation().when(...held, revoked('m0', minute), revoked('m1', 2 * minute));
    expect(facts).toMatchObject([
      { type: 'QuestionReleased', data: { heldId: row!.heldId, reason: 'closed' } },
      { type: 'MessageNoted', data: { notedAs: 'revoked', sentAt: testTime + 2 * minute }, decision: { reasons: ['REVOKED'] } },
    ]);
    expect([state.held, state.open]).toEqual([[], []]);
    expect(conversation().when(...held, revoked('m0', minute)).state.held).toHaveLength(1);
  });

  test("by the phone, or before any case: nothing of policy's", () => {
    conversation().when(edited('m1', 'x')).then([]);
    conversation().when(revoked('m1')).then([]);
    conversation()
      .when(wrote('m1', 'hi'), edited('m1', 'x', second, 'phone'))
      .then([]);
  });
});

describe("Meta's own agent", () => {
  const contact = { contactId: 'contact-1', customerHash: 'customer-1', numberId: 'number-1' };
  const control = (heldBy: string, after = second) =>
    message('ThreadControlChanged', { contact, heldBy, at: testTime + after }, { decidedAt: testTime + after });

  test('has the thread once a message comes beside it, and the bot says nothing', () => {
    const { facts, state } = conversation().when(wrote('m1', 'hi', 0, { standby: true }));
    expect([state.owner, state.epoch, facts.filter(({ type }) => type === 'TurnOpened')]).toEqual(['phone', 1, []]);
    expect(facts.find((fact) => fact.type === 'MessageAdmitted')?.data).toMatchObject({ turn: { owner: 'phone', open: [] } });
  });

  test('takes it within one event, and what the bot was about to say is refused', () => {
    conversation()
      .when(wrote('m1', 'hi'), control('meta'))
      .then([
        { type: 'OwnerChanged', data: { from: 'bot', to: 'phone', epoch: 1, cause: 'ThreadControl' } },
        { type: 'FenceRaised', data: { epoch: 1 } },
        { type: 'StateChanged', data: { to: 'human' } },
        { type: 'TurnAnswered', data: { answered: ['m1'] } },
      ]);
    conversation()
      .when(wrote('m1', 'hi'), control('meta'), replied({ epoch: 0, turn: 1 }, ['m1']))
      .then([{ type: 'VerdictGiven', data: { verdict: 'REFUSE', reason: 'STALE_EPOCH' } }]);
  });

  test("gives it back: the next message is the bot's", () => {
    const { state } = conversation().when(
      wrote('m1', 'hi'),
      control('meta'),
      control('us', minute),
      wrote('m2', 'still there?', 2 * minute),
    );
    expect([state.owner, state.epoch, state.open.map((open) => open.message.messageId)]).toEqual(['bot', 2, ['m2']]);
  });

  test('and who speaks from there on is said in one line, in the language of the thread, also to who had said STOP', () => {
    const line = (locale: string) => [
      { type: 'OwnerChanged', data: { from: 'phone', to: 'bot' } },
      { type: 'FenceRaised' },
      { type: 'StateChanged', data: { to: 'automated' } },
      { type: 'VerdictGiven', data: { verdict: 'ALLOW', speaker: 'notice', subjectType: 'ThreadControlChanged' } },
      { type: 'MessageDispatched', data: { text: canned('handedBack', locale), starts: false }, decision: { fence: { epoch: 2 } } },
    ];
    conversation().when(wrote('m1', 'hi'), control('meta'), control('us', minute)).then(line('en'));
    const german = [wrote('m1', 'hallo'), replied({ epoch: 0, turn: 1 }, ['m1'], second, { locale: 'de' }), wrote('m2', 'stopp', second)];
    conversation()
      .when(...german, control('meta'), control('us', minute))
      .then(line('de'));
  });

  test('but by nobody once the window has ended, or while nothing may go out', () => {
    const back = [wrote('m1', 'hi'), control('meta'), control('us', 25 * hour)] as const;
    const refused = (facts: ReturnType<ReturnType<typeof conversation>['when']>['facts']) =>
      facts.flatMap((fact) => (fact.type === 'VerdictGiven' ? [fact.data.reason] : fact.type === 'MessageDispatched' ? ['SENT'] : []));
    expect(refused(conversation().when(...back).facts)).toEqual(['WINDOW_CLOSED']);
    const frozen = conversation({ switches: [{ switch: 'outbound', scope: '*', on: false }] });
    expect(refused(frozen.when(...back.slice(0, 2), control('us', hour)).facts)).toEqual(['OUTBOUND_FROZEN']);
  });

  test('gives it back after the window: the case has ended', () => {
    const late = [wrote('m1', 'hi'), control('meta'), control('us', 25 * hour)] as const;
    expect(conversation().when(...late).state).toMatchObject({ owner: 'bot', state: 'closed', closedBy: 'inactivity' });
    expect(conversation().when(...late.slice(0, 2), control('us', hour)).state.state).not.toBe('closed');
  });

  test('gives nothing back that people of ours have, and takes no closed case', () => {
    conversation()
      .when(wrote('m1', 'hi'), opened({ epoch: 0, turn: 1 }), control('us'))
      .then([]);
    conversation()
      .when(...closedCase, control('meta', hour))
      .then([]);
  });
});
