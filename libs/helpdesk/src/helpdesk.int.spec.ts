import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HelpDesk } from './helpdesk.ts';

let answer: { status: number; body: string } | undefined;
const calls: { method: string; url: string; headers: Record<string, unknown>; body: unknown }[] = [];
const server = createServer(async (request, response) => {
  const { method = '', url = '', headers } = request;
  calls.push({ method, url, headers, body: JSON.parse(await text(request)) });
  if (answer) response.writeHead(answer.status).end(answer.body);
});
let base = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const ticket = {
  caseId: 'mara.1',
  number: 'T-1042',
  url: 'https://desk.example/console/t/abc',
  status: 'waiting',
  topic: 'refund',
  tier: 'vip',
  priority: 1,
  dueAt: 0,
} as const;

test('a ticket is made under the id of its case, and is called what the desk says', async () => {
  answer = { status: 201, body: '{"key": "D 7"}' };
  const desk = new HelpDesk(`${base}/`, () => 'secret');
  expect(await desk.create(ticket)).toEqual({ outcome: 'ok', value: 'D 7' });
  expect(calls.at(-1)).toMatchObject({
    method: 'POST',
    url: '/tickets',
    headers: { authorization: 'Bearer secret', 'idempotency-key': 'mara.1' },
    body: { case_id: 'mara.1', number: 'T-1042', due_at: '1970-01-01T00:00:00.000Z' },
  });
});

test('it is changed, commented on once, and closed', async () => {
  answer = { status: 204, body: '' };
  const desk = new HelpDesk(base, () => undefined);
  expect((await desk.update('D 7', ticket)).outcome).toBe('ok');
  expect((await desk.comment('D 7', 'c1', 'Resolved.')).outcome).toBe('ok');
  expect((await desk.close('D 7')).outcome).toBe('ok');
  const [updated, commented, closed] = calls.slice(-3);
  expect(updated).toMatchObject({ method: 'PATCH', url: '/tickets/D%207' });
  expect(updated!.headers).not.toHaveProperty('authorization');
  expect(commented).toMatchObject({ url: '/tickets/D%207/comments', headers: { 'idempotency-key': 'c1' }, body: { text: 'Resolved.' } });
  expect(closed).toMatchObject({ method: 'POST', url: '/tickets/D%207/close' });
});

test.each([
  ['refuses', { status: 422, body: 'no' }, 'HTTP_422'],
  ['answers something else', { status: 200, body: '{}' }, 'MALFORMED'],
  ['answers no JSON', { status: 200, body: 'ok' }, 'MALFORMED'],
])('a desk that %s is no error but a code', async (_what, given, code) => {
  answer = given;
  expect(await new HelpDesk(base, () => undefined).create(ticket)).toEqual({ outcome: 'failed', code });
});

test('nor is one that is not there, or does not answer in time', async () => {
  expect(await new HelpDesk('http://127.0.0.1:1', () => undefined).close('D')).toEqual({ outcome: 'failed', code: 'NETWORK' });
  answer = undefined;
  expect(await new HelpDesk(base, () => undefined, 20).close('D')).toEqual({ outcome: 'failed', code: 'TIMEOUT' });
});
