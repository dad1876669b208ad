import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { GatewayWorld, toWire, webhook } from '../../test/gateway-world.ts';

let world: GatewayWorld;
let phone = 4915900000000;
beforeAll(async () => {
  world = await GatewayWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);

const counted = async () => {
  const { messagesAccepted, messagesDelivered } = world.meters;
  const [accepted, delivered] = [await messagesAccepted.get(), await messagesDelivered.get()];
  return {
    accepted: accepted.values[0]?.value ?? 0,
    delivered: Object.fromEntries(delivered.values.map(({ labels, value }) => [labels.billable, value])),
  };
};
const arrivedAfterAll = async () => (await world.meters.deliveredAfterFailed.get()).values[0]?.value ?? 0;
/** Sent and taken by Meta, in as many parts as there are ids. */
const taken = async (words: string, ids: readonly string[]) => {
  const send = world.dispatch(await world.customer(String((phone += 1))), 'agent', words);
  for (const id of ids) world.graph.next.push((response) => void response.writeHead(200).end(JSON.stringify({ messages: [{ id }] })));
  await world.bus.append([send.record]);
  await eventually(() => world.of('SendAccepted', ({ data }) => data.sendId === send.sendId).length === 1);
  return send;
};
const told = async (id: string, words: readonly string[], more: object = {}) => {
  for (const status of words) {
    const before = world.of('StatusReceived').length;
    await world.post(toWire(webhook({ statuses: [{ id, status, timestamp: '1790000200', recipient_id: '491', ...more }] })));
    await eventually(() => world.of('StatusReceived').length === before + 1);
  }
};

test('what Meta takes is not counted as delivered; what reaches a device is, once per message the customer sees, by what it costs', async () => {
  await taken(`${'First sentence. '.repeat(200)}${'Second sentence. '.repeat(200)}`.trim(), ['wamid.d1', 'wamid.d2']);
  await taken('a template, say', ['wamid.d3']);
  await taken('never arrives', ['wamid.d4']);
  await told('wamid.d4', ['sent']);
  await told('wamid.d4', ['failed'], { errors: [{ code: 131026, title: 'Message undeliverable' }] });
  expect(await counted()).toEqual({ accepted: 4, delivered: {} });
  await told('wamid.d1', ['sent', 'delivered', 'read'], {
    pricing: { billable: false, pricing_model: 'PMP', category: 'service', type: 'free_customer_service' },
  });
  // a price that does not say so
  await told('wamid.d2', ['read', 'delivered'], { pricing: { pricing_model: 'PMP', category: 'service', type: 'free_customer_service' } });
  await told('wamid.d3', ['delivered', 'sent', 'read'], {
    pricing: { billable: true, pricing_model: 'PMP', category: 'utility', type: 'regular' },
  });
  expect(await counted()).toEqual({ accepted: 4, delivered: { no: 1, unknown: 1, yes: 1 } });
});

test('said to have failed, and arrived after all: delivered', async () => {
  await taken('after all', ['wamid.d5']);
  await told('wamid.d5', ['failed'], { errors: [{ code: 131026, title: 'Message undeliverable' }] });
  const before = (await counted()).delivered['unknown'];
  const afterAll = await arrivedAfterAll();
  await told('wamid.d5', ['delivered', 'read']);
  expect((await counted()).delivered['unknown']).toBe((before ?? 0) + 1);
  expect(await arrivedAfterAll()).toBe(afterAll + 1);
});

test('many in one webhook: each message goes forward only, and what arrives after all is counted', async () => {
  const sends = [await taken('sixth', ['wamid.d6']), await taken('seventh', ['wamid.d7']), await taken('eighth', ['wamid.d8'])];
  await told('wamid.d6', ['failed'], { errors: [{ code: 131026, title: 'Message undeliverable' }] });
  const [before, afterAll] = [(await counted()).delivered['unknown'] ?? 0, await arrivedAfterAll()];
  const steps = [
    ['wamid.d6', 'delivered'],
    ['wamid.d7', 'sent'],
    ['wamid.d8', 'read'],
    ['wamid.d7', 'delivered'],
    ['wamid.d8', 'delivered'],
    ['wamid.d6', 'sent'],
    ['wamid.d7', 'read'],
    ['wamid.d8', 'sent'],
  ];
  const applied = ({ sendId }: { sendId: string }) =>
    world
      .of('StatusReceived', ({ data }) => data.sendId === sendId && data.status !== 'failed')
      .map(({ data }) => [data.status, data.applied]);
  await world.post(
    toWire(webhook({ statuses: steps.map(([id, status]) => ({ id, status, timestamp: '1790000300', recipient_id: '491' })) })),
  );
  await eventually(() => sends.flatMap(applied).length === steps.length);
  expect(sends.map(applied)).toEqual([
    [
      ['delivered', true],
      ['sent', false],
    ],
    [
      ['sent', true],
      ['delivered', true],
      ['read', true],
    ],
    [
      ['read', true],
      ['delivered', false],
      ['sent', false],
    ],
  ]);
  expect([(await counted()).delivered['unknown'], await arrivedAfterAll()]).toEqual([before + 3, afterAll + 1]);
});
