import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Commerce } from './commerce.ts';

const lines = ['Musterstraße 5', '22767 Hamburg'];

describe('a change of the delivery address, over HTTP', () => {
  let server: Server;
  let base: string;
  const asked: { method: string | undefined; url: string | undefined; headers: IncomingMessage['headers']; body: string }[] = [];
  /** to the requests, by the order's number: a status; 0: the connection is cut; -1: nobody answers */
  const answers: Record<string, number> = { 'FD-cut': 0, 'FD-silent': -1 };
  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, url, headers } = request;
        asked.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
        const number = url?.split('/')[3] ?? '';
        const status = answers[number] ?? Number(number.slice(3));
        if (status > 0) response.writeHead(status, { location: '/elsewhere' }).end();
        else if (status === 0) response.socket?.destroy();
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/shop/`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });

  test('it says what shall be, under its key, and who asks', async () => {
    expect(await new Commerce(base, { token: () => 'who we are' }).changeAddress('FD-200', lines, 'change-1')).toEqual({ outcome: 'made' });
    const { method, url, headers, body } = asked.at(-1)!;
    expect([method, url, JSON.parse(body)]).toEqual(['PUT', '/shop/orders/FD-200/delivery-address', { lines }]);
    expect(headers).toMatchObject({
      authorization: 'Bearer who we are',
      'idempotency-key': 'change-1',
      'content-type': 'application/json',
    });
  });

  test.each([
    ['FD-204', { outcome: 'made' }],
    ['FD-409', { outcome: 'too_late' }],
    ['FD-404', { outcome: 'invalid' }],
    ['FD-422', { outcome: 'invalid' }],
    ...[401, 403, 429, 503].map((status) => [`FD-${status}`, { outcome: 'unavailable', code: `HTTP_${status}` }] as const),
    ...[202, 307, 400, 500, 504].map((status) => [`FD-${status}`, { outcome: 'unknown', code: `HTTP_${status}` }] as const),
    ['FD-cut', { outcome: 'unknown', code: 'NETWORK' }],
  ])('the answer to %s: %j', async (number, expected) => {
    expect(await new Commerce(base).changeAddress(number, lines, 'change-2')).toEqual(expected);
  });

  test('no answer in time: nobody knows', async () => {
    const answer = await new Commerce(base).changeAddress('FD-silent', lines, 'change-3', { timeoutMs: 300 });
    expect(answer).toEqual({ outcome: 'unknown', code: 'TIMEOUT' });
  });

  test('a shop that is not there was certainly not asked', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => void closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => void closed.close(resolve));
    const answer = await new Commerce(`http://127.0.0.1:${port}`).changeAddress('FD-200', lines, 'change-4');
    expect(answer).toEqual({ outcome: 'unavailable', code: 'NETWORK' });
  });

  test('what comes too late to be asked is not asked', async () => {
    const before = asked.length;
    const answer = await new Commerce(base).changeAddress('FD-200', lines, 'change-5', { writeBy: performance.now() });
    expect(answer).toMatchObject({ outcome: 'unavailable' });
    expect(asked).toHaveLength(before);
  });
});
