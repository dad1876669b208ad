import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Logger } from '@frontdesk/runtime';
import { pino } from 'pino';
import { FilesClient } from './files.client.ts';
import type { Settings } from './settings.ts';

let gateway: Server;
let answer: { status: number; body: string };
let written: string[];
beforeAll(async () => {
  gateway = createServer((_, response) => response.writeHead(answer.status).end(answer.body));
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void gateway.close());
beforeEach(() => {
  written = [];
});

const client = (): FilesClient => {
  const stream = new Writable({ write: (chunk: Buffer, _, done) => (written.push(chunk.toString()), done()) });
  const settings = { GATEWAY_URL: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`, SERVICE_TOKEN: 'token' } as Settings;
  return new FilesClient(settings, new Logger('handoff', 'info', pino({ base: undefined }, stream)));
};

test('what is no answer is told by its kind, never by words of it: they may be a customer', async () => {
  answer = { status: 200, body: 'mara@example.com' };
  expect(await client().of(['m1'])).toBeUndefined();
  expect(written.map((line) => JSON.parse(line) as object)).toMatchObject([
    { level: 50, msg: 'files not known', error: expect.any(String) },
  ]);
  expect(written.join()).not.toContain('mara');
});

test('that gateway refuses is told by its status', async () => {
  answer = { status: 503, body: '' };
  expect(await client().of(['m1'])).toBeUndefined();
  expect(written.map((line) => JSON.parse(line) as object)).toMatchObject([{ msg: 'files not known', code: 'HTTP_503' }]);
});
