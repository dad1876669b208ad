import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphClient } from './graph-client.ts';
import type { Send, Timing } from './graph-client.ts';
import type { Outcome } from './outcome.ts';

interface Call {
  readonly asked: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
let server: Server;
let origin: string;
let calls: Call[];
let answer: (response: ServerResponse) => void;
let client: GraphClient;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      calls.push({ asked: `${request.method} ${request.url}`, headers: request.headers, body: Buffer.concat(chunks).toString('latin1') });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = new GraphClient({ baseUrl: `${origin}//`, version: 'v25.0', accessToken: () => 'token', timeoutMs: 30_000 });
});
beforeEach(() => {
  calls = [];
  answer = (response) => void response.end('{}');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const send: Send = { numberId: '1/2', to: { phone: '+4915100000001' }, callbackData: 'send-1', quotes: 'wamid.q' };
const whatsapp = { messaging_product: 'whatsapp' };
const common = { ...whatsapp, recipient_type: 'individual', to: '+4915100000001', biz_opaque_callback_data: 'send-1' };
const quoting = { context: { message_id: 'wamid.q' } };
const file = { kind: 'document', mime: 'application/pdf', bytes: Buffer.from('%PDF-1.4'), filename: 'a.pdf' } as const;

async function bytes(timing: Timing): Promise<Outcome<object>> {
  const outcome = await client.download(`${origin}/x`, 10, timing);
  if (outcome.kind === 'accepted') for await (const piece of outcome.source) expect(String(piece)).toBe('{}');
  return outcome;
}

/** Each call, as it is written. */
const all: [string, (timing: Timing) => Promise<Outcome<object>>, string, object?][] = [
  [
    'a text',
    (timing) => client.sendText(send, 'hello', timing),
    'POST /v25.0/1%2F2/messages',
    { ...common, ...quoting, type: 'text', text: { body: 'hello', preview_url: false } },
  ],
  [
    'a template, which quotes nothing',
    (timing) => client.send(send, { type: 'template', name: 'n', language: 'en' }, timing),
    'POST /v25.0/1%2F2/messages',
    { ...common, type: 'template', template: { name: 'n', language: { code: 'en' }, components: [] } },
  ],
  [
    'a reaction, which quotes nothing',
    (timing) => client.send(send, { type: 'reaction', messageId: 'm', emoji: '' }, timing),
    'POST /v25.0/1%2F2/messages',
    { ...common, type: 'reaction', reaction: { message_id: 'm', emoji: '' } },
  ],
  [
    'read',
    (timing) => client.markRead('1/2', 'wamid.in', false, timing),
    'POST /v25.0/1%2F2/messages',
    { ...whatsapp, status: 'read', message_id: 'wamid.in' },
  ],
  [
    'typing',
    (timing) => client.markRead('1/2', 'wamid.in', true, timing),
    'POST /v25.0/1%2F2/messages',
    { ...whatsapp, status: 'read', message_id: 'wamid.in', typing_indicator: { type: 'text' } },
  ],
  ['a file', (timing) => client.upload('1/2', file, timing), 'POST /v25.0/1%2F2/media'],
  ['where a file lies', (timing) => client.media('77', '1/2', timing), 'GET /v25.0/77?phone_number_id=1%2F2'],
  ['its bytes', bytes, 'GET /x'],
];
/** Those that take as long as any. */
const others: typeof all = [
  ['a file deleted', () => client.deleteMedia('77', '1/2'), 'DELETE /v25.0/77?phone_number_id=1%2F2'],
  ['a profile', () => client.setProfile('1/2', { about: 'a' }), 'POST /v25.0/1%2F2/whatsapp_business_profile', { ...whatsapp, about: 'a' }],
  [
    'blocked',
    () => client.block('1/2', [{ phone: '+4915100000001' }, { userId: 'DE.1' }]),
    'POST /v25.0/1%2F2/block_users',
    { ...whatsapp, block_users: [{ user: '+4915100000001' }, { user_id: 'DE.1' }] },
  ],
  [
    'unblocked',
    () => client.unblock('1/2', [{ userId: 'DE.ENT.1' }]),
    'DELETE /v25.0/1%2F2/block_users',
    { ...whatsapp, block_users: [{ user_id: 'DE.ENT.1' }] },
  ],
  ['who is blocked', () => client.blocked('1/2'), 'GET /v25.0/1%2F2/block_users?limit=100'],
];

describe('what is asked', () => {
  test.each([...all, ...others])('%s', async (...[, call, asked, body]) => {
    await call({});
    const [{ headers, ...seen }] = calls as [Call];
    expect([seen.asked, headers.authorization, headers['user-agent']]).toEqual([asked, 'Bearer token', 'frontdesk']);
    if (body === undefined) return;
    expect(JSON.parse(seen.body)).toEqual(body);
    expect([headers['content-type'], headers['content-length'], headers.accept]).toEqual([
      'application/json',
      String(seen.body.length),
      'application/json',
    ]);
  });

  test.each(all)('%s: no longer than it may take', async (_name, call) => {
    // on a connection that stands: nothing but the answer takes time
    await call({});
    answer = () => undefined;
    expect(await call({ timeoutMs: 50 })).toEqual({ kind: 'unknown', reason: 'timeout' });
  });
  test.each(all.slice(0, 7))('%s: in time, or not at all', async (_name, call) => {
    expect(await call({ writeBy: performance.now() - 1 })).toEqual({ kind: 'not_written', reason: 'write_deadline' });
    expect(calls).toEqual([]);
  });
});

test.each<[Send['to'], boolean]>([
  [{ phone: '+12345' }, true],
  [{ phone: '+1234567890123456' }, true],
  [{ phone: '+1234' }, false],
  [{ phone: '+12345678901234567' }, false],
  [{ phone: '12345' }, false],
  [{ phone: 'x+12345' }, false],
  [{ phone: '+12345x' }, false],
  [{ phone: '+12 345' }, false],
  [{ userId: 'DE.1' }, true],
  [{ userId: `DE.ENT.${'a'.repeat(128)}` }, true],
  [{ userId: `DE.${'a'.repeat(129)}` }, false],
  [{ userId: 'DE.' }, false],
  [{ userId: 'D.1' }, false],
  [{ userId: 'DE.1.2' }, false],
  [{ userId: 'xDE.1' }, false],
  [{ userId: 'DE.1 ' }, false],
])('%j is somebody: %s', async (to, is) => {
  const field = 'phone' in to ? 'to' : 'recipient';
  const outcome = await client.sendText({ numberId: '3', to, callbackData: 's' }, 'x');
  expect(outcome).toMatchObject(is ? { kind: 'unknown' } : { kind: 'rejected', problems: [{ field }] });
  expect(calls).toHaveLength(is ? 1 : 0);
});

test('an https address is asked over https', async () => {
  const secure = new GraphClient({ baseUrl: 'https://127.0.0.1:1', version: 'v25.0', accessToken: () => 'token', timeoutMs: 30_000 });
  expect(await secure.sendText(send, 'x')).toEqual({ kind: 'not_written', reason: 'ECONNREFUSED' });
  expect(await secure.download('https://127.0.0.1:1/x', 10)).toEqual({ kind: 'unknown', reason: 'ECONNREFUSED' });
});

test('who does not say hello in time was told nothing', async () => {
  const mute = createTcpServer();
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  const { port } = mute.address() as AddressInfo;
  const secure = new GraphClient({ baseUrl: `https://127.0.0.1:${port}`, version: 'v25.0', accessToken: () => 'token', timeoutMs: 50 });
  expect(await secure.sendText(send, 'x')).toEqual({ kind: 'not_written', reason: 'timeout' });
  mute.close();
});

test('a call that was held says by whom, and when it may be made', async () => {
  answer = (response) => void response.writeHead(401).end('{"error":{"code":190,"message":"expired"}}');
  await client.sendText({ ...send, numberId: '4' }, 'x');
  const outcome = await client.sendText({ ...send, numberId: '4' }, 'x');
  expect(outcome).toEqual({
    kind: 'rejected',
    code: 190,
    title: 'Access token expired',
    details: 'held: Meta refuses this number',
    httpStatus: 0,
    retryClass: 'F',
    retryAfterMs: expect.any(Number),
  });
  const wait = outcome.kind === 'rejected' ? outcome.retryAfterMs : undefined;
  expect([Number.isInteger(wait), (wait ?? 0) > 0, (wait ?? 0) <= 1_000]).toEqual([true, true, true]);
});
