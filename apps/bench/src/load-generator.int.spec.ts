import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { LoadGenerator } from './load-generator.ts';

interface Webhook {
  entry: { changes: { value: { metadata: { phone_number_id: string }; messages?: { from: string }[] } }[] }[];
}

let clock: number;
/** with each look at the clock, once nobody answers any longer */
let passesMs: number;
let generator: LoadGenerator;
let out: Awaited<ReturnType<LoadGenerator['listen']>>;
let server: Server | undefined;

beforeEach(async () => {
  [clock, passesMs] = [0, 0];
  generator = new LoadGenerator(() => (clock += passesMs));
  out = await generator.listen();
});
afterEach(() => {
  out.close();
  server?.close();
  server?.closeAllConnections();
});

/** A Frontdesk that takes every webhook, and answers the messages of which `answers` says so, before its 200. */
async function frontdesk(answers: (message: number) => boolean): Promise<string> {
  let messages = 0;
  server = createServer((request, response) => {
    void (async () => {
      const { metadata, messages: some } = ((await json(request)) as Webhook).entry[0]!.changes[0]!.value;
      if (some && answers((messages += 1))) {
        const body = JSON.stringify({ to: `+${some[0]!.from}`, biz_opaque_callback_data: 'a send' });
        await fetch(`${out.graphUrl}/v25.0/${metadata.phone_number_id}/messages`, { method: 'POST', body });
      }
      response.writeHead(200).end();
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/whatsapp`;
}

test('what is due while nobody is free is late from when it was due, and what nobody ever writes is counted', async () => {
  const webhookUrl = await frontdesk((message) => {
    // due at 0, 100 and 200, written by one person
    clock = [300, 500, 1_000][message - 1]!;
    if (message === 3) passesMs = 10_000;
    return message < 3;
  });
  const run = await generator.run({ webhookUrl, rate: 10, seconds: 1, customers: 1, window: 1 });
  expect(run).toMatchObject({ offered: 3, notOffered: 7, completed: 2, unanswered: 1, surplus: 0, ackErrors: 0 });
  expect(run.replyMs).toEqual([300, 400]);
  expect(run.ackMs.slice(0, 2)).toEqual([300, 200]);
});

test('what is due before the end is offered, however late the generator looks', async () => {
  const webhookUrl = await frontdesk(() => {
    clock = 1_000;
    return true;
  });
  const run = await generator.run({ webhookUrl, rate: 10, seconds: 1, customers: 10, window: 1 });
  expect(run).toMatchObject({ offered: 10, notOffered: 0, completed: 10 });
});

test('a hot conversation goes on when twenty were answered and then none: it says what it wrote, and is in no other figure', async () => {
  const webhookUrl = await frontdesk((message) => {
    clock = 200;
    return message <= 20;
  });
  const run = generator.run({ webhookUrl, seconds: 0.2, count: 0, customers: 1, window: 1, hot: 200 });
  expect(await run).toMatchObject({
    hot: { written: 200, acknowledged: 200, answered: 20 },
    offered: 0,
    surplus: 0,
    replyMs: [],
    ackMs: [],
  });
});
