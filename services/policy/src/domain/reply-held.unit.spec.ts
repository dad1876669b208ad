import { describe, expect, test } from '@jest/globals';
import { testTime, text } from '@frontdesk/testing';
import { canned } from './canned.ts';
import { conversation, delivered, hour, keptQuestion, minute, only, opened, replied, second, timer, wrote } from './harness.spec.ts';

type Inputs = Parameters<ReturnType<typeof conversation>['when']>;
const asked = wrote('m1', 'where is my order?');

describe('a question kept while the shop is away', () => {
  const keeps = { keeps: keptQuestion('m1'), answerOk: false };
  const away = [asked, replied({ epoch: 0, turn: 1 }, ['m1'], second, keeps)] as const;
  const heldBy = (...inputs: Inputs) => only(conversation().when(...inputs).facts, 'QuestionHeld')[0]!.data.heldId;
  const due = (id: string, after: number) => timer('HeldDue', { clockId: `held:${id}`, heldId: id }, after);
  const first = due(heldBy(...away), 3 * minute);

  test('is told once, and its clock ends', () => {
    conversation()
      .when(...away)
      .then([
        { type: 'VerdictGiven', data: { verdict: 'ALLOW' } },
        { type: 'MessageDispatched' },
        {
          type: 'QuestionHeld',
          data: { messageId: 'm1', attempt: 1, dueAt: testTime + second + 2 * minute, giveUpAt: testTime + 24 * hour - 10 * minute },
        },
        { type: 'TurnAnswered', data: { answered: ['m1'] } },
      ]);
  });

  test('goes down the road again when it is due', () =>
    conversation()
      .when(...away, first)
      .then([
        { type: 'QuestionReleased', data: { reason: 'taken_up' } },
        {
          type: 'MessageAdmitted',
          data: {
            cause: 'held',
            messageId: 'm1',
            turn: { open: [{ messageId: 'm1', kept: true, text: { redacted: 'where is my order?' } }] },
          },
        },
        { type: 'TurnOpened', data: { oldestOpen: 'm1', oldestOpenAt: testTime + 3 * minute } },
      ]));

  test('and still away is held in silence, at growing distance, never past the same end', () => {
    const still = replied({ epoch: 0, turn: 2 }, ['m1'], 4 * minute, keeps);
    const held = conversation().when(...away, first, still);
    held.then([
      { type: 'VerdictGiven', data: { verdict: 'HOLD', reason: 'SHOP_AWAY', holdUntil: testTime + 8 * minute } },
      { type: 'QuestionHeld', data: { attempt: 2, dueAt: testTime + 8 * minute, giveUpAt: testTime + 24 * hour - 10 * minute } },
      { type: 'TurnAnswered', data: { answered: ['m1'] } },
    ]);
    expect([held.state.open, held.state.held.length]).toEqual([[], 1]);
    const back = conversation().when(
      ...away,
      first,
      still,
      due(heldBy(...away, first, still), 9 * minute),
      replied({ epoch: 0, turn: 3 }, ['m1'], 10 * minute),
    );
    back.then([
      { type: 'VerdictGiven', data: { verdict: 'ALLOW' } },
      { type: 'MessageDispatched', data: { dispatchSeq: 2 } },
      { type: 'TurnAnswered' },
    ]);
  });

  test('nor past that of its own window, though they have written again', () => {
    const still = replied({ epoch: 0, turn: 2 }, ['m1', 'm2'], hour + second, keeps);
    const { facts } = conversation().when(...away, wrote('m2', 'and?', hour), still);
    expect(only(facts, 'QuestionHeld')).toMatchObject([{ data: { giveUpAt: testTime + 24 * hour - 10 * minute } }]);
  });

  test('nor past that of the window in which it is held again, where it was kept for longer when none was open', () => {
    const answered = [asked, replied({ epoch: 0, turn: 1 }, ['m1'])] as const;
    const { sendId } = only(conversation().when(...answered).facts, 'MessageDispatched')[0]!.data;
    const lost = [...answered, delivered('SendFailed', { sendId, final: true, code: 131047 }, minute)] as const;
    const still = replied({ epoch: 0, turn: 2 }, ['m1', 'm2'], 3 * minute, keeps);
    const given = (...inputs: Inputs) => only(conversation().when(...inputs).facts, 'QuestionHeld')[0]!.data.giveUpAt - testTime;
    expect(given(...lost)).toBe(24 * hour + minute);
    expect(given(...lost, wrote('m2', 'and?', 2 * minute), still)).toBe(24 * hour + 2 * minute - 10 * minute);
  });

  test('is held in silence only where nothing else is answered with it', () => {
    const again = (answers: string[]) =>
      conversation().when(...away, wrote('m2', 'any news?', minute), replied({ epoch: 0, turn: 2 }, answers, 2 * minute, keeps)).facts[0];
    expect([again(['m1']), again(['m1', 'm2'])]).toMatchObject([{ data: { verdict: 'HOLD' } }, { data: { verdict: 'ALLOW' } }]);
  });

  test('is taken up when the customer writes, with what they write', () =>
    conversation()
      .when(...away, wrote('m2', 'any news?', minute))
      .then([
        { type: 'WindowOpened' },
        { type: 'QuestionReleased', data: { reason: 'taken_up' } },
        {
          type: 'MessageAdmitted',
          data: {
            cause: 'message',
            messageId: 'm2',
            turn: {
              open: [
                { messageId: 'm1', kept: true },
                { messageId: 'm2', kept: false },
              ],
            },
          },
        },
        { type: 'TurnOpened', data: { oldestOpen: 'm1' } },
      ]));

  test('is given up while the window still lets it be told', () => {
    const late = 23 * hour + 45 * minute;
    const still = replied({ epoch: 0, turn: 2 }, ['m1'], late, keeps);
    const held = [...away, due(heldBy(...away), late - second), still] as const;
    const [end, taken] = [24 * hour - 10 * minute, heldBy(...held)];
    expect(only(conversation().when(...held).facts, 'QuestionHeld')).toMatchObject([{ data: { dueAt: testTime + late + 4 * minute } }]);
    conversation()
      .when(...held, due(taken, end - minute))
      .then([{ type: 'QuestionReleased', data: { reason: 'taken_up' } }, { type: 'MessageAdmitted' }, { type: 'TurnOpened' }]);
    conversation()
      .when(...held, due(taken, end))
      .then([
        { type: 'VerdictGiven', data: { verdict: 'ALLOW' } },
        { type: 'MessageDispatched', data: { text: { redacted: canned('failed', 'en').redacted } } },
        { type: 'TurnOverdue', data: { open: ['m1'], cause: 'HELD_TOO_LONG' } },
        { type: 'QuestionReleased', data: { reason: 'given_up' } },
      ]);
  });

  test('is not held past that, whatever its next turn would be', () => {
    const late = 24 * hour - 11 * minute;
    const still = replied({ epoch: 0, turn: 2 }, ['m1'], late, keeps);
    const { facts } = conversation().when(...away, due(heldBy(...away), late - second), still);
    expect(only(facts, 'QuestionHeld')).toMatchObject([{ data: { dueAt: testTime + 24 * hour - 10 * minute } }]);
  });

  test('after its window has ended is a person’s task', () =>
    conversation()
      .when(...away, due(heldBy(...away), 25 * hour))
      .then([
        { type: 'VerdictGiven', data: { reason: 'WINDOW_CLOSED' } },
        { type: 'TurnOverdue', data: { open: ['m1'], cause: 'HELD_TOO_LONG', waitingSince: testTime } },
        { type: 'QuestionReleased', data: { reason: 'given_up' } },
      ]));

  test('goes with the thread to people, and its timer finds nothing', () => {
    const gone = [...away, opened({ epoch: 0, turn: 1 }, minute)] as const;
    expect(only(conversation().when(...gone).facts, 'QuestionReleased')).toMatchObject([{ data: { reason: 'handed_over' } }]);
    conversation()
      .when(...gone, first)
      .then([]);
    conversation()
      .when(...away, first, due(heldBy(...away), 5 * minute))
      .then([]);
  });
});

describe('the rest of a question whose first part is answered', () => {
  const rest = { ...keptQuestion('m1'), text: text('FD-10311') };
  const partly = replied({ epoch: 0, turn: 1 }, ['m1'], second, { keeps: rest, keepsOpen: true });
  const again = { messageId: 'm1', kept: true, text: { redacted: 'FD-10311' } };

  test('goes down the road at once', () => {
    conversation()
      .when(asked, partly)
      .then([
        { type: 'VerdictGiven', data: { verdict: 'ALLOW' } },
        { type: 'MessageDispatched' },
        { type: 'QuestionHeld', data: { messageId: 'm1', attempt: 0 } },
        { type: 'TurnAnswered', data: { answered: ['m1'], stillOpen: [] } },
        { type: 'QuestionReleased', data: { reason: 'taken_up' } },
        { type: 'MessageAdmitted', data: { cause: 'remainder', turn: { open: [again] } } },
        { type: 'TurnOpened', data: { oldestOpen: 'm1', oldestOpenAt: testTime + second } },
      ]);
  });

  test('ends with the answer to it', () => {
    const { state } = conversation().when(asked, partly, replied({ epoch: 0, turn: 2 }, ['m1'], 2 * second));
    expect([state.open, state.held]).toEqual([[], []]);
  });

  test('is told, however often it was kept before', () => {
    const away = replied({ epoch: 0, turn: 1 }, ['m1'], second, { keeps: keptQuestion('m1') });
    const back = replied({ epoch: 0, turn: 2 }, ['m1'], 2 * minute, { keeps: rest, keepsOpen: true });
    expect(conversation().when(asked, away, wrote('m2', 'any news?', minute), back).facts[0]).toMatchObject({
      type: 'VerdictGiven',
      data: { verdict: 'ALLOW' },
    });
  });

  test('goes to people with the thread', () => {
    const { state } = conversation().when(asked, partly, opened({ epoch: 0, turn: 2 }, minute));
    expect([state.open, state.held]).toEqual([[], []]);
  });

  test('is asked again with the whole question where the answer to that came to nothing, and not beside it', () => {
    const whole = 'where are FD-10234 and FD-10311?';
    const told = [wrote('m1', whole), partly] as const;
    const lost = (...inputs: Inputs) => {
      const { sendId } = conversation()
        .when(...inputs)
        .state.sent.at(-1)!;
      return delivered('SendFailed', { sendId, final: true, code: 131048, action: 'hold', retryAt: testTime + hour }, minute);
    };
    const held = (...inputs: Inputs) =>
      conversation()
        .when(...inputs)
        .state.held.map(({ question }) => question.text?.redacted);
    const first = [...told, lost(...told)] as const;
    expect(held(...first)).toEqual([whole]);
    const both = [...first, replied({ epoch: 0, turn: 2 }, ['m1'], 2 * minute)] as const;
    expect(held(...both, lost(...both))).toEqual([whole]);
  });
});
