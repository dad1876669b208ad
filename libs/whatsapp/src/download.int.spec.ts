import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Download } from './download.ts';
import { GraphClient } from './graph-client.ts';
import type { Outcome } from './outcome.ts';

const token = 'TOKEN-FOR-META-ONLY';
let asked: IncomingMessage[] = [];
let answer: (response: ServerResponse, request: IncomingMessage) => void = () => undefined;
let server: Server;
let origin = '';
let client: GraphClient;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request);
    answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = new GraphClient({ baseUrl: origin, version: 'v25.0', accessToken: () => token, timeoutMs: 5_000 });
});
beforeEach(() => {
  asked = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function read(outcome: Outcome<Download>): Promise<Buffer> {
  if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
  const parts: Uint8Array[] = [];
  for await (const part of outcome.source) parts.push(part);
  return Buffer.concat(parts);
}

describe("a customer's file", () => {
  test('comes with the token, byte by byte', async () => {
    answer = (response) => void response.end('0123456789');
    expect(String(await read(await client.download(`${origin}/file`, 10)))).toBe('0123456789');
    expect(asked.map(({ url, headers }) => [url, headers.authorization])).toEqual([['/file', `Bearer ${token}`]]);
  });

  test.each([
    'http://lookaside.fbsbx.com/x',
    'https://lookaside.fbsbx.com.evil.example/x',
    'https://evil.example/x',
    'https://lookaside.fbsbx.com:8443/x',
    'https://user@lookaside.fbsbx.com/x',
    'file:///etc/passwd',
    'http://169.254.169.254/latest',
    'https://127.0.0.1/x',
    'nonsense',
    'https://lookaside.fbsbx.com./x',
    'https://lookaside.fbsbx.com@evil.example/x',
    '//evil.example/x',
    'http://2852039166/latest',
    'https://0xa9fea9fe/latest',
    'http://[::1]/x',
    'http://[::ffff:169.254.169.254]/latest',
    'http://localhost/x',
    'http://127.0.0.1/x',
    'https://LOOKASIDE.FBSBX.COM:8443/x',
  ])('is never fetched from %s, asked for or sent on to', async (address) => {
    const forbidden = {
      kind: 'rejected',
      httpStatus: 0,
      problems: [{ field: 'url', limit: "must lie on a host of Meta's media, over https" }],
    };
    expect(await client.download(address, 100)).toMatchObject(forbidden);
    expect(asked).toEqual([]);
    if (address === 'nonsense') return;
    answer = (response) => void response.writeHead(302, { location: address }).end();
    expect(await client.download(`${origin}/file`, 100)).toMatchObject(forbidden);
    expect(asked).toHaveLength(1);
  });

  test("is followed within Meta's hosts, and not for ever", async () => {
    answer = (response, { url }) =>
      void (url === '/file' ? response.writeHead(302, { location: '/elsewhere' }).end() : response.end('here'));
    expect(String(await read(await client.download(`${origin}/file`, 100)))).toBe('here');
    expect(asked.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${token}`, `Bearer ${token}`]);
    asked = [];
    answer = (response) => void response.writeHead(307, { location: '/file' }).end();
    expect(await client.download(`${origin}/file`, 100)).toEqual({ kind: 'unknown', reason: 'too_many_redirects' });
    expect(asked).toHaveLength(4);
    answer = (response) => void response.writeHead(302, { location: 'http://[' }).end();
    expect(await client.download(`${origin}/file`, 100)).toEqual({ kind: 'unknown', reason: 'answer_not_understood' });
  });

  test.each([301, 302, 303, 307, 308])('is followed where %i says', async (status) => {
    answer = (response, { url }) =>
      void (url === '/file' ? response.writeHead(status, { location: '/elsewhere' }).end() : response.end('here'));
    expect(String(await read(await client.download(`${origin}/file`, 100)))).toBe('here');
    answer = (response) => void response.writeHead(status).end();
    expect(await client.download(`${origin}/file`, 100)).toMatchObject({ kind: 'rejected', httpStatus: status });
  });
  test.each([300, 304, 305, 306, 309, 400])('is not followed where %i names a place', async (status) => {
    answer = (response) => void response.writeHead(status, { location: '/elsewhere' }).end();
    expect(await client.download(`${origin}/file`, 100)).toMatchObject({ kind: 'rejected', httpStatus: status });
    expect(asked).toHaveLength(1);
  });
  test.each([200, 201, 206, 299])('comes with %i, whatever place is named beside', async (status) => {
    answer = (response) => void response.writeHead(status, { location: '/elsewhere' }).end('here');
    expect(String(await read(await client.download(`${origin}/file`, 4)))).toBe('here');
  });

  test('that is announced as larger than may be is not begun', async () => {
    answer = (response) => void response.writeHead(200, { 'content-length': '1000000' }).write('x');
    expect(await client.download(`${origin}/file`, 100)).toEqual({ kind: 'unknown', reason: 'answer_too_large' });
  });

  test('that turns out larger is left there', async () => {
    answer = (response) => void response.write('x'.repeat(1_000));
    await expect(client.download(`${origin}/file`, 999).then(read)).rejects.toMatchObject({ code: 'too_large', retriable: false });
  });

  test('that is cut off says so', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.socket?.destroy());
    };
    await expect(client.download(`${origin}/file`, 1_000).then(read)).rejects.toMatchObject({ code: 'cut', retriable: true });
  });

  test('that says it is shorter than it is ends there; a length that is none is no answer', async () => {
    const raw = (lines: string) => {
      answer = (response) => void response.socket?.end(`HTTP/1.1 200 OK\r\n${lines}\r\n\r\n0123456789`);
    };
    raw('content-length: 4');
    expect(String(await read(await client.download(`${origin}/file`, 1_000)))).toBe('0123');
    for (const length of ['-1', 'ten', '4, 10', '99999999999999999999999']) {
      raw(`content-length: ${length}`);
      expect([length, (await client.download(`${origin}/file`, 1_000)).kind]).toEqual([length, 'unknown']);
    }
    raw('content-length: 4\r\ntransfer-encoding: chunked');
    expect((await client.download(`${origin}/file`, 1_000)).kind).toBe('unknown');
    // without one it ends with the connection
    raw('connection: close');
    expect(String(await read(await client.download(`${origin}/file`, 1_000)))).toBe('0123456789');
    await expect(client.download(`${origin}/file`, 9).then(read)).rejects.toMatchObject({ code: 'too_large' });
  });

  test('that never ends is given up', async () => {
    answer = (response) => void response.write('slow');
    await expect(client.download(`${origin}/file`, 1_000, { timeoutMs: 200 }).then(read)).rejects.toMatchObject({
      code: 'too_slow',
      retriable: true,
    });
    answer = () => undefined;
    expect(await client.download(`${origin}/file`, 1_000, { timeoutMs: 200 })).toEqual({ kind: 'unknown', reason: 'timeout' });
  });

  test("that is gone is a refusal with Meta's code", async () => {
    answer = (response) => void response.writeHead(404).end('Not Found');
    expect(await client.download(`${origin}/file`, 100)).toMatchObject({ kind: 'rejected', httpStatus: 404 });
    answer = (response) => void response.writeHead(400).end('{"error":{"code":131052,"message":"gone"}}');
    expect(await client.download(`${origin}/file`, 100)).toMatchObject({ kind: 'rejected', code: 131052 });
    answer = (response) => void response.writeHead(500).end('y'.repeat(100_000));
    expect(await client.download(`${origin}/file`, 100)).toMatchObject({ kind: 'unknown', reason: 'http_500' });
  });

  test("of a host that isn't there is unknown", async () => {
    const nobody = new GraphClient({ baseUrl: 'http://127.0.0.1:1', version: 'v25.0', accessToken: () => token, timeoutMs: 5_000 });
    expect(await nobody.download('http://127.0.0.1:1/x', 100)).toEqual({ kind: 'unknown', reason: 'ECONNREFUSED' });
  });
});
