import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connect } from '@frontdesk/postgres';
import { eventually, message, testId, testTime, turn } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { ConsoleWorld, phone } from '../test/console-world.ts';
import type { Answer } from '../test/console-world.ts';

let world: ConsoleWorld;
let admin: DataSource;
let ticketId = '';
/** a conversation's id as gateway makes it */
const idOf = (name: string): string => name.padEnd(43, '_');
beforeAll(async () => {
  world = await ConsoleWorld.open();
  ticketId = await world.waiting(idOf('mara'));
  await world.waiting(idOf('erased'));
  await world.waiting(idOf('forgotten'));
  await world.send(
    message('Routed', { intent: 'status', language: 'en', turn: turn() }, { conversationId: idOf('bot'), decidedAt: testTime }),
    'conversation.routed.v1',
  );
  admin = await connect({ url: world.database.adminUrl, schema: 'handoff', poolSize: 1 });
  await eventually(async () =>
    expect(await admin.query('SELECT 1 FROM threads WHERE conversation_id = $1', [idOf('bot')])).toHaveLength(1),
  );
  await admin.query(`UPDATE threads SET packet = '' WHERE conversation_id = $1`, [idOf('erased')]);
  await admin.query(`UPDATE tickets SET packet = '' WHERE conversation_id = $1`, [idOf('erased')]);
  await admin.query(`UPDATE threads SET is_forgotten = true WHERE conversation_id = $1`, [idOf('forgotten')]);
}, 120_000);
afterAll(async () => {
  await admin?.destroy();
  await world?.close();
}, 60_000);

const search = async (name: string, query: string, before?: string): Promise<Answer> =>
  world.call(await world.signIn(name), 'api/search', { query, ...(before && { before }) });
const conversations = ({ body }: Answer): string[] =>
  (body['found'] as unknown as { conversation_id: string }[]).map((one) => one.conversation_id.replace(/_+$/, ''));
const hit = (n: number, conversation: string, more: object = {}) => ({
  id: testId(n),
  conversation_id: idOf(conversation),
  case: 1,
  at: new Date(testTime + n).toISOString(),
  sender: 'customer',
  excerpt: `a lamp ${n}`,
  ...more,
});
const records = () => world.said('account:*').filter((one) => one.type === 'Searched');

test('words are looked for in the transcripts; what was found opens as its case, and is on record without the words', async () => {
  const before = records().length;
  world.searched = {
    hits: [hit(3, 'mara', { sender: 'agent:ana' }), hit(2, 'bot', { case: null }), hit(1, 'erased'), hit(0, 'unknown')],
    next: { at: '2026-03-10 10:00:00+00', seq: '7' },
    until: new Date(testTime).toISOString(),
  };
  const answer = await search('lena', ' broken  Lamp ');
  expect(world.sought.at(-1)).toEqual({ words: ['broken', 'Lamp'] });
  expect(answer).toMatchObject({
    status: 200,
    body: {
      kind: 'words',
      found: [
        {
          id: testId(3),
          conversation_id: idOf('mara'),
          case: 1,
          at: testTime + 3,
          sender: 'agent',
          author_name: 'Ana',
          ticket: { id: ticketId },
        },
        { id: testId(2), conversation_id: idOf('bot'), case: null, sender: 'customer', excerpt: 'a lamp 2', ticket: null },
      ],
      next: '2026-03-10 10:00:00+00~7',
      until: testTime,
    },
  });
  await search('lena', 'broken lamp', String(answer.body['next']));
  expect(world.sought.at(-1)).toEqual({ words: ['broken', 'lamp'], before: { at: '2026-03-10 10:00:00+00', seq: '7' } });
  await eventually(() => expect(records().length).toBe(before + 2));
  expect(records().at(-1)).toMatchObject({ data: { agentId: 'lena', kind: 'words', found: 2 }, envelope: { actor: { id: 'lena' } } });
  expect(JSON.stringify(records())).not.toMatch(/lamp/i);
});

test('an agent finds what people were asked into, and nothing else', async () => {
  world.searched = { hits: [hit(3, 'mara'), hit(2, 'bot')], next: null, until: null };
  expect(conversations(await search('ana', 'lamp'))).toEqual(['mara']);
  expect(conversations(await search('ana', idOf('bot')))).toEqual([]);
  expect(conversations(await search('ana', idOf('mara')))).toEqual(['mara']);
  expect(conversations(await search('carl', idOf('bot')))).toEqual(['bot']);
});

test('a case is found by its number, an order by its own; of who is erased or forgotten nothing is', async () => {
  const rows = await admin.query<{ number: number; conversation_id: string }[]>('SELECT number, conversation_id FROM tickets');
  const numberOf = (name: string) => `t-${rows.find((row) => row.conversation_id === idOf(name))!.number}`;
  expect((await search('ana', numberOf('mara'))).body['found']).toMatchObject([{ ticket: { id: ticketId }, case: 1, sender: null }]);
  for (const name of ['erased', 'forgotten']) {
    expect(conversations(await search('carl', numberOf(name)))).toEqual([]);
    expect(conversations(await search('carl', idOf(name)))).toEqual([]);
  }
  expect(conversations(await search('ana', 'T-9'))).toEqual([]);
  await search('ana', 'fd 10234');
  expect(world.sought.at(-1)).toEqual({ order: 'FD-10234' });
});

test('who a number is, compliance alone may ask, and nothing on record says which', async () => {
  world.conversationsOfPhone = [idOf('mara'), idOf('bot'), idOf('erased')];
  const before = records().length;
  expect(conversations(await search('carl', `+${phone}`)).toSorted()).toEqual(['bot', 'mara']);
  expect(world.sought.at(-1)).toEqual({ phone });
  for (const name of ['ana', 'lena', 'ada']) expect((await search(name, `+${phone}`)).status).toBe(403);
  await eventually(() => expect(records().length).toBe(before + 1));
  expect(records().at(-1)).toMatchObject({ data: { agentId: 'carl', kind: 'phone', found: 2 } });
  expect(JSON.stringify(world.written)).not.toContain(phone.slice(2));
});

test('what nothing can be found by is said; who is signed out searches nothing', async () => {
  expect(await search('carl', 'a')).toMatchObject({ status: 400, body: { code: 'NOT_SEARCHABLE', why: 'SHORT' } });
  expect(await search('carl', 'mara@example.com')).toMatchObject({ status: 400, body: { why: 'HIDDEN' } });
  expect(await search('carl', 'lamp', 'yesterday')).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
  expect((await world.call('', 'api/search', { query: 'lamp' })).status).toBe(401);
});

test('a session searches once at a time', async () => {
  const ana = await world.signIn('ana');
  const asked = world.sought.length;
  let answer!: () => void;
  world.searchAnswered = new Promise((resolve) => {
    answer = resolve;
  });
  const first = world.call(ana, 'api/search', { query: 'lamp' });
  await eventually(() => expect(world.sought.length).toBe(asked + 1));
  expect(await world.call(ana, 'api/search', { query: 'chair' })).toMatchObject({ status: 409, body: { code: 'SEARCHING' } });
  answer();
  expect((await first).status).toBe(200);
  expect((await world.call(ana, 'api/search', { query: 'chair' })).status).toBe(200);
});

test('while audit-logger is away, that is said; cases are found all the same', async () => {
  world.auditAway = true;
  expect(await search('ana', 'lamp')).toMatchObject({ status: 502, body: { code: 'TRANSCRIPT_UNAVAILABLE' } });
  expect((await search('ana', idOf('mara'))).status).toBe(200);
  world.auditAway = false;
});
