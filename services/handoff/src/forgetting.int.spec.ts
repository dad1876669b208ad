import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Message } from '@frontdesk/contracts';
import { withTransaction } from '@frontdesk/postgres';
import { Forgetting, Logger, Meters } from '@frontdesk/runtime';
import { eventually, message, testTime, text, turn } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { DesksStore } from './adapters/desks.store.ts';
import { forgotten } from './adapters/forgetting.ts';
import { config } from './config.ts';
import { again, ConsoleWorld } from '../test/console-world.ts';
import type { Json } from '../test/console-world.ts';

const dayMs = 24 * 60 * 60_000;
const secret = 'the red vase is broken';

let world: ConsoleWorld;
let db: DataSource;
let meters: Meters;
beforeAll(async () => {
  world = await ConsoleWorld.open();
  db = await world.database.connect('handoff');
}, 60_000);
afterAll(() => world?.close(), 30_000);
beforeEach(() => {
  meters = new Meters();
  at(0);
});

/** So many days after the first of them. */
const at = (days: number): void => world.clock.set(testTime + days * dayMs - Date.now());
const forget = (days = 180): Promise<void> =>
  new Forgetting(db, world.clock, meters, new Logger('handoff', 'silent'), forgotten({ TEXTS_KEEP_DAYS: days })).forget();

const about = (conversationId: string, epoch = 1, number = 1) => ({
  conversationId,
  fence: { $typeName: 'frontdesk.v1.Fence' as const, case: number, epoch, turn: 1 },
});
const closed = (conversationId: string, number = 1): Message =>
  message('CaseClosed', { reason: 'resolved', closedAt: world.clock.now() }, about(conversationId, 9, number));
const asks = (conversationId: string, more: object = {}, number = 1): Message =>
  message(
    'Routed',
    {
      messageId: 'm1',
      next: 'answer',
      intent: 'other',
      language: 'en',
      turn: turn({
        contact: { contactId: 'contact-1', customerHash: 'customer-1' },
        open: [{ messageId: 'm1', kind: 'text', text: text(secret) }],
        ...more,
      }),
      question: text(secret),
    },
    about(conversationId, 9, number),
  );

/** Every row of a conversation, as text. */
async function rowsOf(conversationId: string): Promise<string> {
  const rows: unknown = await db.query(
    `SELECT to_jsonb(t) || jsonb_build_object('packet', encode(packet, 'escape')) AS row FROM threads t WHERE conversation_id = $1
     UNION ALL SELECT to_jsonb(t) || jsonb_build_object('packet', encode(packet, 'escape')) FROM tickets t WHERE conversation_id = $1
     UNION ALL SELECT to_jsonb(d) FROM drafts d WHERE conversation_id = $1
     UNION ALL SELECT to_jsonb(u) FROM unsent u JOIN tickets t ON t.id = u.ticket_id WHERE t.conversation_id = $1`,
    [conversationId],
  );
  return JSON.stringify(rows);
}
const said = async (conversationId: string): Promise<number> => (await rowsOf(conversationId)).split(secret).length - 1;
const threadIs = (conversationId: string, state: string) =>
  eventually(async () =>
    expect(await db.query(`SELECT state ->> 'state' AS state FROM threads WHERE conversation_id = $1`, [conversationId])).toEqual([
      { state },
    ]),
  );

/** A case that ana holds, with what both have said in it: the last line, the summary of thread and ticket, a draft, and what stands in her box. */
async function heldCase(conversationId: string): Promise<string> {
  const ana = await world.signIn('ana');
  const ticketId = await world.taken(conversationId, ana);
  const admitted = { messageId: 'm2', message: { messageId: 'm2', kind: 'text', text: text(secret), sentAt: world.clock.now() } };
  await world.send(message('MessageAdmitted', admitted, about(conversationId, 3)), 'conversation.admitted.v1');
  await world.call(ana, `api/tickets/${ticketId}/ask-proof`, { ...again(), order: 'FD-31415' });
  await world.call(ana, `api/tickets/${ticketId}/reply`, { ...again(), text: secret });
  await world.call(ana, `api/tickets/${ticketId}/draft`, { text: secret });
  await eventually(async () => expect(await said(conversationId)).toBe(3));
  const locked = { messageId: 'm2', next: 'answer', lockedOrders: ['FD-27182'] };
  await world.send(message('Routed', locked, about(conversationId, 3)), 'conversation.routed.v1');
  await eventually(async () => expect(await rowsOf(conversationId)).toMatch(/FD-27182/));
  return ticketId;
}
/** Resolved by ana, and closed by policy. */
async function close(conversationId: string, ticketId: string): Promise<void> {
  await world.call(await world.signIn('ana'), `api/tickets/${ticketId}/resolve`, again());
  await world.send(closed(conversationId), 'conversation.lifecycle.v1');
  await threadIs(conversationId, 'closed');
}

test('what was said in a case is forgotten 180 days after it closed; that there was a ticket, whose and when, stays', async () => {
  const ticketId = await heldCase('closed');
  at(90);
  await close('closed', ticketId);
  at(269);
  await forget();
  expect(await said('closed')).toBe(3);
  at(271);
  await forget();
  expect(await rowsOf('closed')).not.toMatch(/red vase|a person please|FD-31415|FD-27182/);
  const { body } = await world.call(await world.signIn('lena'), `api/tickets/${ticketId}`);
  expect(body['ticket']).toMatchObject({
    id: ticketId,
    state: 'resolved',
    summary: '',
    drafts: [],
    unsent: '',
    customer: { phone: '+49 ••• 4471' },
  });
  expect((body['ticket'] as unknown as Json)['transcript_url']).toMatch(/console\/t\/[\w-]{22}$/);
  for (const what of ['threads', 'tickets', 'unsent'])
    expect(await meters.registry.metrics()).toContain(`frontdesk_forgotten_total{what="${what}"} 1`);
});

test('what a decision that was under way saves over it is forgotten the next time', async () => {
  const ticketId = await heldCase('late');
  await close('late', ticketId);
  await forget(); // since when it is closed is noted when it is first seen
  at(181);
  await withTransaction(db, async (tx) => {
    const store = new DesksStore(db, { helpDesk: undefined });
    const before = await store.load(tx, ['late']);
    await forget();
    const { thread, ticket } = before.get('late')!;
    await store.save(tx, before, [{ thread, ticket: { ...ticket!, rating: 5 } }], world.clock.now());
  });
  expect(await rowsOf('late')).toMatch(/a person please/);
  await forget();
  expect(await rowsOf('late')).not.toMatch(/red vase|a person please/);
});

test('a case that is open is left alone, however old it is', async () => {
  await heldCase('open');
  at(800);
  await forget();
  expect(await said('open')).toBe(3);
});

test('of who has come back, what was said in the earlier case is forgotten, and not in the one that is open', async () => {
  const ticketId = await heldCase('back');
  await close('back', ticketId);
  at(100);
  await forget();
  await world.send(asks('back', {}, 2), 'conversation.routed.v1');
  await threadIs('back', turn().state);
  at(181);
  await forget();
  expect(await db.query('SELECT is_forgotten FROM tickets WHERE id = $1', [ticketId])).toEqual([{ is_forgotten: true }]);
  expect(await said('back')).toBe(2);
});

test.each([
  ['the bot alone had', {}, true, 0],
  ['the bot alone had, and whose end was read before its last words', {}, false, 0],
  ["the business's phone has", { owner: 'phone' }, false, 2],
])('of what %s, 180 days after the last', async (who, owner, ends, left) => {
  await world.send(asks(who, owner), 'conversation.routed.v1');
  await threadIs(who, turn().state);
  if (ends) {
    await world.send(closed(who), 'conversation.lifecycle.v1');
    await threadIs(who, 'closed');
  }
  at(179);
  await forget();
  expect(await said(who)).toBe(2);
  at(181);
  await forget();
  expect(await said(who)).toBe(left);
});

test('who writes again after that is known, and what they say is forgotten in its turn', async () => {
  await world.send(asks('again'), 'conversation.routed.v1');
  await world.send(closed('again'), 'conversation.lifecycle.v1');
  await threadIs('again', 'closed');
  at(181);
  await forget();
  await world.send(asks('again', {}, 2), 'conversation.routed.v1');
  await eventually(async () => expect(await said('again')).toBe(2));
  at(362);
  await forget();
  expect(await said('again')).toBe(0);
});

test('a thread that is written right now is passed over, and does not hold it up', async () => {
  for (const id of ['at work', 'old']) await world.send(asks(id), 'conversation.routed.v1');
  for (const id of ['at work', 'old']) await threadIs(id, turn().state);
  at(181);
  await db.transaction(async (tx) => {
    await tx.query(`SELECT FROM threads WHERE conversation_id = 'at work' FOR UPDATE`);
    await forget();
  });
  expect([await said('at work'), await said('old')]).toEqual([2, 0]);
});

test('the notices of a ticket that has ended are gone after a day, those of an open one are not', async () => {
  const [ended, open] = [await heldCase('no more to notice'), await heldCase('to notice')];
  await close('no more to notice', ended);
  for (const ticketId of [ended, open])
    await db.query(
      `INSERT INTO notices (id, kind, ticket_id, clock, due_at, at) VALUES (gen_random_uuid(), 'breach', $1, 'resolution', $2, $2)`,
      [ticketId, new Date(testTime)],
    );
  const left = async () =>
    (await db.query<{ id: string }[]>(`SELECT ticket_id AS id FROM notices WHERE ticket_id = ANY($1)`, [[ended, open]])).map(
      ({ id }) => id,
    );
  await forget();
  expect((await left()).sort()).toEqual([ended, open].sort());
  at(2);
  await forget();
  expect(await left()).toEqual([open]);
});

test('while a legal hold stands nothing of theirs goes, however old; what is past its time then goes when it is lifted', async () => {
  const ticketId = await heldCase('on hold');
  await close('on hold', ticketId);
  await db.query(
    `INSERT INTO notices (id, kind, ticket_id, clock, due_at, at) VALUES (gen_random_uuid(), 'breach', $1, 'resolution', $2, $2)`,
    [ticketId, new Date(testTime)],
  );
  await db.query(`INSERT INTO legal_holds VALUES ('on hold', 'LH-1', 'mara')`);
  const notices = async () => (await db.query<object[]>('SELECT FROM notices WHERE ticket_id = $1', [ticketId])).length;
  at(900);
  await forget();
  expect([await said('on hold'), await notices()]).toEqual([3, 1]);
  await db.query('DELETE FROM legal_holds');
  await forget();
  expect([await said('on hold'), await notices()]).toEqual([0, 0]);
});

test.each(['31', '731'])('TEXTS_KEEP_DAYS %s', async (days) => {
  const { TEXTS_KEEP_DAYS: kept } = config.shape;
  await world.send(asks(`kept ${days}`), 'conversation.routed.v1');
  await threadIs(`kept ${days}`, turn().state);
  at(Number(days) - 1);
  await forget(kept.parse(days));
  expect(await said(`kept ${days}`)).toBe(2);
  at(Number(days) + 1);
  await forget(kept.parse(days));
  expect(await said(`kept ${days}`)).toBe(0);
});

test.each(['30', '732', 'long'])('TEXTS_KEEP_DAYS %s is refused', (days) =>
  expect(config.shape.TEXTS_KEEP_DAYS.safeParse(days).success).toBe(false),
);

test('what came of a trial is forgotten after a week, and was nobody’s before', async () => {
  at(0);
  await db.query(
    `INSERT INTO trials VALUES (gen_random_uuid(), 'm reply-1', 'control', '', $1, false), (gen_random_uuid(), 'm reply-1', 'candidate', 'said', $2, true)`,
    [new Date(testTime), new Date(testTime + 2 * dayMs)],
  );
  at(8);
  await forget();
  expect(await db.query('SELECT cohort FROM trials')).toEqual([{ cohort: 'candidate' }]);
});
