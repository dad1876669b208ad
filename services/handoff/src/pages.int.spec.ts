import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connect } from '@frontdesk/postgres';
import { testId, testTime } from '@frontdesk/testing';
import { ConsoleWorld } from '../test/console-world.ts';
import type { Json } from '../test/console-world.ts';

let world: ConsoleWorld;
beforeAll(async () => {
  world = await ConsoleWorld.open();
  await world.waiting('mara');
  const admin = await connect({ url: world.database.adminUrl, schema: 'handoff', poolSize: 1 });
  // as many moved in one minute as a page holds twice, some in one moment, and as many cases have ended
  await admin.query(
    `INSERT INTO threads (conversation_id, case_no, owner, last_at, state, packet)
     SELECT 'bot-' || n, case_no, owner, timestamptz '2020-01-01' + make_interval(secs => n / 3), state, packet FROM threads, generate_series(1, 119) AS n`,
  );
  await admin.query(
    `INSERT INTO tickets (id, conversation_id, status, assignee, sla_due_at, case_no, number, token, opened_at, ended, state, packet)
     SELECT gen_random_uuid(), 'bot-' || n, 'resolved', assignee, sla_due_at, case_no, 2000 + n, 'token-' || n, opened_at, true, state, packet
     FROM tickets, generate_series(1, 60) AS n`,
  );
  await admin.destroy();
}, 120_000);
afterAll(() => world?.close(), 60_000);

async function all(cookie: string, path: string, member: string, idOf: (one: Json) => unknown) {
  const pages: unknown[][] = [];
  for (let before: string | null = ''; before !== null;) {
    const { body, status } = await world.call(cookie, `${path}${before === '' ? '' : `?before=${encodeURIComponent(before)}`}`);
    expect(status).toBe(200);
    pages.push((body[member] as unknown as Json[]).map(idOf));
    before = body['next'] as unknown as string | null;
  }
  return pages;
}

test.each(['lena', 'carl'])('%s lists every conversation, also those that no person was ever asked into, page by page', async (name) => {
  const pages = await all(await world.signIn(name), 'api/conversations', 'conversations', (one) => one['conversation_id']);
  expect(pages.map((page) => page.length)).toEqual([50, 50, 20]);
  const ids = pages.flat();
  expect(new Set(ids).size).toBe(120);
  expect([ids[0], ids[1], ids.at(-1)]).toEqual(['mara', 'bot-119', 'bot-1']);
});

test('an agent lists none, and a place that is none is refused', async () => {
  expect((await world.call(await world.signIn('ana'), 'api/conversations')).status).toBe(403);
  for (const path of ['api/conversations?before=x', 'api/closed?before=x', 'api/conversations/mara/thread?before=x'])
    expect((await world.call(await world.signIn('carl'), path)).status).toBe(400);
});

test('what has ended is listed page by page', async () => {
  const pages = await all(await world.signIn('ana'), 'api/closed', 'tickets', (one) => one['number']);
  expect(pages.map((page) => page.length)).toEqual([50, 10]);
  expect([pages[0]![0], pages[1]!.at(-1)]).toEqual(['T-2060', 'T-2001']);
});

test('a thread gives its last lines and what to go on before; a replica of the release before, which knows no pages, has none', async () => {
  const ana = await world.signIn('ana');
  world.next = testId(77);
  expect((await world.call(ana, 'api/conversations/mara/thread')).body['next']).toBe(testId(77));
  expect(world.askedOfAudit.at(-1)).toBe('/internal/transcripts/mara?limit=200');
  await world.call(ana, `api/conversations/mara/thread?before=${testId(77)}`);
  expect(world.askedOfAudit.at(-1)).toBe(`/internal/transcripts/mara?limit=200&before=${testId(77)}`);
  world.next = undefined;
  expect((await world.call(ana, `api/conversations/mara/thread?before=${testId(77)}`)).body).toMatchObject({ messages: [], next: null });
});

test('what Meta showed to be late is marked', async () => {
  const line = (late?: boolean) => ({
    id: testId(78),
    ts: new Date(testTime).toISOString(),
    sender: 'customer',
    text: { redacted: 'hello', sealed: null },
    metadata: late === undefined ? {} : { late },
  });
  world.lines = [line(true), line(false), line()];
  const { body } = await world.call(await world.signIn('ana'), 'api/conversations/mara/thread');
  expect((body['messages'] as unknown as { late: boolean }[]).map(({ late }) => late)).toEqual([true, false, false]);
});
