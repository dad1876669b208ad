import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EmbeddedBus } from '@frontdesk/bus';
import { topics } from '@frontdesk/contracts';
import type { Manifest } from '@frontdesk/contracts';
import { testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import { Module } from '@nestjs/common';
import { Clock } from './clock.ts';
import { Meters } from './meters.ts';
import { startService } from './service.ts';

@Module({})
class NothingModule {}

const manifest: Manifest = { name: 'nlu-router', reads: ['conversation.identity.v1'], owns: ['nlu_router'] };
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([manifest]);
}, 60_000);
afterAll(() => database.close());

test('a service whose topics are missing or different, those it writes too, is not ready and names them', async () => {
  const bus = new EmbeddedBus({ url: database.adminUrl, partitions: 2 });
  const there = topics.filter((topic) => topic !== 'conversation.routed.v1');
  await bus.createTopics(
    there.map((topic) => ({ topic, partitions: topic === 'conversation.identity.v1' ? 3 : 2, retentionMs: 3_600_000 })),
  );
  const service = await startService(manifest, NothingModule, {
    bus,
    clock: new Clock(),
    meters: new Meters(),
    vaultKek: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
    logLevel: 'silent',
    databaseUrl: () => database.urlFor('nlu-router'),
  });
  const web = createServer((request, response) => service.handle(request, response));
  await new Promise<void>((resolve) => {
    web.listen(0, '127.0.0.1', resolve);
  });
  try {
    const at = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
    const answer = await fetch(`${at}/readyz`);
    const { status, problems } = (await answer.json()) as { status: string; problems: string[] };
    expect([answer.status, status]).toEqual([503, 'not ready']);
    expect(problems).toEqual([
      'log: conversation.identity.v1 has 3 partitions instead of 2; conversation.routed.v1 is missing; nlu-router.dead.v1 is missing',
    ]);
    const metrics = await (await fetch(`${at}/metrics`)).text();
    expect(metrics.match(/^frontdesk_ready\{.*/gm)).toEqual([
      'frontdesk_ready{service="nlu-router",need="log"} 0',
      'frontdesk_ready{service="nlu-router",need="postgres"} 1',
    ]);
  } finally {
    web.closeAllConnections();
    web.close();
    await service.close();
    await bus.close();
  }
}, 60_000);
