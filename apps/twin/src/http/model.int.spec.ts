import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startWorld } from '../harness.spec.ts';
import type { Json, World } from '../harness.spec.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => world.close());

const passage = {
  title: 'Returns',
  url: 'https://shop.example/returns',
  text: 'You can return any item within 30 days. Returns are free.',
};
const ask = async (question: Json = {}) => {
  const content = JSON.stringify({ language: 'en', question: 'may I return it?', facts: [], passages: [passage], ...question });
  const messages = [
    { role: 'system', content: 'Word it.' },
    { role: 'user', content },
  ];
  return world.call('POST', '/model/chat/completions', { model: 'm', messages });
};
const said = async (question: Json = {}): Promise<Json> => JSON.parse((await ask(question)).body.choices[0].message.content) as Json;
const fault = (name: string, more: Json = {}) => world.call('POST', '/_sim/faults', { name, ...more });

test('words what it is given, the same each time, and counts tokens', async () => {
  const first = await ask();
  expect(first).toMatchObject({ status: 200, body: { model: 'm', choices: [{ finish_reason: 'stop' }] } });
  expect((await ask()).body.usage).toEqual(first.body.usage);
  expect(await said()).toEqual({
    intent: 'return',
    answer: 'This is the rule for it: You can return any item within 30 days.',
    citations: [passage.url],
    handoff: false,
    confidence: 0.9,
  });
  expect(await said({ passages: [], facts: ['order: FD-10234', 'status: shipped'] })).toMatchObject({
    answer: 'This is what I have found for you on FD-10234.',
    citations: [],
  });
  expect(await said({ language: 'de' })).toMatchObject({ answer: expect.stringMatching(/^Das ist die Regel/) });
  expect(await said({ passages: [] })).toMatchObject({ handoff: true });
});

test('fails as it is told to: with a status, another schema, nothing, a filter, a number of its own; then it is well again', async () => {
  await fault('model_error', { status: 429 });
  expect((await ask()).status).toBe(429);
  await fault('model_error');
  expect((await ask()).status).toBe(500);
  await fault('model_wrong');
  expect(await said()).toEqual({ text: 'Hello.' });
  await fault('model_empty');
  expect((await ask()).body.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: '' } });
  await fault('model_filtered');
  expect((await ask()).body.choices[0]).toMatchObject({ finish_reason: 'content_filter', message: { content: '' } });
  await fault('model_invents');
  expect(await said()).toMatchObject({ answer: expect.stringContaining('77') });
  await fault('model_slow', { delay_ms: 1 });
  expect(await said()).toMatchObject({ answer: expect.not.stringContaining('77') });
  expect((await world.call('GET', '/_sim/faults')).body.faults).toEqual([]);
});
