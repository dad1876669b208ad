import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { create } from '@bufbuild/protobuf';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EmbeddedBus } from '@frontdesk/bus';
import { decode, deadTopic, encode, PacketSchema, services, topics } from '@frontdesk/contracts';
import type { Message } from '@frontdesk/contracts';
import { Clock, Forgetting, Logger, Meters, startService } from '@frontdesk/runtime';
import type { RunningService } from '@frontdesk/runtime';
import { eventually, message, testDatabase, testId, testTime } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { forgotten } from './adapters/forgetting.ts';
import { manifest, SlaSchedulerModule } from './index.ts';

const minute = 60_000;
const fence = (epoch: number) => ({ $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch, turn: 1 });
const clock = new Clock();
const at = (ms: number): void => clock.set(ms - Date.now());
const written: Message[] = [];
interface Said {
  id: string;
  ticket_id?: string;
  what?: string;
  digest?: boolean;
  count?: number;
  cleared?: number;
  calls?: Said[];
}
const called: { key: string | undefined; token: string | undefined; body: Said }[] = [];
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
          token: request.headers.authorization,
          body: JSON.parse(Buffer.concat(chunks).toString()) as Said,
        });
        response.writeHead(refuses-- > 0 ? 503 : 202).end();
      });
  });
  await new Promise<void>((resolve) => {
    support.listen(0, '127.0.0.1', resolve);
  });
  process.env['SUPPORT_WEBHOOK_URL'] = `http://127.0.0.1:${(support.address() as AddressInfo).port}/`;
  process.env['SUPPORT_WEBHOOK_TOKEN'] = 'what the receiver knows us by';
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
/** The next page may go. */
const later = (ms = 5 * minute): void => at(clock.now() + ms);
/** What pages were about, those of a digest too. */
const about = (): Said[] => called.flatMap(({ body }) => body.calls ?? [body]);
/** A message behind all others: nothing more can be on its way. */
const nothingMore = async (name: string): Promise<void> => {
  await send(message('QuestionHeld', { heldId: name, dueAt: clock.now() }, { conversationId: name }), 'conversation.lifecycle.v1');
  await eventually(() => said(name).length > 0);
};
const said = (conversationId: string) => written.filter(({ envelope }) => envelope.conversationId === conversationId);

test('with two replicas what comes due is said once, and support-p1 is called once of each, in one page an interval', async () => {
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
  await eventually(async () => expect((await replicasHave()).jobs).toBe(20 * 11));
  at(testTime + 31 * minute);
  await eventually(() => {
    for (const { conversationId } of tickets) expect(said(conversationId).filter(({ type }) => type === 'SlaBreached')).toHaveLength(2);
    expect(called.length).toBeGreaterThan(0);
  });
  await nothingMore('c-last');
  expect(called).toHaveLength(1);
  later();
  // two replicas may have found them in two looks
  await eventually(() => expect(new Set(about().map(({ ticket_id }) => ticket_id)).size).toBe(20));
  for (const { conversationId } of tickets) {
    expect(
      said(conversationId)
        .map(({ type }) => type)
        .sort(),
    ).toEqual(['AcceptanceDue', 'SlaAtRisk', 'SlaBreached', 'SlaBreached', 'SlaWarned', 'SlaWarned', 'SlaWarned']);
  }
  expect(about()).toHaveLength(20);
  expect(called.length).toBeLessThanOrEqual(2);
  expect(called.map(({ key }) => key)).toEqual(called.map(({ body }) => body.id));
}, 40_000);

test('how long a case took that was resolved is measured, with its trace; not one that was handed back', async () => {
  const ends = { 'is-resolved': 'CaseResolved', 'is-back': 'HandedBack' };
  const trace = 'c'.repeat(32);
  for (const [conversationId, cause] of Object.entries(ends)) {
    const about = { conversationId, fence: fence(1), decidedAt: clock.now() };
    const opened = { ticketId: conversationId, waitingSince: clock.now() - 90_000, dueAt: clock.now() + 30 * minute };
    await send(message('HandoffOpened', opened, about), 'conversation.handoff.v1');
    await eventually(async () => expect((await replicasHave(conversationId)).jobs).toBeGreaterThan(0));
    const over = message('OwnerChanged', { to: 'bot', cause, epoch: 2, ticketId: conversationId }, about);
    await send(over, 'conversation.lifecycle.v1', { traceparent: `00-${trace}-${'d'.repeat(16)}-01` });
    await eventually(async () => expect((await replicasHave(conversationId)).jobs).toBe(0));
  }
  const measured = (await Promise.all(meters.map(({ registry }) => registry.metrics()))).join('');
  expect([...measured.matchAll(/^frontdesk_resolution_seconds_(count|sum) ([1-9]\d*)/gm)].map(([, of, value]) => [of, value])).toEqual([
    ['sum', '90'],
    ['count', '1'],
  ]);
  expect(measured).toMatch(new RegExp(`^frontdesk_resolution_seconds_bucket\\{.*\\} 1 # \\{trace_id="${trace}"\\}`, 'm'));
});

test('what is learnt of a ticket later is kept with its clocks, and they come due by it', async () => {
  const conversationId = 'is-vip';
  const [at, ticketId] = [clock.now() + 24 * 60 * minute, testId(2000)];
  const about = { conversationId, fence: fence(1), decidedAt: at };
  const times = { waitingSince: at, dueAt: at + 30 * minute, acceptanceDueAt: at + 10 * minute };
  await send(message('HandoffOpened', { ticketId, tier: 'retail', topic: 'delivery', ...times }, about), 'conversation.handoff.v1');
  await send(message('PromiseShortened', { ticketId, tier: 'vip', topic: 'refund' }, about), 'conversation.handoff.v1');
  const breaches = `SELECT c.kind, c.tier, c.topic, c.due_at = j.due_at AS same, j.due_at FROM clocks c JOIN jobs j USING (conversation_id)
    WHERE conversation_id = $1 AND j.clock_id = c.id AND threshold = 'breach' ORDER BY 5`;
  const due = (kind: string, promised: number) => ({
    kind,
    tier: 'vip',
    topic: 'refund',
    same: true,
    due_at: new Date(at + promised * minute),
  });
  await eventually(async () =>
    expect(await source.query(breaches, [conversationId])).toEqual([
      due('acceptance', 4),
      due('human_first_response', 5),
      due('resolution', 240),
    ]),
  );
  await send(message('OwnerChanged', { to: 'bot', cause: 'HandedBack', epoch: 2, ticketId }, about), 'conversation.lifecycle.v1');
  await eventually(async () => expect((await replicasHave(conversationId)).jobs).toBe(0));
});

test('what is read after a later message is kept with the window as what waits', async () => {
  const about = { conversationId: 'is-late', fence: fence(1) };
  const opened = { lastInboundAt: clock.now(), endsAt: clock.now() + 24 * 60 * minute };
  const subject = async () => (await source.query(`SELECT subject FROM clocks WHERE conversation_id = 'is-late'`)) as unknown[];
  await send(message('WindowOpened', { ...opened, noted: true }, about), 'conversation.lifecycle.v1');
  await eventually(async () => expect(await subject()).toEqual([{ subject: '0' }]));
  await send(message('WindowOpened', { ...opened, wroteAt: 5 }, about), 'conversation.lifecycle.v1');
  await eventually(async () => expect(await subject()).toEqual([{ subject: '5' }]));
});

test('silence: still on it after 20 s, overdue after 45 s, and nothing once it was answered', async () => {
  const now = clock.now();
  const open = (conversationId: string) =>
    message('TurnOpened', { open: ['m1'], oldestOpen: 'm1', oldestOpenAt: now }, { conversationId, fence: fence(0) });
  await send(open('silent'), 'conversation.lifecycle.v1');
  await send(open('answered'), 'conversation.lifecycle.v1');
  const trace = 'a'.repeat(32);
  const answer = message('TurnAnswered', { answered: ['m1'] }, { conversationId: 'answered', fence: fence(0) });
  await send(answer, 'conversation.lifecycle.v1', { traceparent: `00-${trace}-${'b'.repeat(16)}-01` });
  await eventually(async () => expect((await replicasHave('silent')).jobs).toBe(2));
  await eventually(async () => expect((await replicasHave('answered')).clocks).toBe(1));
  await eventually(async () => expect((await replicasHave('answered')).jobs).toBe(0));
  at(now + 46_000);
  await eventually(() => expect(said('silent').map(({ type }) => type)).toEqual(['BotReplyNoticeDue', 'ReplyOverdue']));
  expect(said('answered')).toEqual([]);
  const measured = (await Promise.all(meters.map(({ registry }) => registry.metrics()))).join('');
  expect(measured).toMatch(/^frontdesk_reply_notices_total 1$/m);
  expect(measured).toMatch(new RegExp(`^frontdesk_first_response_seconds_bucket\\{.*\\} 1 # \\{trace_id="${trace}"\\}`, 'm'));
});

test('a first response is measured once, also where it was waited for longer than a day', async () => {
  const about = { conversationId: 'waited', fence: fence(0) };
  const count = async (): Promise<number> => {
    const measured = (await Promise.all(meters.map(({ registry }) => registry.metrics()))).join('');
    return [...measured.matchAll(/^frontdesk_first_response_seconds_count (\d+)/gm)].reduce((sum, [, value]) => sum + Number(value), 0);
  };
  const before = await count();
  const isAnswered = async (messageId: string, oldestOpenAt: number): Promise<void> => {
    await send(message('TurnOpened', { open: [messageId], oldestOpen: messageId, oldestOpenAt }, about), 'conversation.lifecycle.v1');
    await send(message('TurnAnswered', { answered: [messageId] }, { ...about, decidedAt: clock.now() }), 'conversation.lifecycle.v1');
    const ended = `SELECT FROM clocks WHERE conversation_id = 'waited' AND subject = $1 AND ended_at IS NOT NULL`;
    await eventually(async () => expect(await source.query(ended, [messageId])).toHaveLength(1));
  };
  await isAnswered('m1', clock.now() - 25 * 60 * minute);
  await isAnswered('m2', clock.now());
  await isAnswered('m3', clock.now());
  await eventually(async () => expect(await count()).toBe(before + 1));
});

test('a dead letter of any consumer ends the waiting at once', async () => {
  const about = { conversationId: 'poisoned', fence: fence(0) };
  await send(message('TurnOpened', { open: ['m1'], oldestOpen: 'm1', oldestOpenAt: clock.now() }, about), 'conversation.lifecycle.v1');
  await send(message('DeadLettered', { deadId: 'x1', consumer: 'rag-tools' }, about), deadTopic('rag-tools'));
  await eventually(() =>
    expect(said('poisoned')).toMatchObject([{ type: 'ReplyOverdue', data: { cause: 'DEAD_LETTER' }, envelope: { fence: { turn: 1 } } }]),
  );
});

test('what Meta did to the account calls support-p1, once, with what and why', async () => {
  later();
  const news = message(
    'AttentionNeeded',
    { what: 'TEMPLATE_PAUSED', scope: '*', subjects: ['conversation_update en_US'], why: 'ABUSIVE' },
    { conversationId: 'account:*' },
  );
  for (let copy = 0; copy < 2; copy += 1) await send(news, 'conversation.lifecycle.v1');
  const calls = () => called.filter(({ body }) => body.what === 'TEMPLATE_PAUSED');
  await eventually(() => expect(calls()).toHaveLength(1));
  expect(calls()[0]).toMatchObject({
    key: news.envelope.id,
    token: 'Bearer what the receiver knows us by',
    body: {
      channel: 'support-p1',
      scope: '*',
      subjects: ['conversation_update en_US'],
      why: 'ABUSIVE',
      text: 'TEMPLATE_PAUSED: ABUSIVE, conversation_update en_US',
    },
  });
  await nothingMore('c-behind');
  later();
  await nothingMore('c-behind-later');
  expect(calls()).toHaveLength(1);
});

test('within an interval what clears is left out and counted, the rest is one digest with number and permalink', async () => {
  later();
  const from = called.length;
  const permalink = `https://desk.example/console/t/${'A'.repeat(22)}`;
  const risks = async (name: string, ticket: number): Promise<void> => {
    const about = { conversationId: name, fence: fence(1) };
    const more = { ticketNumber: `T-${ticket}`, packet: create(PacketSchema, { transcriptUrl: permalink }) };
    const [waitingSince, dueAt, acceptanceDueAt] = [clock.now() - 26 * minute, clock.now() + 4 * minute, clock.now() + 60 * minute];
    const opened = { ticketId: testId(ticket), tier: 'retail', topic: 'delivery', waitingSince, dueAt, acceptanceDueAt, ...more };
    await send(message('HandoffOpened', opened, about), 'conversation.handoff.v1');
    await eventually(() => expect(said(name).map(({ type }) => type)).toContain('SlaAtRisk'));
  };
  await risks('alone', 3000);
  await eventually(() => expect(called.slice(from)).toMatchObject([{ body: { ticket_id: testId(3000), number: 'T-3000', permalink } }]));
  await risks('stands', 3001);
  await risks('kept', 3002);
  await risks('stands-too', 3003);
  const news = { what: 'ACCOUNT_RESTRICTED', scope: '*', subjects: [], why: 'RESTRICTED_BIZ' };
  await send(message('AttentionNeeded', news, { conversationId: 'account:*' }), 'conversation.lifecycle.v1');
  await send(message('AttentionOver', { ...news, why: '' }, { conversationId: 'account:*' }), 'conversation.lifecycle.v1');
  const answer = message('MessageSent', { speaker: 'agent', subjectId: 'd', at: clock.now() }, { conversationId: 'kept', fence: fence(3) });
  await send(answer, 'conversation.lifecycle.v1');
  await eventually(() => expect(said('kept').map(({ type }) => type)).toContain('SlaMet'));
  await nothingMore('c-gathered');
  expect(called).toHaveLength(from + 1);
  refuses = 1;
  later();
  await eventually(() => expect(called).toHaveLength(from + 2));
  const digest = called.at(-1)!;
  expect(digest).toMatchObject({
    key: digest.body.id,
    body: {
      digest: true,
      count: 2,
      cleared: 2,
      more: 0,
      calls: [
        { ticket_id: testId(3001), number: 'T-3001', permalink },
        { ticket_id: testId(3003), number: 'T-3003' },
      ],
    },
  });
  // it was refused: the same page is posted again, once its claim is over
  await source.query('UPDATE notifications SET claimed_until = NULL WHERE sent_at IS NULL');
  await eventually(() => expect(called).toHaveLength(from + 3));
  expect(called.at(-1)).toEqual(digest);
  const measured = (await Promise.all(meters.map(({ registry }) => registry.metrics()))).join('');
  expect(measured).toMatch(/^frontdesk_support_calls_total\{outcome="cleared"\} [1-9]/m);
});

test('of several subjects that one call is for, those that are mended are not named', async () => {
  later();
  const account = { conversationId: 'account:*' };
  const attention = (type: 'AttentionNeeded' | 'AttentionOver', what: string, ...subjects: string[]) =>
    send(message(type, { what, scope: 'waba', subjects, why: '' }, account), 'conversation.lifecycle.v1');
  const [before, posted] = [called.length, () => called.slice(before).map(({ body }) => body)];
  await attention('AttentionNeeded', 'TEMPLATE_REJECTED', 'first');
  await eventually(() => expect(posted()).toHaveLength(1));
  await attention('AttentionNeeded', 'TEMPLATE_PAUSED', 'one', 'two', 'three');
  await attention('AttentionOver', 'TEMPLATE_PAUSED', 'one');
  await attention('AttentionNeeded', 'TEMPLATE_REJECTED', 'four', 'five');
  for (const one of ['four', 'five']) await attention('AttentionOver', 'TEMPLATE_REJECTED', one);
  await attention('AttentionOver', 'TEMPLATE_PAUSED', 'three', 'another');
  await eventually(async () =>
    expect(await source.query('SELECT cleared, body FROM calls ORDER BY cleared')).toMatchObject([
      { cleared: false, body: { subjects: ['two'] } },
      { cleared: true },
    ]),
  );
  later();
  await eventually(() => expect(posted()).toHaveLength(2));
  expect(posted()[1]).toMatchObject({ count: 1, cleared: 1, calls: [{ subjects: ['two'], text: 'TEMPLATE_PAUSED: two' }] });
});

test('a call that the receiver refuses stays to be made', async () => {
  later();
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
  await eventually(async () => expect((await replicasHave()).unsent).toBe(1));
  const measured = (await Promise.all(meters.map(({ registry }) => registry.metrics()))).join('');
  expect(measured).toMatch(/^frontdesk_support_posts_total\{outcome="failed"\} [1-9]/m);
  expect(measured).toMatch(/^frontdesk_support_posts_total\{outcome="taken"\} [1-9]/m);
});

test('a clock that was far ahead and is put right keeps nobody from being called', async () => {
  later(60 * minute);
  const ahead = clock.now();
  const news = (what: string) =>
    send(
      message('AttentionNeeded', { what, scope: '*', subjects: [], why: 'w' }, { conversationId: 'account:*' }),
      'conversation.lifecycle.v1',
    );
  await news('ACCOUNT_RESTRICTED');
  await eventually(() => expect(about().map(({ what }) => what)).toContain('ACCOUNT_RESTRICTED'));
  at(ahead - 30 * minute);
  await news('NUMBER_FLAGGED');
  await eventually(() => expect(about().map(({ what }) => what)).toContain('NUMBER_FLAGGED'));
});

test('a page goes 30 days after it was made, taken or not', async () => {
  const made = (id: string, days: number, taken: boolean) =>
    source.query(
      'INSERT INTO notifications (id, conversation_id, body, created_at, claimed_until, sent_at) VALUES ($1, $2, $3, $4, $5, $6)',
      [id, 'aged', '{}', new Date(clock.now() - days * 24 * 60 * minute), new Date(Date.now() + 60 * minute), taken ? new Date() : null],
    );
  await made(testId(9001), 31, true);
  await made(testId(9002), 31, false);
  await made(testId(9003), 29, true);
  await new Forgetting(source, clock, new Meters(), new Logger('sla-scheduler', 'silent'), forgotten()).forget();
  expect(await source.query(`SELECT id FROM notifications WHERE conversation_id = 'aged'`)).toEqual([{ id: testId(9003) }]);
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
