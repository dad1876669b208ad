import { describe, expect, test } from '@jest/globals';
import { message, testTime } from '@frontdesk/testing';
import { accepted, agentWrote, conversation, handedBack, hour, minute, only, opened, second, wrote } from './harness.spec.ts';

const challenge = { id: 'draft-1', level: 'order', subject: 'FD-10234', askedAt: testTime + 4 * second, agentId: 'ana' };
const identity = { level: 'order', subject: 'FD-10234', method: 'order_postcode', provedAt: testTime, expiresAt: testTime + hour };
const held = [wrote('m1', 'a human please'), opened({ epoch: 0, turn: 1 }), accepted({ epoch: 1, turn: 1 })] as const;
const asks = agentWrote({ epoch: 2, turn: 1 }, 4 * second, { challenge });
const answered = wrote('m2', '[PROOF_1]', 5 * second);
const back = (more = {}, turn = 2) => {
  const { data, envelope } = handedBack({ epoch: 2, turn }, 6 * second);
  return { data: { ...data, ...more }, envelope, type: 'HandedBack' } as ReturnType<typeof handedBack>;
};
const proof = message('HandedBack', { identity }).data.identity!;
const admittedTurn = (...messages: Parameters<ReturnType<typeof conversation>['when']>) =>
  only(conversation().when(...messages).facts, 'MessageAdmitted').at(-1)!.data.turn;

describe('a proof that a person asks for', () => {
  test('is on every turn from then on, once the words that ask are allowed', () => {
    const { facts } = conversation().when(...held, asks);
    expect(facts.map(({ type }) => type)).toEqual(['VerdictGiven', 'MessageDispatched', 'CaseUpdated']);
    expect(admittedTurn(...held, asks, answered)).toMatchObject({ owner: 'agent:ana', open: [], challenge });
    expect(admittedTurn(...held, asks, answered, wrote('m3', 'well?', minute))?.challenge).toMatchObject(challenge);
  });

  test('is none where the gate refuses them', () => {
    expect(admittedTurn(...held, agentWrote({ epoch: 1, turn: 1 }, 4 * second, { challenge }), answered)?.challenge).toBeUndefined();
    expect(admittedTurn(...held, agentWrote({ epoch: 2, turn: 1 }), answered)?.challenge).toBeUndefined();
  });

  test('is over with the hand-back; what was proved is kept for the bot, for as long as it holds', () => {
    const turn = admittedTurn(...held, asks, answered, back({ identity: proof }), wrote('m3', 'where is it?', minute));
    expect(turn).toMatchObject({ owner: 'bot', identity });
    expect(turn?.challenge).toBeUndefined();
    expect(admittedTurn(...held, asks, answered, back(), wrote('m3', 'where is it?', minute))?.identity).toBeUndefined();
  });

  test('is over once the phone has the thread', () => {
    const echo = message('EchoReceived', { messageId: 'e1', sentAt: testTime + 5 * second }, { decidedAt: testTime + 5 * second });
    const turn = admittedTurn(...held, asks, echo, answered);
    expect(turn?.owner).toBe('phone');
    expect(turn?.challenge).toBeUndefined();
  });

  test('what was proved before the number changed hands is kept for nobody', () => {
    const changed = message('ContactChanged', { change: 'number' }, { decidedAt: testTime + 5500 });
    const turn = admittedTurn(...held, asks, answered, changed, back({ identity: proof }), wrote('m3', 'where is it?', minute));
    expect([turn?.identity, turn?.challenge]).toEqual([undefined, undefined]);
  });

  test('a hand-back that is refused keeps it open, and learns nothing', () => {
    const turn = admittedTurn(...held, asks, answered, back({ identity: proof }, 1), wrote('m3', 'and?', minute));
    expect(turn).toMatchObject({ owner: 'agent:ana', challenge });
    expect(turn?.identity).toBeUndefined();
  });
});
