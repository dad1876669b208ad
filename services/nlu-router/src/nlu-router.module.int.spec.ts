import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EmbeddedBus } from '@frontdesk/bus';
import { encode, topics } from '@frontdesk/contracts';
import { Clock, Meters, startService } from '@frontdesk/runtime';
import type { RunningService } from '@frontdesk/runtime';
import { eventually, message, testDatabase, testTime, text, turn } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import { manifest, NluRouterModule } from './index.ts';

let database: TestDatabase;
let bus: EmbeddedBus;
let service: RunningService;
const meters = new Meters();

beforeAll(async () => {
  database = await testDatabase([manifest]);
  bus = new EmbeddedBus({ url: database.adminUrl, partitions: 1 });
  await bus.createTopics(topics.map((topic) => ({ topic, partitions: 1, retentionMs: 3_600_000 })));
  service = await startService(manifest, NluRouterModule, {
    bus,
    clock: new Clock(),
    meters,
    vaultKek: `test:${Buffer.alloc(32, 7).toString('base64')}`,
    logLevel: 'silent',
    databaseUrl: () => database.urlFor('nlu-router'),
  });
}, 60_000);

afterAll(async () => {
  await service?.close();
  await bus?.close();
  await database?.close();
}, 30_000);

const asked = (words: string, more: { turn?: undefined } = {}) => {
  const { type, data, envelope } = message('IdentityResolved', {
    messageId: 'm1',
    outcome: 'none',
    turn: turn({ tier: 'retail', open: [{ messageId: 'm1', kind: 'text', text: text(words), sentAt: testTime }] }),
    ...more,
  });
  return {
    topic: 'conversation.identity.v1',
    key: envelope.conversationId,
    value: encode(envelope, data),
    headers: { id: envelope.id, type },
  } as const;
};
const routed = (count: number) =>
  eventually(async () => expect(await meters.registry.metrics()).toContain(`frontdesk_hop_seconds_count{service="nlu-router"} ${count}`));
const counted = async () =>
  (await meters.confidence.get()).values
    .filter(({ metricName }) => metricName === 'frontdesk_routing_confidence_count')
    .map(({ labels, value }) => [labels.next, value])
    .sort();

test('how sure it was is measured, by what became of the question; what a rule decided is not', async () => {
  for (const words of ['What is your returns policy?', 'asdf qwer zxcv', 'I want to talk to a human']) await bus.append([asked(words)]);
  await routed(3);
  expect(await counted()).toEqual([
    ['answer', 1],
    ['clarify', 1],
  ]);
});

test('once, also of what is routed again because its neighbour in the batch fails', async () => {
  await bus.append([asked('What is your returns policy?'), asked('', { turn: undefined })]);
  await routed(4);
  expect(await counted()).toContainEqual(['answer', 2]);
});
