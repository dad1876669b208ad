import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EmbeddedBus } from '@frontdesk/bus';
import type { Bus, ConsumeOptions, Subscription } from '@frontdesk/bus';
import { decode, deadTopic, encode, services, topics } from '@frontdesk/contracts';
import type { Message, Topic } from '@frontdesk/contracts';
import { Clock, Meters, startService } from '@frontdesk/runtime';
import { eventually, message, testDatabase, testId, testTime } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import { manifest, SlaSchedulerModule } from './index.ts';

const minute = 60_000;
const conversationId = 'c1';
const ticketId = testId(1);
const fence = (epoch: number) => ({ $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch, turn: 1 });
const clock = new Clock();
const written: Message[] = [];
let database: TestDatabase;
let bus: EmbeddedBus;

beforeAll(async () => {
  database = await testDatabase([manifest]);
  bus = new EmbeddedBus({ url: database.adminUrl, partitions: 2 });
  await bus.createTopics([...topics, ...services.map(deadTopic)].map((topic) => ({ topic, partitions: 2, retentionMs: 3_600_000 })));
  await bus.consume({
    group: 'spec',
    topics: ['conversation.timer.v1'],
    onBatch: async ({ records }) => void written.push(...records.map(({ value }) => decode(value)!)),
  });
});
afterAll(async () => {
  await bus?.close();
  await database?.close();
});

const start = (log: Bus) =>
  startService(manifest, SlaSchedulerModule, {
    bus: log,
    clock,
    meters: new Meters(),
    vaultKek: `test:${Buffer.alloc(32, 7).toString('base64')}`,
    logLevel: 'silent',
    databaseUrl: () => database.urlFor('sla-scheduler'),
  });
const send = ({ type, data, envelope }: Message, topic: Topic) =>
  bus.append([{ topic, key: envelope.conversationId, value: encode(envelope, data), headers: { id: envelope.id, type } }]);
const said = (by = conversationId) => written.filter(({ envelope }) => envelope.conversationId === by).map(({ type }) => type);

/** The same log, of which nothing is read before it opens. */
function shut(): { log: Bus; open: () => void; asked: () => number } {
  let asked = 0;
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const log = Object.assign(Object.create(bus) as Bus, {
    consume: async (options: ConsumeOptions): Promise<Subscription> => {
      const begun = opened.then(() => bus.consume(options));
      return { stop: async () => (await begun).stop() };
    },
    positions: (group: string, names: readonly string[]) => {
      asked += 1;
      return bus.positions(group, names);
    },
  });
  return { log, open, asked: () => asked };
}

test('after a time away what was promised is judged by what was written meanwhile: nobody is called for what was kept', async () => {
  clock.set(testTime - Date.now());
  const first = await start(bus);
  const times = { waitingSince: testTime, dueAt: testTime + 30 * minute, acceptanceDueAt: testTime + 600 * minute };
  await send(
    message('HandoffOpened', { ticketId, tier: 'retail', topic: 'delivery', ...times }, { conversationId, fence: fence(1) }),
    'conversation.handoff.v1',
  );
  await eventually(async () => expect(await bus.lag(manifest.name, ['conversation.handoff.v1'])).toEqual({ 'conversation.handoff.v1': 0 }));
  await first.close();

  const answered = { speaker: 'agent', subjectId: 'd1', at: testTime + minute };
  await send(message('MessageSent', answered, { conversationId, fence: fence(3) }), 'conversation.lifecycle.v1');
  clock.set(testTime + 40 * minute - Date.now());
  const { log, open, asked } = shut();
  const second = await start(log);
  try {
    await eventually(() => asked() > 1);
    expect(said()).toEqual([]);
    open();
    await eventually(() => expect(said()).toContain('SlaMet'));
    // due behind all that: nothing more can be on its way
    clock.set(testTime + 700 * minute - Date.now());
    await eventually(() => expect(said()).toContain('AcceptanceDue'));
    expect(said()).not.toContain('SlaAtRisk');
    expect(written).not.toContainEqual(
      expect.objectContaining({ type: 'SlaBreached', data: expect.objectContaining({ clock: 'human_first_response' }) }),
    );
  } finally {
    open();
    await second.close();
  }
});

test('while the log does not say how far it was read only promises wait for it, and nobody who waits for the bot', async () => {
  let asked = 0;
  const log = Object.assign(Object.create(bus) as Bus, {
    positions: () => {
      asked += 1;
      return new Promise(() => {});
    },
  });
  const about = { conversationId: 'c2', fence: fence(1) };
  const now = clock.now();
  const times = { waitingSince: now, dueAt: now + minute, acceptanceDueAt: now + 600 * minute };
  await send(
    message('HandoffOpened', { ticketId: testId(2), tier: 'retail', topic: 'delivery', ...times }, about),
    'conversation.handoff.v1',
  );
  await send(message('QuestionHeld', { heldId: 'h1', dueAt: now + 5 * minute }, about), 'conversation.lifecycle.v1');
  const service = await start(log);
  try {
    clock.set(now + 2 * minute - Date.now());
    await eventually(() => expect(asked).toBe(1));
    clock.set(now + 6 * minute - Date.now());
    await eventually(() => expect(said('c2')).toEqual(['HeldDue']));
  } finally {
    await service.close();
  }
});
