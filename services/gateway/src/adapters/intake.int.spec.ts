import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BusError } from '@frontdesk/bus';
import type { Bus, LogRecord } from '@frontdesk/bus';
import { decode, encode } from '@frontdesk/contracts';
import type { Message } from '@frontdesk/contracts';
import type { RunningService } from '@frontdesk/runtime';
import { eventually } from '@frontdesk/testing';
import { GatewayWorld, sign, toWire, verifyToken, webhook } from '../../test/gateway-world.ts';

let world: GatewayWorld;
let replica: RunningService;
let server: Server;
let url = '';
/** What is asked of the log in place of what it does; each for one webhook. */
const asked: ((append: (records?: readonly LogRecord[]) => Promise<void>, records: readonly LogRecord[]) => Promise<void>)[] = [];

beforeAll(async () => {
  world = await GatewayWorld.open();
  const log = Object.create(world.bus, {
    append: {
      value: (records: readonly LogRecord[]) => {
        const next = records.some(({ topic }) => topic === 'channel.webhook.v1') ? asked.shift() : undefined;
        return next ? next((changed = records) => world.bus.append(changed), records) : world.bus.append(records);
      },
    },
  }) as Bus;
  replica = await world.replica(log);
  server = createServer((request, response) => replica.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/whatsapp`;
}, 120_000);
afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
  await replica?.close();
  await world?.close();
}, 60_000);

const says = (words: string, from = '4915700000001') => ({
  from,
  id: `wamid.${words}`,
  timestamp: '1790000100',
  type: 'text',
  text: { body: words },
});
const post = async (words: string, ...more: object[]) => {
  const body = toWire(webhook({ messages: [says(words), ...more] }));
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': sign(body) };
  const answer = await fetch(url, { method: 'POST', body, headers });
  return [answer.status, await answer.text()];
};
const received = (words: string) => world.of('MessageReceived', ({ data }) => data.text?.redacted === words).length;

test('the answer comes when the log has the message, not before', async () => {
  let acknowledge = (): void => undefined;
  asked.push((append) => new Promise((resolve) => (acknowledge = () => resolve(append()))));
  let answered = false;
  const posted = post('waits').finally(() => (answered = true));
  await eventually(() => asked.length === 0);
  // who asks after it is answered before it
  expect((await fetch(`${url}?hub.mode=subscribe&hub.challenge=1&hub.verify_token=${verifyToken}`)).status).toBe(200);
  expect([answered, received('waits')]).toEqual([false, 0]);
  acknowledge();
  expect(await posted).toEqual([200, '']);
  await eventually(() => received('waits') === 1);
});

test('a log that does not acknowledge is 503 with an empty body; the same webhook again is taken, once', async () => {
  asked.push(() => Promise.reject(new BusError('UNAVAILABLE', 'the log is away', { retriable: true })));
  // it took the records, and its acknowledgement was lost
  asked.push((append) => append().then(() => Promise.reject(new BusError('UNAVAILABLE', 'the log is away', { retriable: true }))));
  expect([await post('again'), await post('again'), await post('again')]).toEqual([
    [503, ''],
    [503, ''],
    [200, ''],
  ]);
  await post('after');
  await eventually(() => received('after') === 1);
  expect(received('again')).toBe(1);
});

describe('a poison item goes to the dead letter alone', () => {
  const unreadable = Buffer.from('none of our seals');
  test.each<[string, string, (record: LogRecord) => LogRecord]>([
    [
      'what is sealed in it cannot be opened',
      'SEAL_BROKEN',
      (record) => {
        const { envelope, data } = decode(record.value) as Message<'WebhookItem'>;
        return { ...record, value: encode(envelope, { ...data, sealed: unreadable }) };
      },
    ],
    ['it is no message at all', 'UNDECODABLE', (record) => ({ ...record, value: unreadable })],
  ])('%s: what stood before and after it in the webhook, of its sender too, is told, in order', async (what, errorCode, spoiled) => {
    const [before, poison, theirs, after, next] = ['before', 'poison', 'theirs', 'after', 'next'].map((one) => `${one}: ${what}`);
    asked.push((append, records) => append(records.map((record, index) => (index === 1 ? spoiled(record) : record))));
    expect(await post(before!, says(poison!), says(theirs!, '4915700000002'), says(after!))).toEqual([200, '']);
    await post(next!);
    await eventually(() => received(next!) === 1 && received(theirs!) === 1);
    const own = world.of('MessageReceived', ({ data }) => [before, poison, after, next].includes(data.text?.redacted));
    expect(own.map(({ data }) => data.text?.redacted)).toEqual([before, after, next]);
    const dead = () => world.of('DeadLettered', ({ data }) => data.errorCode === errorCode).map(({ data }) => data);
    await eventually(() => dead().length === 1);
    expect(dead()).toMatchObject([{ consumer: 'gateway', topic: 'channel.webhook.v1' }]);
  });
});
