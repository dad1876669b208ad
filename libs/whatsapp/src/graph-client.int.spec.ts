import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphClient } from './graph-client.ts';

type Answer = (response: ServerResponse, request: IncomingMessage, body: string) => void;
let server: Server;
let answer: Answer;
let requests: { method: string | undefined; url: string | undefined; authorization: string | undefined; body: unknown }[];
let client: GraphClient;
let token: string;

beforeEach(async () => {
  requests = [];
  token = 'first-token';
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      requests.push({
        method: request.method,
        url: request.url,
        authorization: request.headers.authorization,
        body: body === '' ? undefined : JSON.parse(body),
      });
      answer(response, request, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new GraphClient({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graph/`,
    version: 'v25.0',
    accessToken: () => token,
    timeoutMs: 30_000,
  });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const to = { numberId: '123', to: { phone: '+4915100000001' }, callbackData: 'send-1' };
const accepted: Answer = (response) => void response.writeHead(200).end('{"messaging_product":"whatsapp","messages":[{"id":"wamid.x"}]}');

describe('what is sent', () => {
  test('a text, with what its statuses will echo; a changed token is used at once', async () => {
    answer = accepted;
    expect(await client.sendText(to, 'hello')).toEqual({ kind: 'accepted', wamid: 'wamid.x' });
    token = 'second-token';
    await client.sendText({ ...to, to: { userId: 'DE.1' }, quotes: 'wamid.q' }, 'hello');
    expect(requests).toMatchObject([
      {
        method: 'POST',
        url: '/graph/v25.0/123/messages',
        authorization: 'Bearer first-token',
        body: {
          messaging_product: 'whatsapp',
          recipient_type: 'individual',
          to: '+4915100000001',
          type: 'text',
          text: { body: 'hello' },
          biz_opaque_callback_data: 'send-1',
        },
      },
      { authorization: 'Bearer second-token', body: { recipient: 'DE.1', context: { message_id: 'wamid.q' } } },
    ]);
  });

  test('buttons and a read receipt', async () => {
    answer = accepted;
    await client.send(to, { type: 'interactive', kind: 'button', body: 'ok?', buttons: [{ id: 'y', title: 'Yes' }] });
    await client.markRead('123', 'wamid.in', true);
    expect(requests.map(({ body }) => body)).toMatchObject([
      {
        type: 'interactive',
        interactive: { type: 'button', body: { text: 'ok?' }, action: { buttons: [{ type: 'reply', reply: { id: 'y', title: 'Yes' } }] } },
      },
      { status: 'read', message_id: 'wamid.in', typing_indicator: { type: 'text' } },
    ]);
  });

  test('all pages of the catalogue', async () => {
    answer = (response, { url }) => {
      const isFirst = !url?.includes('after');
      response.end(
        JSON.stringify({
          data: [{ id: isFirst ? '1' : '2', name: 't', language: 'en' }, 'junk'],
          paging: { cursors: { after: 'c' }, ...(isFirst && { next: 'more' }) },
        }),
      );
    };
    expect(await client.templates('waba')).toMatchObject({ kind: 'accepted', templates: [{ id: '1' }, { id: '2' }] });
  });
});

describe('what became of it', () => {
  test.each<[string, Answer]>([
    ['an answer that never comes', () => undefined],
    ['an answer that never ends', (response) => void response.writeHead(200, { 'content-length': '100' }).write('{')],
  ])('%s', async (_name, given) => {
    answer = given;
    expect(await client.sendText(to, 'hello', { timeoutMs: 2_000 })).toEqual({ kind: 'unknown', reason: 'timeout' });
    expect(requests).toHaveLength(1);
  });

  test.each<[string, Answer, object]>([
    ['a connection that is cut', (response) => void response.socket?.destroy(), { kind: 'unknown' }],
    [
      'a cut in the middle of the answer',
      (response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{', () => response.socket?.destroy());
      },
      { kind: 'unknown' },
    ],
    [
      'a refusal',
      (response) => void response.writeHead(400).end('{"error":{"code":131056,"message":"x","error_data":{"details":"too many"}}}'),
      { kind: 'rejected', code: 131056, details: 'too many', retryClass: 'B', httpStatus: 400 },
    ],
  ])('%s', async (_name, given, outcome) => {
    answer = given;
    expect(await client.sendText(to, 'hello')).toMatchObject(outcome);
    expect(requests).toHaveLength(1);
  });

  test('nobody listens: nothing was written', async () => {
    const gone = new GraphClient({ baseUrl: 'http://127.0.0.1:1', version: 'v25.0', accessToken: () => token, timeoutMs: 30_000 });
    expect(await gone.sendText(to, 'hello')).toEqual({ kind: 'not_written', reason: 'ECONNREFUSED' });
  });

  test('an answer of 8 MiB is read; of one that is longer the rest is not waited for, whether it says so or not, and what it did is unknown', async () => {
    const most = 8 * 1024 * 1024;
    answer = (response) => void response.writeHead(200).end('{"messages":[{"id":"wamid.x"}]}'.padEnd(most));
    expect(await client.sendText(to, 'hello')).toEqual({ kind: 'accepted', wamid: 'wamid.x' });
    let closed: Promise<void> | undefined;
    const endless =
      (begin: (response: ServerResponse) => void): Answer =>
      (response) => {
        closed = new Promise((resolve) => void response.on('close', resolve));
        begin(response);
      };
    for (const begin of [
      (response: ServerResponse) => void response.writeHead(200, { 'content-length': most + 1 }).write('{'),
      (response: ServerResponse) => void response.writeHead(200).write(' '.repeat(most + 1)),
    ]) {
      answer = endless(begin);
      expect(await client.sendText(to, 'hello')).toEqual({ kind: 'unknown', reason: 'answer_too_large' });
      await closed;
    }
  });

  test('the deadline for writing has passed: nothing is written, also on a connection that stands', async () => {
    answer = accepted;
    await client.sendText(to, 'first');
    expect(await client.sendText(to, 'late', { writeBy: performance.now() - 1 })).toEqual({
      kind: 'not_written',
      reason: 'write_deadline',
    });
    expect(requests).toHaveLength(1);
  });
});

describe('a number', () => {
  test('its rate, quality and spelling; what is not told is left out', async () => {
    answer = (response) =>
      void response.end(
        JSON.stringify({
          id: '1065',
          display_phone_number: '+1 631-555-5555',
          quality_rating: 'RED',
          throughput: { level: 'HIGH' },
          is_on_biz_app: true,
        }),
      );
    expect(await client.number('1065')).toEqual({
      kind: 'accepted',
      number: { display: '16315555555', quality: 'RED', throughput: 'HIGH', onPhone: true },
    });
    expect(requests[0]?.url).toBe(
      '/graph/v25.0/1065?fields=id%2Cdisplay_phone_number%2Cquality_rating%2Cplatform_type%2Cthroughput%2Cis_on_biz_app',
    );
    answer = (response) =>
      void response.end(JSON.stringify({ id: '1065', quality_rating: 'UNKNOWN', throughput: { level: 'NOT_APPLICABLE' } }));
    expect(await client.number('1065')).toEqual({ kind: 'accepted', number: {} });
  });

  test('a version that does not know whether it is on a phone is asked for the rest', async () => {
    answer = (response, request) =>
      request.url?.includes('is_on_biz_app')
        ? void response
            .writeHead(400)
            .end(JSON.stringify({ error: { code: 100, message: '(#100) Tried accessing nonexisting field (is_on_biz_app)' } }))
        : void response.end(JSON.stringify({ id: '1065', throughput: { level: 'STANDARD' } }));
    expect(await client.number('1065')).toEqual({ kind: 'accepted', number: { throughput: 'STANDARD' } });
    expect(requests).toHaveLength(2);
  });

  test('refused for another reason it is not asked a second time', async () => {
    answer = (response) => void response.writeHead(403).end(JSON.stringify({ error: { code: 10, message: 'Permission denied' } }));
    expect(await client.number('1065')).toMatchObject({ kind: 'rejected', code: 10 });
    expect(requests).toHaveLength(1);
  });
});
