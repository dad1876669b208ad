import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Notify } from './notify.ts';

const mail = { to: 'a@example.com', subject: 'A code', text: 'K7M 4Q2' };
let status = 202;
const calls: { url: string; headers: Record<string, unknown>; body: unknown }[] = [];
const server = createServer(async (request, response) => {
  calls.push({ url: `${request.method} ${request.url}`, headers: request.headers, body: JSON.parse(await text(request)) });
  if (status !== 0) response.writeHead(status, { location: '/elsewhere' }).end('{}');
});
let base = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify/`;
});
beforeEach(() => {
  calls.length = 0;
  status = 202;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('a mail is handed over once with its id, and with the token of now', async () => {
  expect(await new Notify(base, { token: () => 'who we are' }).email('m1', mail)).toEqual({ outcome: 'ok' });
  expect(calls).toEqual([
    {
      url: 'POST /notify/email',
      headers: expect.objectContaining({ 'idempotency-key': 'm1', authorization: 'Bearer who we are' }),
      body: mail,
    },
  ]);
  await new Notify(base).email('m2', mail);
  expect(calls[1]!.headers).not.toHaveProperty('authorization');
});

test.each([
  ['refused', 401, 'HTTP_401', false],
  ['not open now', 503, 'HTTP_503', false],
  ['failing', 500, 'HTTP_500', true],
  // nobody else is handed an address
  ['elsewhere', 307, 'NETWORK', true],
  ['silent', 0, 'TIMEOUT', true],
])('what is %s is an outcome, tried once', async (_name, answer, code, mayHaveGone) => {
  status = answer;
  expect(await new Notify(base, { timeoutMs: answer === 0 ? 200 : 30_000 }).email('m1', mail)).toEqual({
    outcome: 'unavailable',
    code,
    mayHaveGone,
  });
  expect(calls).toHaveLength(1);
});

test('nobody there is an outcome, and nothing went out', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  await once(closed.close(), 'close');
  expect(await new Notify(`http://127.0.0.1:${port}`).email('m1', mail)).toEqual({
    outcome: 'unavailable',
    code: 'NETWORK',
    mayHaveGone: false,
  });
});
