import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EmbeddedBus } from '@frontdesk/bus';
import type { Bus } from '@frontdesk/bus';
import { topicsConfig } from '@frontdesk/runtime';
import type { RunningService } from '@frontdesk/runtime';
import { eventually } from '@frontdesk/testing';
import { Client } from 'pg';
import { GatewayWorld } from '../../test/gateway-world.ts';

type Reply = (response: ServerResponse) => void;
const says =
  (status: number): Reply =>
  (response) =>
    void response.writeHead(status).end();
const cut: Reply = (response) => void response.socket?.destroy();

/** The shop: each order of a test's own, with the answers to come; the last one stays. */
const asked: { order: string; key: string; lines: unknown }[] = [];
const answers = new Map<string, Reply[]>();
const shop: Server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const order = request.url?.split('/')[2] ?? '';
    const { lines } = JSON.parse(Buffer.concat(chunks).toString()) as { lines: unknown };
    asked.push({ order, key: String(request.headers['idempotency-key']), lines });
    const replies = answers.get(order) ?? [says(200)];
    (replies.length > 1 ? replies.shift() : replies[0])!(response);
  });
});

let world: GatewayWorld;
let bus: Bus;
let second: RunningService;
beforeAll(async () => {
  await new Promise<void>((resolve) => void shop.listen(0, '127.0.0.1', resolve));
  process.env['COMMERCE_URL'] = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  process.env['COMMERCE_CHANGES'] = 'true';
  world = await GatewayWorld.open();
  bus = new EmbeddedBus({
    url: world.database.adminUrl,
    partitions: 4,
    topicsConfig: Object.fromEntries(topicsConfig(4).map((topic) => [topic.topic, topic])),
  });
  second = await world.replica(bus);
}, 120_000);
afterAll(async () => {
  await second?.close();
  await bus?.close();
  await world?.close();
  shop.closeAllConnections();
  shop.close();
}, 60_000);

let made = 0;
/** A customer, and an order of theirs, whose requests are answered so. */
async function order(...replies: Reply[]) {
  made += 1;
  const number = `FD-${made}`;
  if (replies.length > 0) answers.set(number, replies);
  return { number, to: await world.customer(String(4915270000000 + made)) };
}
const requests = (number: string) => asked.filter((one) => one.order === number);
const settled = (changeId: string) => world.of('OrderChangeSettled', ({ data }) => data.changeId === changeId);
const outcomes = (changeId: string) => settled(changeId).map(({ data }) => data.outcome);
const ends = (changeId: string) => eventually(() => settled(changeId).length > 0);
const reached = ({ conversationId }: { conversationId: string }) =>
  world.of('FenceReached', ({ envelope }) => envelope.conversationId === conversationId);

/** A change of a customer's as some replica left it, with the time passed since. */
async function left(to: { conversationId: string }, by: string, row: Readonly<Record<string, unknown>>): Promise<string> {
  const changeId = `left-${(made += 1)}`;
  const { state = 'queued', attempts = 1, mayBeMade = false, waits = false, askedSecondsAgo = 1, markedSecondsAgo = 1 } = row;
  await world.postgresRows(
    `INSERT INTO gateway.order_changes (change_id, conversation_id, contact_id, case_no, epoch, turn, customer_hash, sealed, state, attempts, may_be_made,
       traceparent, queued_at, not_before, asked_first_at, marked_at)
     SELECT $1, $2, contact_id, case_no, epoch, turn, customer_hash, sealed, $3, $4, $5, traceparent, now(),
       now() + make_interval(hours => $6), now() - make_interval(secs => $7), now() - make_interval(secs => $8)
     FROM gateway.order_changes WHERE change_id = $9`,
    [changeId, to.conversationId, state, attempts, mayBeMade, waits ? 1 : 0, askedSecondsAgo, markedSecondsAgo, by],
  );
  return changeId;
}
/** One that is over, as the pattern of what is left. */
async function pattern(...replies: Reply[]) {
  const { number, to } = await order();
  const first = world.orderChange(to, number, 'Musterstraße 5\n22767 Hamburg');
  await world.bus.append([first.record]);
  await ends(first.changeId);
  if (replies.length > 0) answers.set(number, replies);
  return { number, to, pattern: first.changeId, asked: () => requests(number).slice(1) };
}

describe('a change that the customer said yes to', () => {
  test('is asked for once by either replica, under its own key, and told once under its own fence', async () => {
    const { number, to } = await order();
    const { changeId, record } = world.orderChange(to, number, 'Musterstraße 5\n22767 Hamburg');
    await world.bus.append([record, record]);
    await ends(changeId);
    expect(requests(number)).toEqual([{ order: number, key: changeId, lines: ['Musterstraße 5', '22767 Hamburg'] }]);
    expect(settled(changeId)).toMatchObject([
      { data: { outcome: 'made' }, envelope: { conversationId: to.conversationId, fence: { case: 1, epoch: 0, turn: 1 } } },
    ]);
  });

  test.each([
    [409, 'too_late'],
    [422, 'invalid'],
    [404, 'invalid'],
  ])('and that the shop refuses with %i is %s, and is not asked for again', async (status, outcome) => {
    const { number, to } = await order(says(status));
    const { changeId, record } = world.orderChange(to, number, 'Musterstraße 5');
    await world.bus.append([record]);
    await ends(changeId);
    expect([outcomes(changeId), requests(number).length]).toEqual([[outcome], 1]);
  });

  test('is asked for again under the same key where the shop is away, or nobody knows', async () => {
    const { number, to } = await order(says(503), cut, says(200));
    const { changeId, record } = world.orderChange(to, number, 'Musterstraße 5');
    await world.bus.append([record]);
    await ends(changeId);
    expect(outcomes(changeId)).toEqual(['made']);
    expect(requests(number).map(({ key }) => key)).toEqual([changeId, changeId, changeId]);
  });

  test('is over after a minute of a shop that is away: certainly not made', async () => {
    const { to, pattern: by } = await pattern(says(503));
    const changeId = await left(to, by, { attempts: 6, askedSecondsAgo: 55 });
    await ends(changeId);
    expect(outcomes(changeId)).toEqual(['unavailable']);
  });

  test.each([
    ['the last answer', { state: 'asking', markedSecondsAgo: 13 }],
    ['an earlier one', { mayBeMade: true }],
  ])('is over after a minute, and nobody knows if %s did not come', async (_name, row) => {
    const { to, pattern: by } = await pattern();
    const changeId = await left(to, by, { attempts: 6, askedSecondsAgo: 61, ...row });
    await ends(changeId);
    expect(outcomes(changeId)).toEqual(['unconfirmed']);
  });

  test('is asked for again, under its key, where whoever had marked it is gone', async () => {
    const { to, pattern: by, asked: since } = await pattern();
    const changeId = await left(to, by, { state: 'asking', askedSecondsAgo: 13, markedSecondsAgo: 13 });
    await ends(changeId);
    expect(outcomes(changeId)).toEqual(['made']);
    expect(since().map(({ key }) => key)).toEqual([changeId]);
  });
});

describe('a takeover', () => {
  test('that was read before the change: the shop is never asked', async () => {
    const { number, to } = await order();
    await world.bus.append([world.fence(to, 1)]);
    await eventually(() => reached(to).length === 1);
    const { changeId, record } = world.orderChange(to, number, 'Musterstraße 5', 0);
    await world.bus.append([record]);
    await ends(changeId);
    expect([outcomes(changeId), requests(number)]).toEqual([['cancelled'], []]);
  });

  test.each([
    ['while one waits: it is cancelled', false, 'cancelled'],
    ['while one waits of which nobody knows: it is unconfirmed, and told by itself', true, 'unconfirmed'],
  ])('%s', async (_name, mayBeMade, outcome) => {
    const { to, pattern: by, asked: since } = await pattern();
    const changeId = await left(to, by, { waits: true, mayBeMade });
    await world.bus.append([world.fence(to, 1)]);
    await eventually(() => reached(to).length === 1 && settled(changeId).length === 1);
    expect([outcomes(changeId), since(), reached(to)[0]!.data.unknown]).toEqual([[outcome], [], []]);
    expect(settled(changeId)[0]!.envelope.fence).toMatchObject({ epoch: 0 });
  });

  test('while the shop is asked is reached only after its answer, and what is made is told as made', async () => {
    let answer: (() => void) | undefined;
    const { number, to } = await order((response) => (answer = () => says(200)(response)));
    const { changeId, record } = world.orderChange(to, number, 'Musterstraße 5');
    await world.bus.append([record]);
    await eventually(() => answer !== undefined);
    await world.bus.append([world.fence(to, 1)]);
    await eventually(
      async () =>
        (await world.postgresRows('SELECT 1 FROM gateway.fences WHERE conversation_id = $1 AND epoch = 1', [to.conversationId])).length ===
        1,
    );
    expect([reached(to), settled(changeId)]).toEqual([[], []]);
    answer!();
    await eventually(() => reached(to).length === 1 && settled(changeId).length === 1);
    expect(outcomes(changeId)).toEqual(['made']);
    expect(world.facts.indexOf(settled(changeId)[0]!)).toBeLessThan(world.facts.indexOf(reached(to)[0]!));
  });

  test('while whoever asks the shop is gone is reached once the mark has run out', async () => {
    const { to, pattern: by, asked: since } = await pattern();
    const changeId = await left(to, by, { state: 'asking', markedSecondsAgo: -600 });
    await world.bus.append([world.fence(to, 1)]);
    await eventually(
      async () =>
        (await world.postgresRows('SELECT 1 FROM gateway.fences WHERE conversation_id = $1 AND epoch = 1', [to.conversationId])).length ===
        1,
    );
    expect(reached(to)).toEqual([]);
    await world.postgresRows(`UPDATE gateway.order_changes SET marked_at = now() - interval '13 s' WHERE change_id = $1`, [changeId]);
    await eventually(() => reached(to).length === 1);
    expect([outcomes(changeId), since()]).toEqual([['unconfirmed'], []]);
  });
});

test('what was in hand at the point of a restore is unconfirmed by what the runbook says, and the shop is not asked', async () => {
  const runbook = readFileSync(join(import.meta.dirname, '../../../../docs/runbook.md'), 'utf8');
  const { to, pattern: by, asked: since } = await pattern();
  const both = [await left(to, by, { waits: true }), await left(to, by, { state: 'asking', markedSecondsAgo: -600 })];
  await world.postgresRows(/UPDATE gateway\.order_changes SET state = 'queued'[^;]+/.exec(runbook)![0], []);
  await Promise.all(both.map(ends));
  expect([both.map(outcomes), since()]).toEqual([[['unconfirmed'], ['unconfirmed']], []]);
});

test.each([
  [false, 'cancelled'],
  [true, 'unconfirmed'],
])(
  'of a contact who is erased meanwhile nothing is left to ask for, and what is over is gone (may be made: %s)',
  async (mayBeMade, outcome) => {
    const { to, pattern: by, asked: since } = await pattern();
    const changeId = await left(to, by, { waits: true, mayBeMade });
    const client = new Client({ connectionString: world.database.adminUrl });
    await client.connect();
    await client.query('SET search_path = gateway');
    await client.query('BEGIN');
    await client.query('CREATE TEMP TABLE erased (contact_id text, conversation_id text) ON COMMIT DROP');
    await client.query('CREATE TEMP TABLE suppressed (number_id text, kind text, hash text, category text, at timestamptz) ON COMMIT DROP');
    await client.query('INSERT INTO erased VALUES ($1, $2)', [to.contact.contactId, to.conversationId]);
    await client.query(readFileSync(join(import.meta.dirname, '../../erasure.sql'), 'utf8'));
    await client.query('COMMIT');
    await client.end();
    await world.postgresRows('UPDATE gateway.order_changes SET not_before = now() WHERE change_id = $1', [changeId]);
    await ends(changeId);
    expect([outcomes(changeId), since()]).toEqual([[outcome], []]);
    expect(await world.postgresRows('SELECT 1 FROM gateway.order_changes WHERE change_id = $1', [by])).toEqual([]);
  },
);
