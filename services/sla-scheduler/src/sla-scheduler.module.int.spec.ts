import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EmbeddedBus } from '@frontdesk/bus';
import { decode, deadTopic, encode, services, topics } from '@frontdesk/contracts';
import type { Message } from '@frontdesk/contracts';
import { Clock, Meters, startService } from '@frontdesk/runtime';
import type { RunningService } from '@frontdesk/runtime';
import { eventually, message, testDatabase, testId, testTime } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { manifest, SlaSchedulerModule } from './index.ts';

const minute = 60_000;
const clock = new Clock();
const at = (ms: number): void => clock.set(ms - Date.now());
const written: Message[] = [];
const called: { key: string | undefined; body: { ticket_id: string } }[] = [];
let refuses = 0;
let database: TestDatabase;
let source: DataSource;
let bus: EmbeddedBus;
let support: Server;
let replicas: RunningService[] = [];
const meters = [new Meters(), new Meters()];

beforeAll(async () => {
  support = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        called.push({
          key: request.headers['idempotency-key'] as string,
          body: JSON.parse(Buffer.concat(chunks).toString()) as { ticket_id: string },
        });
        response.writeHead(refuses-- > 0 ? 503 : 202).end();
      });
  });
  await new Promise<void>((resolve) => {
    support.listen(0, '127.0.0.1', resolve);
  });
  process.env['SUPPORT_WEBHOOK_URL'] = `http://127.0.0.1:${(support.address() as AddressInfo).port}/`;
  database = await testDatabase([manifest]);
  source = await database.connect('sla-scheduler');
  bus = new EmbeddedBus({ url: database.adminUrl, partitions: 2 });
  await bus.createTopics([...topics, ...services.map(deadTopic)].map((topic) => ({ topic, partitions: 2, retentionMs: 3_600_000 })));
  at(testTime);
  const start = (own: Meters) =>
    startService(manifest, SlaSchedulerModule, {
      bus,
      clock,
      meters: own,
      vaultKek: `test:${Buffer.alloc(32, 7).toString('base64')}`,
      logLevel: 'silent',
      databaseUrl: () => database.urlFor('sla-scheduler'),
    });
  replicas = [await start(meters[0]!), await start(meters[1]!)];
  await bus.consume({
    group: 'spec',
    topics: ['conversation.timer.v1'],
    onBatch: async ({ records }) => void written.push(...records.map(({ value }) => decode(value)!)),
  });
}, 60_000);

afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.close()));
  await bus?.close();
  await database?.close();
  support?.close();
}, 30_000);

const send = ({ type, data, envelope }: Message, topic: string, headers: Record<string, string> = {}) =>
  bus.append([{ topic, key: envelope.conversationId, value: encode(envelope, data), headers: { id: envelope.id, type, ...headers } }]);
const said = (conversationId: string) => written.filter(({ envelope }) => envelope.conversationId === conversationId);

test('with two replicas what comes due is said once, and support-p1 is called once', async () => {
  const tickets = Array.from({ length: 20 }, (_, index) => ({ conversationId: `c${index}`, ticketId: testId(1000 + index) }));
  for (const { conversationId, ticketId } of tickets) {
    await send(
      message(
        'HandoffOpened',
        {
          ticketId,
          tier: 'retail',
          topic: 'delivery',
          waitingSince: testTime,
          dueAt: testTime + 30 * minute,
          acceptanceDueAt: testTime + 10 * minute,
        },
        { conversationId },
      ),
      'conversation.handoff.v1',
    );
  }
  await eventually(async () => expect((await replicasHave()).jobs).toBe(20 * 10));
  at(testTime + 31 * minute);
  await eventually(() => {
    for (const { conversationId } of tickets) expect(said(conversationId).map(({ type }) => type)).toContain('SlaBreached');
    expect(new Set(called.map(({ body }) => body.ticket_id)).size).toBe(20);
  });
  // a message behind all of them: nothing more can be on its way
  await send(message('QuestionHeld', { heldId: 'last', dueAt: testTime }, { conversationId: 'c-last' }), 'conversation.lifecycle.v1');
  await eventually(() => said('c-last').length > 0);
  for (const { conversationId } of tickets) {
    expect(
      said(conversationId)
        .map(({ type }) => type)
        .sort(),
    ).toEqual(['AcceptanceDue', 'SlaAtRisk', 'SlaBreached', 'SlaWarned', 'SlaWarned', 'SlaWarned']);
  }
  expect(called).toHaveLength(20);
  expect(new Set(called.map(({ key }) => key)).size).toBe(20);
}, 40_000);

test('silence: still on it after 20 s, overdue after 45 s, and nothing once it was answered', async () => {
  const now = clock.now();
  const fence = { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch: 0, turn: 1 };
  const open = (conversationId: string) =>
    message('TurnOpened', { open: ['m1'], oldestOpen: 'm1', oldestOpenAt: now }, { conversationId, fence });
  await send(open('silent'), 'conversation.lifecycle.v1');
  await send(open('answered'), 'conversation.lifecycle.v1');
  const trace = 'a'.repeat(32);
  const answer = message('TurnAnswered', { answered: ['m1'] }, { conversationId: 'answered', fence });
  await send(answer, 'conversation.lifecycle.v1', { traceparent: `00-${trace}-${'b'.repeat(16)}-01` });
  await eventually(async () => expect((await replicasHave('silent')).jobs).toBe(2));
  await eventually(async () => expect((await replicasHave('answered')).clocks).toBe(1));
  await eventually(async () => expect((await replicasHave('answered')).jobs).toBe(0));
  at(now + 46_000);
  await eventually(() => expect(said('silent').map(({ type }) => type)).toEqual(['BotReplyNoticeDue', 'ReplyOverdue']));
  expect(said('answered')).toEqual([]);
  const measured = (await Promise.all(meters.map(({ registry }) => registry.metrics()))).join('');
  expect(measured).toMatch(new RegExp(`^frontdesk_first_response_seconds_bucket\\{.*\\} 1 # \\{trace_id="${trace}"\\}`, 'm'));
});

test('a dead letter of any consumer ends the waiting at once', async () => {
  const about = { conversationId: 'poisoned', fence: { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch: 0, turn: 1 } };
  await send(message('TurnOpened', { open: ['m1'], oldestOpen: 'm1', oldestOpenAt: clock.now() }, about), 'conversation.lifecycle.v1');
  await send(message('DeadLettered', { deadId: 'x1', consumer: 'rag-tools' }, about), deadTopic('rag-tools'));
  await eventually(() =>
    expect(said('poisoned')).toMatchObject([{ type: 'ReplyOverdue', data: { cause: 'DEAD_LETTER' }, envelope: { fence: { turn: 1 } } }]),
  );
});

test('what Meta did to the account calls support-p1, once, with what and why', async () => {
  const news = message(
    'AttentionNeeded',
    { what: 'TEMPLATE_PAUSED', scope: '*', subjects: ['conversation_update en_US'], why: 'ABUSIVE' },
    { conversationId: 'account:*' },
  );
  for (let copy = 0; copy < 2; copy += 1) await send(news, 'conversation.lifecycle.v1');
  const about = () => called.filter(({ body }) => (body as unknown as { what?: string }).what === 'TEMPLATE_PAUSED');
  await eventually(() => expect(about()).toHaveLength(1));
  expect(about()[0]).toMatchObject({
    key: news.envelope.id,
    body: {
      channel: 'support-p1',
      scope: '*',
      subjects: ['conversation_update en_US'],
      why: 'ABUSIVE',
      text: 'TEMPLATE_PAUSED: ABUSIVE, conversation_update en_US',
    },
  });
  await send(
    message('QuestionHeld', { heldId: 'behind', dueAt: clock.now() }, { conversationId: 'c-behind' }),
    'conversation.lifecycle.v1',
  );
  await eventually(() => said('c-behind').length > 0);
  expect(about()).toHaveLength(1);
});

test('a call that the receiver refuses stays to be made', async () => {
  refuses = 1;
  const before = called.length;
  const now = clock.now();
  await send(
    message(
      'HandoffOpened',
      {
        ticketId: testId(2000),
        tier: 'vip',
        topic: 'refund',
        waitingSince: now - 4 * minute,
        dueAt: now + minute,
        acceptanceDueAt: now + 10 * minute,
      },
      { conversationId: 'refused' },
    ),
    'conversation.handoff.v1',
  );
  await eventually(() => expect(called.length).toBe(before + 1));
  await eventually(async () => expect((await replicasHave('refused')).unsent).toBe(1));
});

async function replicasHave(conversationId = ''): Promise<{ clocks: number; jobs: number; unsent: number }> {
  const count = async (table: string, also = ''): Promise<number> => {
    const [row]: { count: string }[] = await source.query(`SELECT count(*) FROM ${table} WHERE ($1 = '' OR conversation_id = $1) ${also}`, [
      conversationId,
    ]);
    return Number(row!.count);
  };
  return { clocks: await count('clocks'), jobs: await count('jobs'), unsent: await count('notifications', 'AND sent_at IS NULL') };
}
