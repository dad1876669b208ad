import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Model } from './model.ts';

const reply = { intent: 'return', answer: 'Yes.', citations: ['https://shop.example/returns'], handoff: false, confidence: 0.9 };
const asked = { language: 'en', question: 'may I return it?', facts: [], passages: [] };
const usage = { prompt_tokens: 100, completion_tokens: 20 };
const completion =
  (content: unknown, more: object = {}, message: object = {}) =>
  (response: ServerResponse) =>
    void response.end(
      JSON.stringify({ model: 'm-2026', usage, choices: [{ finish_reason: 'stop', message: { content, ...message }, ...more }] }),
    );
const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(code, headers).end('{"error":{"message":"the prompt was: may I return it?"}}');

type Answer = (response: ServerResponse) => void;
let server: Server;
let base: string;
let answers: Answer[];
const heard: {
  url: string | undefined;
  key: string | undefined;
  body: { model: string; messages: { role: string; content: string }[] };
}[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push({ url: request.url, key: request.headers.authorization, body: JSON.parse(Buffer.concat(chunks).toString()) as never });
      (answers.shift() ?? status(404))(response);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});
beforeEach(() => void heard.splice(0));

const ask = (given: Answer[], timeoutMs = 30_000, stop?: AbortSignal) => {
  answers = given;
  return new Model(base, 'm', { timeoutMs, key: () => 'secret-key' }).answer(asked, stop);
};

test('asks for the reply object with key and name, and says what it consumed', async () => {
  expect(await ask([completion(JSON.stringify(reply))])).toEqual({
    ok: true,
    reply,
    used: { tokensIn: 100, tokensOut: 20, known: true, version: 'm-2026', latencyMs: expect.any(Number) },
  });
  expect(heard).toMatchObject([
    { url: '/v1/chat/completions', key: 'Bearer secret-key', body: { model: 'm', response_format: { json_schema: { strict: true } } } },
  ]);
  expect(heard[0]!.body.messages.map(({ role }) => role)).toEqual(['system', 'user']);
  expect(JSON.parse(heard[0]!.body.messages[1]!.content)).toEqual(asked);
});

test('a wrong object is named back once, and the tokens of both are counted', async () => {
  const wrong = JSON.stringify({ ...reply, confidence: 7 });
  expect(await ask([completion(wrong), completion(JSON.stringify(reply))])).toMatchObject({
    ok: true,
    used: { tokensIn: 200, tokensOut: 40 },
  });
  expect(heard[1]!.body.messages.slice(2)).toEqual([
    { role: 'assistant', content: wrong },
    { role: 'user', content: expect.stringContaining('(confidence)') },
  ]);
});

test.each<[string, Answer[], string, boolean?]>([
  ['no object twice', [completion('Yes!'), completion('{}')], 'SCHEMA'],
  ['nothing', [completion('')], 'EMPTY'],
  ['null', [completion(null)], 'EMPTY'],
  ['a filter', [completion('', { finish_reason: 'content_filter' })], 'FILTERED'],
  ['a refusal', [completion(null, {}, { refusal: 'no' })], 'FILTERED'],
  ['half an object', [completion('{"intent":', { finish_reason: 'length' })], 'CUT'],
  ['too many requests', [status(429)], 'HTTP_429'],
  ['a failure', [status(500)], 'HTTP_500'],
  ['a key that is not valid', [status(401)], 'HTTP_401'],
  ['another address', [status(307, { location: '/elsewhere' }), completion(JSON.stringify(reply))], 'NETWORK', false],
  ['no JSON', [(response) => void response.end('<html>')], 'MALFORMED', false],
  ['what is no completion', [(response) => void response.end('{"choices":[]}')], 'MALFORMED', false],
  ['a connection that ends', [(response) => void response.destroy()], 'NETWORK', false],
])(
  '%s is a code, which holds neither prompt, answer nor key; what it cost is known only where the endpoint answered',
  async (_what, given, code, known = true) => {
    const failed = await ask(given);
    expect(failed).toMatchObject({ ok: false, code, used: { known } });
    expect(JSON.stringify(failed)).not.toMatch(/secret-key|return it/);
  },
);

test('an answer that does not end within its time is given up, its repair included', async () => {
  const never: Answer = (response) => void response.write('{');
  expect(await ask([never], 200)).toMatchObject({ ok: false, code: 'TIMEOUT', used: { known: false } });
  expect(await ask([completion('Yes!'), never], 300)).toMatchObject({ ok: false, code: 'TIMEOUT', used: { known: false } });
});

test('who does not wait any more stops it, and what the endpoint does not count is not known', async () => {
  expect(await ask([], 30_000, AbortSignal.abort())).toMatchObject({ ok: false, code: 'TIMEOUT' });
  const uncounted: Answer = (response) => void response.end(JSON.stringify({ choices: [{ message: { content: JSON.stringify(reply) } }] }));
  expect(await ask([uncounted])).toMatchObject({ ok: true, used: { known: false, tokensIn: 0, version: '' } });
});

test('an endpoint that is not there is away', async () => {
  const model = new Model('http://127.0.0.1:9', 'm', { timeoutMs: 30_000, key: () => undefined });
  expect(await model.answer(asked)).toMatchObject({ ok: false, code: 'NETWORK' });
});
