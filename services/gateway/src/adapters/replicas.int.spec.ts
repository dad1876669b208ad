import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EmbeddedBus } from '@frontdesk/bus';
import type { Bus, LogRecord } from '@frontdesk/bus';
import { topicsConfig } from '@frontdesk/runtime';
import type { RunningService } from '@frontdesk/runtime';
import { eventually } from '@frontdesk/testing';
import { reject } from '../../test/graph-recorder.ts';
import { change, GatewayWorld, numberId, sign, toWire, webhook } from '../../test/gateway-world.ts';

const hour = 60 * 60 * 1000;
let world: GatewayWorld;
let bus: Bus | undefined;
let second: RunningService | undefined;
let server: Server;
const openSecond = async () => {
  bus = new EmbeddedBus({
    url: world.database.adminUrl,
    partitions: 4,
    topicsConfig: Object.fromEntries(topicsConfig(4).map((topic) => [topic.topic, topic])),
  });
  second = await world.replica(bus);
  server = createServer((request, response) => second?.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
};
const closeSecond = async () => {
  server?.closeAllConnections();
  server?.close();
  await second?.close();
  await bus?.close();
  second = bus = undefined;
};
beforeAll(async () => {
  world = await GatewayWorld.open();
  await openSecond();
}, 120_000);
afterAll(async () => {
  await closeSecond();
  await world?.close();
}, 60_000);

/** The same copy at both replicas' doors at once. */
const both = async (body: object): Promise<number[]> => {
  const raw = toWire(body);
  const urls = [world.url, `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/whatsapp`];
  const init = { method: 'POST', body: raw, headers: { 'content-type': 'application/json', 'x-hub-signature-256': sign(raw) } };
  return (await Promise.all(urls.map((url) => fetch(url, init)))).map((answer) => answer.status);
};
const message = (id: string, body: string) =>
  webhook({ messages: [{ from: '4915300000001', id, timestamp: '1790000100', type: 'text', text: { body } }] });
const received = (body: string) => world.of('MessageReceived', ({ data }) => data.text?.redacted === body);
const stands = async (body: string) => {
  await eventually(() => received(body).length > 0);
};

test('a message and a status that come again for seven days, at two replicas, have one effect', async () => {
  const to = await world.customer('4915300000001');
  const send = world.dispatch(to, 'agent', 'once');
  world.graph.next.push((response) => void response.writeHead(200).end(JSON.stringify({ messages: [{ id: 'wamid.replica1' }] })));
  await world.bus.append([send.record]);
  await eventually(() => world.of('SendAccepted', ({ data }) => data.sendId === send.sendId).length === 1);
  const status = webhook({
    statuses: [
      {
        id: 'wamid.replica1',
        status: 'delivered',
        timestamp: '1790000200',
        recipient_id: '4915300000001',
        biz_opaque_callback_data: send.sendId,
      },
    ],
  });
  let at = 0;
  for (const [index, after] of [0, 1_000, 6 * hour, 3 * 24 * hour, 7 * 24 * hour - 60_000].entries()) {
    world.clock.set(after);
    expect(await both(message('wamid.again', 'only once'))).toEqual([200, 200]);
    expect(await both(status)).toEqual([200, 200]);
    await both(message(`wamid.mark${index}`, `mark ${index}`));
    await stands(`mark ${index}`);
    at = after;
  }
  expect(at).toBeGreaterThan(6.9 * 24 * hour);
  // a replica that starts forgets what is old at once
  await closeSecond();
  await openSecond();
  await both(message('wamid.again', 'only once'));
  await both(status);
  await both(message('wamid.end', 'the end'));
  await stands('the end');
  await eventually(() => world.of('StatusReceived', ({ data }) => data.sendId === send.sendId).length > 0);
  expect(received('only once')).toHaveLength(1);
  expect(world.of('StatusReceived', ({ data }) => data.sendId === send.sendId).map(({ data }) => [data.status, data.applied])).toEqual([
    ['delivered', true],
  ]);
  expect(world.of('SendAccepted', ({ data }) => data.sendId === send.sendId)).toHaveLength(1);
  world.clock.set(0);
});

test('statuses in the wrong order at two replicas only move forward, each is told once', async () => {
  const to = await world.customer('4915300000002');
  const send = world.dispatch(to, 'agent', 'in any order');
  world.graph.next.push((response) => void response.writeHead(200).end(JSON.stringify({ messages: [{ id: 'wamid.replica2' }] })));
  await world.bus.append([send.record]);
  await eventually(() => world.of('SendAccepted', ({ data }) => data.sendId === send.sendId).length === 1);
  const told = () => world.of('StatusReceived', ({ data }) => data.sendId === send.sendId);
  for (const [count, word] of ['read', 'sent', 'delivered', 'read', 'failed'].entries()) {
    await both(webhook({ statuses: [{ id: 'wamid.replica2', status: word, timestamp: '1790000200', recipient_id: '4915300000002' }] }));
    if (count !== 3) await eventually(() => told().some(({ data }) => data.status === word));
  }
  expect(told().map(({ data }) => [data.status, data.applied])).toEqual([
    ['read', true],
    ['sent', false],
    ['delivered', false],
    ['failed', false],
  ]);
  expect(world.of('SendFailed', ({ data }) => data.sendId === send.sendId)).toEqual([]);
});

const sent = (words: string): boolean => world.graph.texts.includes(words);
/** Both have looked, and let it wait: what came after it for somebody else has gone. */
const waits = async (held: { record: LogRecord }, words: string): Promise<void> => {
  await world.bus.append([held.record]);
  for (const other of ['4915300000021', '4915300000022', '4915300000023']) {
    const to = await world.customer(`${other}${(made += 1)}`);
    await world.bus.append([
      world.dispatch({ ...to, contact: { ...to.contact, numberId: '106500000000077' } }, 'bot', `${words} ${other}`).record,
    ]);
    await eventually(() => sent(`${words} ${other}`));
  }
  expect(sent(words)).toBe(false);
};
let made = 0;

test('a number that has sent all it may waits at both replicas, other numbers do not; then it goes on', async () => {
  const send = world.dispatch(await world.customer('4915300000011'), 'bot', 'after the others');
  await world.postgresRows(
    `INSERT INTO gateway.number_paces (number_id, paid_to) VALUES ($1, 9e12) ON CONFLICT (number_id) DO UPDATE SET paid_to = 9e12`,
    [numberId],
  );
  await waits(send, 'after the others');
  await world.postgresRows('UPDATE gateway.number_paces SET paid_to = 0 WHERE number_id = $1', [numberId]);
  await eventually(() => sent('after the others'));
});

test('a customer who got too much waits at both replicas, others do not; each message counts in the row they share', async () => {
  const to = await world.customer('4915300000012');
  const paidTo = async () =>
    (await world.postgresRows<{ paid_to: number }>('SELECT paid_to FROM gateway.fences WHERE conversation_id = $1', [to.conversationId]))[0]
      ?.paid_to ?? 0;
  const before = Date.now();
  for (const words of ['the first', 'the second']) await world.bus.append([world.dispatch(to, 'bot', words).record]);
  await eventually(() => sent('the second'));
  expect(await paidTo()).toBeGreaterThanOrEqual(before + 12_000);
  await world.postgresRows('UPDATE gateway.fences SET paid_to = 9e12 WHERE conversation_id = $1', [to.conversationId]);
  await waits(world.dispatch(to, 'bot', 'one too many'), 'one too many');
  await world.postgresRows('UPDATE gateway.fences SET paid_to = 0 WHERE conversation_id = $1', [to.conversationId]);
  await eventually(() => sent('one too many'));
});

test('too fast for a number (130429), told to one replica: the row says so to both, and the send goes out again', async () => {
  const to = await world.customer('4915300000013');
  world.graph.next.push(reject(429, 130429, { 'retry-after': '2' }));
  await world.bus.append([world.dispatch(to, 'agent', 'too fast').record]);
  await eventually(
    async () =>
      (await world.postgresRows('SELECT 1 FROM gateway.number_paces WHERE number_id = $1 AND share < 1', [numberId])).length === 1,
  );
  await eventually(() => world.graph.texts.filter((text) => text === 'too fast').length === 2, 30_000);
  await world.postgresRows('UPDATE gateway.number_paces SET paid_to = 0, share = 1', []);
});

const level = async () =>
  (await world.postgresRows<{ level: number }>('SELECT level FROM gateway.number_paces WHERE number_id = $1', [numberId]))[0]?.level;
const numberNews = (event: string) =>
  change('phone_number_quality_update', { display_phone_number: '15550000001', event, current_limit: 'TIER_UNLIMITED' });

test("a number's rate is what Meta says: at first, after an upgrade, and used on a phone as well", async () => {
  await eventually(async () => (await level()) === 80);
  world.graph.numbers.set(numberId, { throughput: { level: 'HIGH' } });
  await world.post(toWire(numberNews('THROUGHPUT_UPGRADE')));
  await eventually(async () => (await level()) === 1_000);
  world.graph.numbers.set(numberId, { throughput: { level: 'STANDARD' } });
  const echo = {
    from: '15550000001',
    to: '4915300000001',
    id: 'wamid.phone',
    timestamp: '1790000100',
    type: 'text',
    text: { body: 'from the phone' },
  };
  await world.post(
    toWire(
      change('smb_message_echoes', {
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: '15550000001', phone_number_id: numberId },
        message_echoes: [echo],
      }),
    ),
  );
  await eventually(async () => (await level()) === 20);
  world.graph.numbers.set(numberId, { throughput: { level: 'STANDARD' }, is_on_biz_app: false });
  await world.post(toWire(numberNews('ONBOARDING')));
  await eventually(async () => (await level()) === 80);
});

test("a number's quality is said when it changes, by one replica", async () => {
  const qualities = () =>
    world.of('NumberChanged', ({ data }) => data.quality !== '').map(({ data, envelope }) => [data.quality, envelope.conversationId]);
  await eventually(() => qualities().length === 1);
  world.graph.numbers.set(numberId, { quality_rating: 'RED' });
  await both(numberNews('FLAGGED'));
  await eventually(() => qualities().length === 2);
  world.graph.numbers.set(numberId, { quality_rating: 'GREEN' });
  await both(numberNews('UNFLAGGED'));
  await eventually(() => qualities().length === 3);
  expect(qualities()).toEqual(['GREEN', 'RED', 'GREEN'].map((quality) => [quality, `account:${numberId}`]));
});

test('what customers write counts for the number they write to', async () => {
  await world.postgresRows('DELETE FROM gateway.number_paces', []);
  const messages = Array.from({ length: 12 }, (_, index) => ({
    from: '4915300000014',
    id: `wamid.counted${index}`,
    timestamp: '1790000100',
    type: 'text',
    text: { body: 'counted' },
  }));
  const before = Date.now();
  expect((await world.post(toWire(webhook({ messages })))).status).toBe(200);
  await eventually(
    async () =>
      ((await world.postgresRows<{ paid_to: number }>('SELECT paid_to FROM gateway.number_paces WHERE number_id = $1', [numberId]))[0]
        ?.paid_to ?? 0) > before,
  );
});

test("a replica that goes away loses nothing, what it had is the other's", async () => {
  await both(message('wamid.before', 'before'));
  await closeSecond();
  const raw = toWire(message('wamid.rebalance', 'after the rebalance'));
  expect((await world.post(raw)).status).toBe(200);
  expect((await world.post(raw)).status).toBe(200);
  await eventually(() => received('before').length === 1 && received('after the rebalance').length === 1, 30_000);
  expect(received('after the rebalance')).toHaveLength(1);
});
