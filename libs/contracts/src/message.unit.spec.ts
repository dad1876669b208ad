import { expect, test } from '@jest/globals';
import { decode, encode, fact } from './message.ts';

const envelope = {
  id: '01a20cc9-550a-81e3-9d6f-d21c421d137c',
  type: 'VerdictGiven',
  conversationId: 'c',
  causes: ['01a20cc9-550a-81e3-9d6f-d21c421d137b'],
  occurredAt: 1.5,
  decidedAt: 2,
  actor: { kind: 'service', id: 'policy' },
  fence: { case: 1, epoch: 2, turn: 3 },
  guardrails: [{ name: 'fence', passed: true }],
  lookUps: [{ name: 'orders', latencyMs: 2.5 }],
  confidence: 0.1,
};
const { data } = fact('VerdictGiven', { verdict: 'ALLOW', seq: 7, inputs: { owner: 'bot', now: 1.5 } });

test('who reads bytes that were encoded in the same process is given what was encoded, and it is what others decode', () => {
  const bytes = encode(envelope, data);
  const [here, elsewhere] = [decode(bytes)!, decode(Uint8Array.from(bytes))!];
  expect(here.data).toBe(data);
  expect(elsewhere.data).not.toBe(data);
  expect(here).toEqual(elsewhere);
});

test('what several services of a process are given is decoded once', () => {
  const bytes = Uint8Array.from(encode(envelope, data));
  expect(decode(bytes)).toBe(decode(bytes));
});
