import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EmbeddedBus } from '@frontdesk/bus';
import { deadTopic, encode, services, topics } from '@frontdesk/contracts';
import type { Message, Topic } from '@frontdesk/contracts';
import { Clock, Forgetting, Logger, Meters, SlaPolicies, startService } from '@frontdesk/runtime';
import type { RunningService } from '@frontdesk/runtime';
import { defaultPolicy } from '@frontdesk/sla';
import { eventually, message, testDatabase, testId, testTime } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { forgotten } from './adapters/forgetting.ts';
import { manifest, SlaSchedulerModule } from './index.ts';

const minute = 60_000;
const clock = new Clock();
const logger = new Logger('sla-scheduler', 'silent');
let database: TestDatabase;
let source: DataSource;
let bus: EmbeddedBus;
let service: RunningService;

beforeAll(async () => {
  database = await testDatabase([manifest]);
  source = await database.connect('sla-scheduler');
  bus = new EmbeddedBus({ url: database.adminUrl, partitions: 2 });
  await bus.createTopics([...topics, ...services.map(deadTopic)].map((topic) => ({ topic, partitions: 2, retentionMs: 3_600_000 })));
  clock.set(testTime - Date.now());
  service = await startService(manifest, SlaSchedulerModule, {
    bus,
    clock,
    meters: new Meters(),
    vaultKek: `test:${Buffer.alloc(32, 7).toString('base64')}`,
    logLevel: 'silent',
    databaseUrl: () => database.urlFor('sla-scheduler'),
  });
}, 60_000);
afterAll(async () => {
  await service?.close();
  await bus?.close();
  await database?.close();
});

const send = ({ type, data, envelope }: Message, topic: Topic) =>
  bus.append([{ topic, key: envelope.conversationId, value: encode(envelope, data), headers: { id: envelope.id, type } }]);
const { matrix } = defaultPolicy;
const policy = (version: string) => ({
  ...defaultPolicy,
  version,
  matrix: { ...matrix, retail: { ...matrix.retail, delivery: { firstResponse: 7, nextResponse: 7, acceptance: 7, resolution: 7 } } },
});
const changed = (revision: number, what: object, from = testTime) =>
  send(
    message('SlaPolicyChanged', { revision, policy: JSON.stringify(what), from, by: 'lena' }, { conversationId: 'account:*' }),
    'system.admin.v1',
  );
const kept = () => source.query<{ revision: number }[]>('SELECT revision FROM sla_policies ORDER BY revision');
/** As a replica that starts has them. */
const known = () => new SlaPolicies(source, logger, defaultPolicy).known();

test('what a lead has changed is kept, once, and there for who starts; what is not understood is a dead letter, and what holds goes on', async () => {
  expect((await known()).at(testTime)).toEqual(defaultPolicy);
  const once = message(
    'SlaPolicyChanged',
    { revision: 1, policy: JSON.stringify(policy('console-1')), from: testTime },
    { conversationId: 'account:*' },
  );
  await send(once, 'system.admin.v1');
  await send(once, 'system.admin.v1');
  await changed(2, { version: 'console-2', shifts: [] });
  await changed(3, policy('console-3'), testTime + minute);
  await eventually(async () => expect(await kept()).toEqual([{ revision: 1 }, { revision: 3 }]));
  expect(await source.query('SELECT FROM dead_letters')).toHaveLength(1);
  const policies = await known();
  expect([testTime - 1, testTime, testTime + minute].map((at) => policies.at(at).version)).toEqual(['sla-1', 'console-1', 'console-3']);
});

test('a ticket that was opened by it is timed by it', async () => {
  const resolution = async (conversationId: string) =>
    source.query<{ policy_version: string; minutes: number }[]>(
      `SELECT policy_version, extract(epoch FROM due_at - started_at)::int / 60 AS minutes FROM clocks WHERE conversation_id = $1 AND kind = 'resolution'`,
      [conversationId],
    );
  let n = 0;
  await eventually(async () => {
    n += 1;
    const conversationId = `c${n}`;
    const opened = { ticketId: testId(n), tier: 'retail', topic: 'delivery', waitingSince: testTime, dueAt: testTime + 7 * minute };
    const more = { acceptanceDueAt: testTime + 7 * minute, policyVersion: 'console-1' };
    await send(message('HandoffOpened', { ...opened, ...more }, { conversationId }), 'conversation.handoff.v1');
    await eventually(async () => expect(await resolution(conversationId)).toHaveLength(1));
    expect(await resolution(conversationId)).toEqual([{ policy_version: 'console-1', minutes: 7 }]);
  });
});

test('one that was replaced goes after 731 days; the last never does', async () => {
  const days = (n: number) => testTime + n * 24 * 60 * minute;
  await changed(4, policy('console-4'), days(10));
  await eventually(async () => expect(await kept()).toHaveLength(3));
  const forget = async (at: number) => {
    const then = new Clock();
    then.set(at - Date.now());
    await new Forgetting(source, then, new Meters(), logger, forgotten()).forget();
    return (await kept()).map(({ revision }) => revision);
  };
  expect(await forget(days(730))).toEqual([1, 3, 4]);
  expect(await forget(days(735))).toEqual([3, 4]);
  expect(await forget(days(2000))).toEqual([4]);
});
