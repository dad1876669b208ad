import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphClient } from './graph-client.ts';
import type { Recipient } from './graph-client.ts';

let server: Server;
let asked: URL[];
let answer: (response: ServerResponse, call: number) => void;
let client: GraphClient;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => answer(response, asked.push(new URL(request.url ?? '', 'http://graph.example'))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = new GraphClient({ baseUrl: `http://127.0.0.1:${port}`, version: 'v25.0', accessToken: () => 'token', timeoutMs: 30_000 });
});
beforeEach(() => {
  asked = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const page = (call: number, after: string | undefined, next: boolean): string =>
  JSON.stringify({
    data: [{ id: String(call), name: `t${call}`, language: 'en' }],
    paging: { cursors: { before: 'b', ...(after !== undefined && { after }) }, ...(next && { next: 'https://graph.example/next' }) },
  });
const after = () => asked.map(({ searchParams }) => searchParams.get('after'));

describe('a list that comes in pages', () => {
  test('is asked for page by page, a hundred at once, with what is wanted of each', async () => {
    answer = (response, call) => void response.end(page(call, `c${call}`, call < 3));
    expect(await client.templates('waba')).toMatchObject({ kind: 'accepted', templates: [{ id: '1' }, { id: '2' }, { id: '3' }] });
    expect(after()).toEqual([null, 'c1', 'c2']);
    for (const { pathname, searchParams } of asked)
      expect([pathname, searchParams.get('limit'), searchParams.get('fields')]).toEqual([
        '/v25.0/waba/message_templates',
        '100',
        'id,name,language,category,status,components,quality_score',
      ]);
  });

  test('ends after a hundred pages, whatever Meta says', async () => {
    answer = (response, call) => void response.end(page(call, `c${call}`, true));
    const outcome = await client.templates('waba');
    expect(outcome.kind === 'accepted' && outcome.templates.length).toBe(100);
    expect(asked).toHaveLength(100);
  });

  test('ends where the next page is the one that was asked for, or has no name', async () => {
    answer = (response, call) => void response.end(page(call, 'same', true));
    expect(await client.templates('waba')).toMatchObject({ templates: [{ id: '1' }, { id: '2' }] });
    answer = (response, call) => void response.end(page(call, undefined, true));
    asked = [];
    expect(await client.templates('waba')).toMatchObject({ templates: [{ id: '1' }] });
    answer = (response) => void response.end('{"data":[{"wa_id":"491"}],"paging":{"next":"x"}}');
    expect(await client.blocked('1')).toEqual({ kind: 'accepted', users: [{ waId: '491' }] });
  });

  test('is had whole or not at all: what a later page is refused with is the answer', async () => {
    answer = (response, call) =>
      void (call === 1
        ? response.end(page(call, 'c1', true))
        : response.writeHead(400).end('{"error":{"code":131059,"message":"cursor"}}'));
    expect(await client.templates('waba')).toMatchObject({ kind: 'rejected', code: 131059 });
    answer = (response, call) => void (call % 2 === 1 ? response.end(page(call, 'c1', true)) : response.socket?.destroy());
    asked = [];
    expect(await client.templates('waba')).toMatchObject({ kind: 'unknown' });
    answer = (response) => void response.end('{"data":"none"}');
    expect(await client.templates('waba')).toEqual({ kind: 'unknown', reason: 'answer_not_understood' });
  });
});

test('a thousand people are blocked at once, not one more, and each must be somebody', async () => {
  const people = (count: number): Recipient[] => Array.from({ length: count }, (_, index) => ({ phone: `+${4_915_000_000_000 + index}` }));
  answer = (response) => void response.end('{"block_users":{}}');
  for (const count of [1, 1_000]) expect(await client.block('1', people(count))).toEqual({ kind: 'accepted', done: [], failed: [] });
  expect(await client.unblock('1', people(1_001))).toMatchObject({
    problems: [{ field: 'block_users', limit: '1 to 1000', actual: 1_001 }],
  });
  expect(await client.block('1', [{ phone: '+49' }, { userId: 'x' }])).toMatchObject({
    problems: [{ field: 'to' }, { field: 'recipient' }],
  });
  expect(asked).toHaveLength(2);
});
