import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { eventually, testId, testTime } from '@frontdesk/testing';
import { ConsoleWorld } from '../test/console-world.ts';

let world: ConsoleWorld;
let ticketId = '';
beforeAll(async () => {
  world = await ConsoleWorld.open(() => ({ TRACE_URL: 'https://traces.example/trace/{trace_id}' }));
  ticketId = await world.waiting('mara');
}, 120_000);
afterAll(() => world?.close(), 60_000);

const step = (more: object = {}) => ({
  id: testId(1),
  at: new Date(testTime).toISOString(),
  actor: 'service:policy',
  type: 'VerdictGiven',
  causes: [testId(2)],
  unknown: [testId(2)],
  reasons: [],
  fence: { case: 1, epoch: 0, turn: 1 },
  consent: 'customer_wrote_first',
  guardrails: [{ name: 'window', passed: true, detail: '' }],
  look_ups: [],
  latency_ms: 0,
  after_ms: null,
  bundle: 'policy-1',
  model: null,
  prompt_version: null,
  tokens_in: null,
  tokens_out: null,
  cost_usd: null,
  intent: null,
  confidence: null,
  trace_id: 'abc',
  says: { verdict: 'ALLOW' },
  words: {},
  inputs: { owner: 'bot' },
  passages: [],
  tools: [],
  ...more,
});
beforeEach(() => {
  world.explanation = {
    said: 'Hello [NAME_1]',
    cut: false,
    steps: [step(), step({ id: testId(3), actor: 'agent:ana', type: 'AgentMessageWritten', trace_id: '' })],
  };
});
const path = `api/conversations/mara/messages/${testId(77)}/why`;
const looks = () => world.said('account:*').filter((one) => one.type === 'TranscriptOpened');

test.each(['lena', 'carl'])('%s is told why a message was sent, who by name, with the trace; that is on record', async (name) => {
  const before = looks().length;
  const { status, body } = await world.call(await world.signIn(name), path);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    message_id: testId(77),
    said: 'Hello [NAME_1]',
    cut: false,
    steps: [
      {
        at: testTime,
        actor: { kind: 'service', id: 'policy', name: null },
        inputs: { owner: 'bot' },
        unknown: [testId(2)],
        trace_url: 'https://traces.example/trace/abc',
      },
      { actor: { kind: 'agent', id: 'ana', name: 'Ana' }, trace_url: null },
    ],
  });
  expect(world.askedOfAudit.at(-1)).toBe(`/internal/explanations/mara/${testId(77)}`);
  await eventually(() => expect(looks().length).toBe(before + 1));
  expect(looks().at(-1)).toMatchObject({ data: { agentId: name, conversationId: 'mara', ticketId } });
});

test('it is not for agents, nor for who is signed out; what is not there, or not known here, is not found', async () => {
  expect((await world.call(await world.signIn('ana'), path)).status).toBe(403);
  expect((await world.call('', path)).status).toBe(401);
  const carl = await world.signIn('carl');
  expect((await world.call(carl, `api/conversations/nobody/messages/${testId(77)}/why`)).status).toBe(404);
  world.explanation = { said: '', cut: false, steps: [] };
  expect((await world.call(carl, path)).status).toBe(404);
});

test('while audit-logger is away, that is said', async () => {
  const carl = await world.signIn('carl');
  world.auditAway = true;
  expect(await world.call(carl, path)).toMatchObject({ status: 502, body: { code: 'TRANSCRIPT_UNAVAILABLE' } });
  world.auditAway = false;
});
