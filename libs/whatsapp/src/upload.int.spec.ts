import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { GraphClient } from './graph-client.ts';

interface Call {
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}
let server: Server;
let client: GraphClient;
let calls: Call[] = [];
let early: ((response: ServerResponse) => void) | undefined;

const mebibyte = 1024 * 1024;
const pdf = Buffer.concat([Buffer.from('%PDF-1.7\r\n--x\r\n'), Buffer.alloc(3 * mebibyte, 7)]);
let isClosed = false;
async function* pieces(bytes: Buffer, at = 64 * 1024) {
  isClosed = false;
  try {
    for (let from = 0; from < bytes.length; from += at) yield bytes.subarray(from, from + at);
  } finally {
    isClosed = true;
  }
}
const upload = (source: AsyncIterable<Uint8Array>, size = pdf.length) =>
  client.upload('123', { kind: 'document', mime: 'application/pdf', filename: 'Rechnung für Ana.pdf', size, source });

beforeAll(async () => {
  server = createServer((request, response) => {
    if (early) return early(response);
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      calls.push({ headers: request.headers, bytes: Buffer.concat(chunks) });
      response.end('{"id":"1037543291543636"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = new GraphClient({ baseUrl, version: 'v25.0', accessToken: () => 'token', timeoutMs: 30_000 });
});
beforeEach(() => {
  calls = [];
  early = undefined;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('a file that comes in pieces is the same form, with its length said before it is read', async () => {
  expect(await upload(pieces(pdf))).toEqual({ kind: 'accepted', mediaId: '1037543291543636' });
  const [{ headers, bytes }] = calls as [Call];
  expect(headers['content-length']).toBe(String(bytes.length));
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': String(headers['content-type']) } }).formData();
  const file = form.get('file') as File;
  expect([form.get('messaging_product'), form.get('type'), file.name, file.type]).toEqual([
    'whatsapp',
    'application/pdf',
    'Rechnung für Ana.pdf',
    'application/pdf',
  ]);
  expect(Buffer.from(await file.arrayBuffer()).equals(pdf)).toBe(true);
});

test('what breaks off on the way was no upload, and what it was read from is let go of', async () => {
  const broken = async function* broken() {
    yield* pieces(pdf.subarray(0, 200_000));
    throw new Error('the store is away');
  };
  expect(await upload(broken())).toMatchObject({ kind: 'unknown' });
  expect(isClosed).toBe(true);
});

test('a refusal before all of it is written is the answer', async () => {
  early = (response) =>
    void response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"message":"(#131053) no","code":131053}}');
  expect(await upload(pieces(pdf))).toMatchObject({ kind: 'rejected', code: 131053, title: 'Media upload failed' });
});

test('what is beyond the limits of its kind is not begun', async () => {
  const source = pieces(pdf);
  expect(await upload(source, 100 * mebibyte + 1)).toMatchObject({ problems: [{ field: 'file' }] });
  expect(await upload(source, 0)).toMatchObject({ problems: [{ field: 'file', limit: 'must not be empty' }] });
  expect(await client.upload('123', { kind: 'image', mime: 'image/png', filename: 'a"b', size: 1, source })).toMatchObject({
    problems: [{ field: 'file.filename' }],
  });
  expect(calls).toEqual([]);
});
