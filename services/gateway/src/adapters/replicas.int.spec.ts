import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { EmbeddedBus } from '@frontdesk/bus';
import type { Bus } from '@frontdesk/bus';
import { topicsConfig } from '@frontdesk/runtime';
import type { RunningService } from '@frontdesk/runtime';
import { eventually } from '@frontdesk/testing';
import { GatewayWorld, sign, toWire, webhook } from '../../test/gateway-world.ts';

jest.setTimeout(60_000);
const hour = 60 * 60 * 1000;
let world: GatewayWorld;
let bus: Bus | undefined;
let second: RunningService | undefined;
let server: Server;
const openSecond = async () => {
  bus = new EmbeddedBus({ url: world.database.adminUrl, partitions: 4, topicsConfig: Object.fromEntries(topicsConfig(4).map((topic) => [topic.topic, topic])) });
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
const message = (id: string, body: string) => webhook({ messages: [{ from: '4915300000001', id, timestamp: '1790000100', type: 'text', text: { body } }] });
const received = (body: string) => world.of('MessageReceived', ({ data }) => data.text?.redacted === body);
const stands = async (body: string) => { await eventually(() => received(body).length > 0); };

test('a message and a status that come again for seven days, at two replicas, have one effect', async () => {
  const to = await world.customer('4915300000001');
  const send = world.dispatch(to, 'agent', 'once');
  world.graph.next.push((response) => void response.writeHead(200).end(JSON.stringify({ messages: [{ id: 'wamid.replica1' }] })));
  await world.bus.append([send.record]);
  await eventually(() => world.of('SendAccepted', ({ data }) => data.sendId === send.sendId).length === 1);
  const status = webhook({ statuses: [{ id: 'wamid.replica1', status: 'delivered', timestamp: '1790000200', recipient_id: '4915300000001', biz_opaque_callback_data: send.sendId }] });
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
  expect(world.of('StatusReceived', ({ data }) => data.sendId === send.sendId).map(({ data }) => [data.status, data.applied])).toEqual([['delivered', true]]);
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
  expect(told().map(({ data }) => [data.status, data.applied])).toEqual([['read', true], ['sent', false], ['delivered', false], ['failed', false]]);
  expect(world.of('SendFailed', ({ data }) => data.sendId === send.sendId)).toEqual([]);
});

test('a replica that goes away loses nothing, what it had is the other\'s', async () => {
  await both(message('wamid.before', 'before'));
  await closeSecond();
  const raw = toWire(message('wamid.rebalance', 'after the rebalance'));
  expect((await world.post(raw)).status).toBe(200);
  expect((await world.post(raw)).status).toBe(200);
  await eventually(() => received('before').length === 1 && received('after the rebalance').length === 1, 30_000);
  expect(received('after the rebalance')).toHaveLength(1);
});
