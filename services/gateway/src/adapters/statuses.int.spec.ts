import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { cut } from '../../test/graph-recorder.ts';
import { GatewayWorld, numberId, toWire, webhook } from '../../test/gateway-world.ts';

let world: GatewayWorld;
let phone = 4915600000000;
beforeAll(async () => {
  world = await GatewayWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);

const customer = () => world.customer(String((phone += 1)));
const sentTo = (to: string) => world.graph.sentTo(to);
const status = (id: string, word: string, more: object = {}) =>
  world.post(toWire(webhook({ statuses: [{ id, status: word, timestamp: '1790000200', recipient_id: String(phone), ...more }] })));
const statuses = (sendId: string) =>
  world.of('StatusReceived', ({ data }) => data.sendId === sendId).map(({ data }) => [data.status, data.applied]);
const arrived = (sendId: string) => world.of('SendArrived', ({ data }) => data.sendId === sendId).map(({ data }) => data);

const send = async () => {
  const to = await customer();
  const made = world.dispatch(to, 'bot', 'status me');
  let wamid = '';
  world.graph.next.push((response) => {
    wamid = `wamid.${made.sendId}`;
    response.writeHead(200).end(JSON.stringify({ messages: [{ id: wamid }] }));
  });
  await world.bus.append([made.record]);
  await eventually(() => world.accepted(made.sendId).length === 1);
  return { ...made, wamid, to };
};

test('only move forward, whatever order they come in, and hold pricing', async () => {
  const { sendId, wamid } = await send();
  await status(wamid, 'delivered', {
    biz_opaque_callback_data: sendId,
    pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' },
    recipient_user_id: 'DE.13491208655302741918',
  });
  await eventually(() => statuses(sendId).length === 1);
  await status(wamid, 'sent');
  await eventually(() => statuses(sendId).length === 2);
  await status(wamid, 'read');
  await status(wamid, 'read');
  await eventually(() => statuses(sendId).length === 3);
  expect(statuses(sendId)).toEqual([
    ['delivered', true],
    ['sent', false],
    ['read', true],
  ]);
  expect(world.of('StatusReceived', ({ data }) => data.sendId === sendId)[0]?.data).toMatchObject({
    pricingModel: 'PMP',
    pricingCategory: 'utility',
    billable: true,
    billed: true,
    at: 1790000200000,
    part: 0,
    country: 'DE',
  });
  const told = world.of('StatusReceived', ({ data }) => data.sendId === sendId).map(({ data }) => data);
  expect(told.map(({ country }) => country)).toEqual(['DE', '', '']);
  expect(new Set(told.map(({ message }) => message))).toEqual(new Set([expect.stringMatching(/^[\w-]{4}$/)]));
});

test('a price that does not say whether it is billed is of unknown cost, not free', async () => {
  const { sendId, wamid } = await send();
  const pricing = { pricing_model: 'PMP', type: 'regular', category: 'utility' };
  for (const [word, more] of [
    ['sent', { pricing }],
    ['delivered', { pricing: { ...pricing, billable: false } }],
    ['read', {}],
  ] as const)
    await status(wamid, word, more);
  await eventually(() => statuses(sendId).length === 3);
  expect(
    world.of('StatusReceived', ({ data }) => data.sendId === sendId).map(({ data }) => [data.status, data.pricingCategory, data.billed]),
  ).toEqual([
    ['sent', 'utility', undefined],
    ['delivered', 'utility', false],
    ['read', '', undefined],
  ]);
});

test('a failure after acceptance is told; arriving after all wins', async () => {
  const { sendId, wamid } = await send();
  await status(wamid, 'failed', { errors: [{ code: 131047, title: 'Re-engagement message' }] });
  await eventually(() => world.of('SendFailed', ({ data }) => data.sendId === sendId).length === 1);
  expect(world.of('SendFailed', ({ data }) => data.sendId === sendId)[0]?.data).toMatchObject({
    code: 131047,
    final: true,
    dispatchSeq: 1,
  });
  await status(wamid, 'delivered');
  await eventually(() => statuses(sendId).length === 2);
  expect(statuses(sendId)).toEqual([
    ['failed', true],
    ['delivered', true],
  ]);
  await status(wamid, 'read');
  await eventually(() => statuses(sendId).length === 3);
  expect(arrived(sendId)).toMatchObject([{ sendId, subjectId: world.accepted(sendId)[0]!.data.subjectId }]);
});

test('so it does among others', async () => {
  const { sendId, wamid } = await send();
  const other = await send();
  await status(wamid, 'failed', { errors: [{ code: 131026, title: 'Message undeliverable' }] });
  await eventually(() => statuses(sendId).length === 1);
  const told = (id: string, word: string) => ({ id, status: word, timestamp: '1790000300', recipient_id: String(phone) });
  await world.post(
    toWire(
      webhook({ statuses: [told(other.wamid, 'delivered'), told(wamid, 'delivered'), told(wamid, 'read'), told(other.wamid, 'read')] }),
    ),
  );
  await eventually(() => statuses(sendId).length === 3 && statuses(other.sendId).length === 2);
  expect([arrived(sendId).length, arrived(other.sendId).length]).toEqual([1, 0]);
});

test('and is told of a long one once none of its parts is missing', async () => {
  const to = await customer();
  const made = world.dispatch(to, 'bot', 'a '.repeat(3_000));
  const parts = ['one', 'two'].map((part) => `wamid.${part} of ${made.sendId}`);
  for (const id of parts) world.graph.next.push((response) => void response.writeHead(200).end(JSON.stringify({ messages: [{ id }] })));
  await world.bus.append([made.record]);
  await eventually(() => world.accepted(made.sendId).length === 1);
  for (const [index, id] of parts.entries()) {
    await status(id, 'failed', { errors: [{ code: 131026, title: 'Message undeliverable' }] });
    await eventually(() => statuses(made.sendId).length === index + 1);
  }
  await status(parts[0]!, 'delivered');
  await eventually(() => statuses(made.sendId).length === 3);
  expect(arrived(made.sendId)).toEqual([]);
  await status(parts[1]!, 'delivered');
  await eventually(() => statuses(made.sendId).length === 4);
  expect(arrived(made.sendId)).toHaveLength(1);
});

describe('a status that overtakes the answer', () => {
  const called = async (wamid: string) => {
    const to = await customer();
    const made = world.dispatch(to, 'bot', 'overtaken');
    let answer: () => void = () => undefined;
    world.graph.next.push((response) => {
      answer = () => void response.writeHead(200).end(JSON.stringify({ messages: [{ id: wamid }] }));
    });
    await world.bus.append([made.record]);
    await eventually(() => sentTo(String(phone)).length === 1);
    return { ...made, answer: () => answer() };
  };

  test('is joined, and settles the send', async () => {
    const { sendId, answer } = await called('wamid.overtaken');
    await status('wamid.overtaken', 'sent', { biz_opaque_callback_data: sendId });
    await eventually(() => statuses(sendId).length === 1);
    answer();
    await status('wamid.overtaken', 'delivered');
    await eventually(() => statuses(sendId).length === 2);
    expect(world.accepted(sendId)).toHaveLength(1);
    expect(sentTo(String(phone))).toEqual(['overtaken']);
  });

  test("and doesn't name our send waits until the answer says whose it is", async () => {
    const { sendId, answer } = await called('wamid.unnamed');
    await status('wamid.unnamed', 'delivered');
    const parked = () => world.postgresRows('SELECT 1 FROM gateway.statuses WHERE number_id = $1', [numberId]);
    await eventually(async () => (await parked()).length === 1);
    expect(statuses(sendId)).toEqual([]);
    answer();
    await eventually(() => statuses(sendId).length === 1);
    expect([statuses(sendId), await parked(), world.accepted(sendId).length]).toEqual([[['delivered', true]], [], 1]);
  });
});

test('statuses of what others sent on the number hold up none of ours, even while a call of the number is out', async () => {
  const ours = await send();
  const to = await customer();
  const held = world.dispatch(to, 'bot', 'held');
  let answer: () => void = () => undefined;
  world.graph.next.push((response) => {
    answer = () => void response.writeHead(200).end(JSON.stringify({ messages: [{ id: 'wamid.held' }] }));
  });
  await world.bus.append([held.record]);
  await eventually(() => sentTo(String(phone)).length === 1);
  const foreign = Array.from({ length: 201 }, (_, n) => ({ id: `wamid.others${n}`, status: 'sent', timestamp: '1790000200' }));
  await world.post(toWire(webhook({ statuses: foreign })));
  const parked = () => world.postgresRows('SELECT 1 FROM gateway.statuses WHERE number_id = $1', [numberId]);
  await eventually(async () => (await parked()).length === 201);
  await status(ours.wamid, 'delivered');
  await eventually(() => statuses(ours.sendId).length === 1, 8_000);
  expect(world.accepted(held.sendId)).toEqual([]);
  answer();
  const notOurs = () => world.of('ItemNotUsed', ({ data }) => data.why === 'no_known_send');
  await eventually(async () => notOurs().length === 201 && (await parked()).length === 0);
});

test('and are let go while the outcome of another send of the number is unknown', async () => {
  const lost = world.dispatch(await customer(), 'agent', 'lost');
  world.graph.next.push(cut);
  await world.bus.append([lost.record]);
  await eventually(async () => (await world.stateOf(lost.sendId)) === 'unknown');
  const before = world.of('ItemNotUsed').length;
  await status('wamid.not.ours', 'delivered');
  await eventually(() => world.of('ItemNotUsed').length === before + 1);
  expect(await world.stateOf(lost.sendId)).toBe('unknown');
});

test('a reply to what we sent names our message', async () => {
  const { sendId, wamid, to } = await send();
  await world.post(
    toWire(
      webhook({
        messages: [
          {
            from: String(phone),
            id: `wamid.reply${phone}`,
            timestamp: '1790000300',
            type: 'text',
            text: { body: 'I reply' },
            context: { id: wamid, from: '1' },
          },
        ],
      }),
    ),
  );
  await eventually(
    () =>
      world.of('MessageReceived', ({ data, envelope }) => data.replyTo === sendId && envelope.conversationId === to.conversationId)
        .length === 1,
  );
});
