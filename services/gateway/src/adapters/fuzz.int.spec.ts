import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { parseWebhook, webhookLimits } from '@frontdesk/whatsapp';
import fc from 'fast-check';
import { GatewayWorld, sign, webhook } from '../../test/gateway-world.ts';
import { mutatedWebhook } from '../../test/mutations.ts';

let world: GatewayWorld;
beforeAll(async () => {
  world = await GatewayWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);

/** What became of items, by the item's id; a conflict is told beside it. */
const outcomes = (): Map<string, string[]> => {
  const found = new Map<string, string[]>();
  for (const { type, envelope } of world.facts) {
    if (type === 'WebhookItem' || type === 'ContactConflictFound' || type === 'ContactMerged') continue;
    for (const cause of envelope.causes.slice(0, 1)) found.set(cause, [...(found.get(cause) ?? []), type]);
  }
  return found;
};

const isSettled = (): boolean => {
  const done = outcomes();
  return world.of('WebhookItem').every(({ envelope }) => done.has(envelope.id));
};

test('bent webhooks: each is answered, and each of their items has one outcome', async () => {
  const bodies = fc.sample(mutatedWebhook, { seed: 20261123, numRuns: 250 });
  let items = 0;
  for (const body of bodies) {
    const raw = JSON.stringify(body);
    const parsed = parseWebhook(JSON.parse(raw));
    const { status } = await world.post(raw, { 'x-hub-signature-256': sign(raw) });
    const expected = { items: 200, other_product: 200, not_a_webhook: 400, too_many_items: 413 };
    expect([parsed.outcome, status]).toEqual([parsed.outcome, expected[parsed.outcome]]);
    if (parsed.outcome === 'items') items += parsed.items.length;
  }
  expect(items).toBeGreaterThan(400);
  const hello = JSON.stringify(
    webhook({
      messages: [{ from: '4915400000009', id: 'wamid.still', timestamp: '1790000300', type: 'text', text: { body: 'still there' } }],
    }),
  );
  expect((await world.post(hello, { 'x-hub-signature-256': sign(hello) })).status).toBe(200);
  await eventually(
    () => world.of('MessageReceived', ({ data }) => data.text?.redacted === 'still there').length === 1 && isSettled(),
    15_000,
  );
  const ids = new Set(world.of('WebhookItem').map(({ envelope }) => envelope.id));
  const twice = [...outcomes()].filter(([id, types]) => ids.has(id) && types.length !== 1);
  expect(twice).toEqual([]);
  expect(world.of('DeadLettered')).toEqual([]);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

describe('what is as large as it may be takes bounded time', () => {
  const post = (raw: string) => world.post(raw, { 'x-hub-signature-256': sign(raw) });
  const within = (inner: string) =>
    `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":${inner}}]}]}`;
  const size = webhookLimits.bytes - 1_000;

  test.each<[string, () => string, number]>([
    ['nesting without end', () => within('['.repeat(size / 2) + ']'.repeat(size / 2)), 200],
    ['objects in objects without end', () => within('{"a":'.repeat(size / 6) + '1' + '}'.repeat(size / 6)), 200],
    [
      'one text of 4 MB',
      () => within(`{"messages":[{"id":"wamid.long","from":"4915400000003","type":"text","text":{"body":"${'x'.repeat(size - 500)}"}}]}`),
      200,
    ],
    [
      'contacts and messages by the thousand',
      () =>
        within(
          `{"contacts":[${Array.from({ length: 300_000 }, () => '{"wa_id":7}').join(',')}],"messages":[${Array.from({ length: 9_000 }, () => '{}').join(',')}]}`,
        ),
      200,
    ],
    [
      'more items than Meta ever sends',
      () => within(`{"messages":[${Array.from({ length: webhookLimits.items + 1 }, () => '1').join(',')}]}`),
      413,
    ],
    [
      'a hundred thousand members',
      () => within(`{"messages":[{${Array.from({ length: 100_000 }, (_, index) => `"m${index}":1`).join(',')}}]}`),
      200,
    ],
  ])('%s', async (_name, raw, status) => {
    expect((await post(raw())).status).toBe(status);
  });
});

const grownMost = 48 * 1024 * 1024;
test('three hundred hostile webhooks leave nothing behind: the heap grows by less than 48 MB, a fraction of what they held', async () => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const bodies = (seed: number, numRuns: number) => fc.sample(mutatedWebhook, { seed, numRuns }).map((body) => JSON.stringify(body));
  const heavy = (index: number) =>
    JSON.stringify(
      webhook({
        messages: [
          {
            from: '4915400000004',
            id: `wamid.heavy${index}`,
            timestamp: '1790000300',
            type: 'hologram',
            hologram: Array.from({ length: 20 }, () => `${index}`.padEnd(40_000, 'x')),
          },
        ],
      }),
    );
  let sent = 0;
  // an item that comes again has no outcome again
  const done = new Set<string>();
  const send = async (raws: string[], last: string) => {
    const hello = JSON.stringify(
      webhook({ messages: [{ from: '4915400000004', id: `wamid.${last}`, timestamp: '1790000300', type: 'text', text: { body: last } }] }),
    );
    for (const raw of [...raws, hello]) {
      sent += raw.length;
      await world.post(raw, { 'x-hub-signature-256': sign(raw) });
    }
    await eventually(() => {
      for (const id of outcomes().keys()) done.add(id);
      const isLastIn = world.of('MessageReceived', ({ data }) => data.text?.redacted === last).length === 1;
      return isLastIn && world.of('WebhookItem').every(({ envelope }) => done.has(envelope.id));
    }, 150_000);
    // what the test itself has read
    world.facts.length = 0;
  };
  const heap = () => {
    gc();
    return process.memoryUsage().heapUsed;
  };
  for (const id of outcomes().keys()) done.add(id);
  await send([...bodies(1, 30), heavy(0)], 'warm');
  const before = heap();
  sent = 0;
  await send([...bodies(20261124, 180), ...Array.from({ length: 120 }, (_, index) => heavy(index + 1))], 'over');
  expect(sent).toBeGreaterThan(1.5 * grownMost);
  expect(heap() - before).toBeLessThan(grownMost);
}, 150_000);
