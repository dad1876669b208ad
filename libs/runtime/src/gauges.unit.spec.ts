import { expect, test } from '@jest/globals';
import { Gauges } from './gauges.ts';
import { Meters } from './meters.ts';

type Sources = ConstructorParameters<typeof Gauges>[0];

const gauges = (meters: Meters, lag: () => Promise<Record<string, number>>, databaseAheadMs: number) =>
  new Gauges({
    service: 'policy',
    topics: ['conversation.reply.v1'],
    meters,
    bus: { lag },
    dataSource: { query: () => Promise.resolve([{ ms: String(Date.now() + databaseAheadMs) }]) } as Sources['dataSource'],
  });
const valueOf = async (meters: Meters, line: string) =>
  Number(
    (await meters.registry.metrics())
      .split('\n')
      .find((one) => one.startsWith(line))
      ?.split(' ')
      .at(-1),
  );

test("a consumer tells how far behind it is, and how far its clock is from the database's", async () => {
  const meters = new Meters();
  await gauges(meters, () => Promise.resolve({ 'conversation.reply.v1': 7 }), 60_000).look();
  expect(await valueOf(meters, 'frontdesk_consumer_lag{service="policy",topic="conversation.reply.v1"}')).toBe(7);
  expect(Math.round(await valueOf(meters, 'frontdesk_clock_skew_seconds{service="policy"}'))).toBe(-60);
});

test('a log that is away keeps nobody from seeing the clock', async () => {
  const meters = new Meters();
  await gauges(meters, () => Promise.reject(new Error('away')), -3_000).look();
  expect(Math.round(await valueOf(meters, 'frontdesk_clock_skew_seconds{service="policy"}'))).toBe(3);
});

test('stopping does not wait for a log that does not answer', async () => {
  const waiting = gauges(new Meters(), () => new Promise(() => undefined), 0);
  waiting.start();
  await expect(waiting.stop()).resolves.toBeUndefined();
});
