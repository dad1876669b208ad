import { describe, expect, test } from '@jest/globals';
import { testTime } from '@frontdesk/testing';
import { conversation, delivered, minute, only, opened, replied, second, timer, wrote } from './harness.spec.ts';
import type { Input } from './policy.ts';

const answered = [wrote('m1', 'hi'), replied({ epoch: 0, turn: 1 }, ['m1'])] as const;
const sendOf = (...inputs: Input[]) => only(conversation().when(...inputs).facts, 'MessageDispatched').at(-1)!.data.sendId;
const sendId = sendOf(...answered);

describe('a send that failed and has arrived after all', () => {
  const held = delivered('SendFailed', { sendId, final: true, code: 131048, action: 'hold', retryAt: testTime + 60 * minute }, minute);
  const arrived = (id = sendId, after = 2 * minute) => delivered('SendArrived', { sendId: id, subjectId: 'reply-m1' }, after);
  const due = (inputs: readonly Input[], after: number) => {
    const { heldId } = conversation().when(...inputs).state.held[0]!;
    return timer('HeldDue', { heldId }, after);
  };

  test('has answered what waited for it to be sent again', () => {
    const { facts, state } = conversation().when(...answered, held, arrived());
    expect(facts).toMatchObject([{ type: 'QuestionReleased', data: { reason: 'arrived' }, decision: { reasons: ['ARRIVED'] } }]);
    expect([state.held, state.open]).toEqual([[], []]);
  });
  test('so it is not asked again when its time has come, nor when the customer writes', () => {
    conversation()
      .when(...answered, held, arrived(), due([...answered, held], 60 * minute))
      .then([]);
    const { state } = conversation().when(...answered, held, arrived(), wrote('m2', 'thanks', 3 * minute));
    expect(state.open.map(({ message }) => message.messageId)).toEqual(['m2']);
  });
  test('nor after a template that stands in for it', () => {
    const lost = delivered('SendFailed', { sendId, final: true, code: 131047, action: 'template' }, minute);
    const { state } = conversation().when(...answered, lost, arrived(), wrote('m2', 'yes?', 3 * minute));
    expect(state.open.map(({ message }) => message.messageId)).toEqual(['m2']);
  });
  test('has answered what is being answered anew: that reply is stale, and the others are asked without it', () => {
    const again = [...answered, held, wrote('m2', 'and?', 2 * minute)] as const;
    const { facts, state } = conversation().when(...again, arrived(sendId, 3 * minute));
    expect(facts).toMatchObject([
      { type: 'TurnAnswered', data: { answered: ['m1'], stillOpen: ['m2'], by: 'reply-m1' } },
      { type: 'MessageAdmitted', data: { cause: 'remainder', turn: { open: [{ messageId: 'm2' }] } } },
      { type: 'TurnOpened', data: { open: ['m2'] } },
    ]);
    expect(state.turn).toBe(3);
    conversation()
      .when(...again, arrived(sendId, 3 * minute), replied({ epoch: 0, turn: 2 }, ['m1', 'm2'], 4 * minute))
      .then([{ type: 'VerdictGiven', data: { verdict: 'REFUSE', reason: 'STALE_TURN' } }]);
  });
  test('alone: there is nothing left to answer', () => {
    const taken = [...answered, held, due([...answered, held], 60 * minute)] as const;
    conversation()
      .when(...taken, arrived(sendId, 61 * minute))
      .then([{ type: 'TurnAnswered', data: { answered: ['m1'], stillOpen: [], by: 'reply-m1' } }]);
  });
  test('is only one of two that were lost: the other waits', () => {
    const two = [...answered, wrote('m2', 'and?', 2 * second), replied({ epoch: 0, turn: 2 }, ['m2'], 3 * second)] as const;
    const lost = delivered('SendFailed', { sendId: sendOf(...two), final: true, code: 131048, action: 'hold' }, minute);
    const { state } = conversation().when(...two, held, lost, arrived());
    expect(state.held.map(({ question }) => question.messageId)).toEqual(['m2']);
  });
  test('and was answered again in the meantime, or is with people, changes nothing', () => {
    const taken = [...answered, held, due([...answered, held], 60 * minute)] as const;
    conversation()
      .when(...taken, replied({ epoch: 0, turn: 2 }, ['m1'], 61 * minute), arrived(sendId, 62 * minute))
      .then([]);
    conversation()
      .when(...answered, held, opened({ epoch: 0, turn: 1 }), arrived())
      .then([]);
  });
});
