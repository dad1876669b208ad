import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from '@frontdesk/postgres';
import { eventually, message, testTime } from '@frontdesk/testing';
import { again, ConsoleWorld, phone } from '../test/console-world.ts';
import type { Answer } from '../test/console-world.ts';

let world: ConsoleWorld;
let ticketId = '';
beforeAll(async () => {
  world = await ConsoleWorld.open();
  ticketId = await world.waiting('mara');
}, 60_000);
afterAll(() => world?.close(), 30_000);

const whole = `+${phone}`;
const masked = '+49 ••• 4471';
const field = { field: 'phone' };
const unmask = (cookie: string, body: object, conversation = 'mara'): Promise<Answer> =>
  world.call(cookie, `api/conversations/${conversation}/unmask`, body);
/** What is on record, once all that was done before this is. */
const unmasked = async () => {
  const seen = world.said('account:*').filter(({ type }) => type === 'SignedOut').length;
  await world.call(await world.signIn('ben'), 'api/sign-out', {});
  await eventually(() => expect(world.said('account:*').filter(({ type }) => type === 'SignedOut').length).toBeGreaterThan(seen));
  return world.said('account:*').filter((one) => one.type === 'FieldUnmasked');
};

test('a number is masked for everybody, in the case and among the contacts to review', async () => {
  await world.send(
    message(
      'ContactConflictFound',
      {
        conflictId: 'one',
        contactId: 'contact-1',
        otherContactIds: [],
        outcome: 'merged',
        conversationId: 'mara',
        otherConversationIds: [],
      },
      { conversationId: 'account:1' },
    ),
    'channel.account.v1',
  );
  for (const name of ['ana', 'lena', 'carl']) {
    const { body } = await world.call(await world.signIn(name), `api/tickets/${ticketId}`);
    expect(body['ticket']).toMatchObject({ customer: { phone: masked } });
  }
  const lena = await world.signIn('lena');
  await eventually(async () =>
    expect((await world.call(lena, 'api/conflicts')).body).toMatchObject({ conflicts: [{ people: [{ phone: masked }] }] }),
  );
});

test.each(['lena', 'carl'])('%s has the right to see it: each time is on record, with nothing personal', async (name) => {
  const before = (await unmasked()).length;
  const [cookie, twice] = [await world.signIn(name), { ...again(), ...field }];
  for (const asked of [twice, twice, { ...again(), ...field }]) {
    expect(await unmask(cookie, asked)).toMatchObject({ status: 200, body: { value: whole } });
  }
  const rows = (await unmasked()).slice(before);
  const data = { agentId: name, conversationId: 'mara', ticketId, field: 'phone' };
  expect(rows).toMatchObject([{ data, envelope: { actor: { id: name } } }, { data }]);
  expect(JSON.stringify(rows)).not.toContain(phone.slice(-4));
});

test('an id that was used for another conversation, or by another session, hides nothing from the record', async () => {
  await world.waiting('kim');
  const before = (await unmasked()).length;
  const asked = { ...again(), ...field };
  const lena = await world.signIn('lena');
  await unmask(lena, asked);
  await unmask(lena, asked, 'kim');
  await unmask(await world.signIn('lena'), asked);
  expect((await unmasked()).slice(before).map(({ data }) => data.conversationId)).toEqual(['mara', 'kim', 'mara']);
});

test('who may not is refused, and what is not there is not shown: neither is on record', async () => {
  await world.waiting('erased', 'contact-9');
  const before = (await unmasked()).length;
  const [ana, lena] = [await world.signIn('ana'), await world.signIn('lena')];
  expect(await unmask(ana, { ...again(), ...field })).toMatchObject({ status: 403, body: { code: 'NOT_ALLOWED' } });
  expect((await unmask('', { ...again(), ...field })).status).toBe(401);
  expect((await unmask(lena, { ...again(), ...field }, 'nobody')).status).toBe(404);
  expect((await unmask(lena, { ...again(), ...field }, 'erased')).status).toBe(404);
  expect((await unmask(lena, { ...again(), field: 'name' })).status).toBe(400);
  expect(await unmasked()).toHaveLength(before);
});

describe('who looked at a conversation', () => {
  const at = new Date(testTime).toISOString();
  const looks = (cookie: string, conversation = 'mara'): Promise<Answer> => world.call(cookie, `api/conversations/${conversation}/looks`);

  test('is for leads, compliance and admins to see, by name', async () => {
    world.looks = [
      { id: 'l2', at, actor: 'lead:lena', event_type: 'FieldUnmasked', field: 'phone' },
      { id: 'l1', at, actor: 'agent:gone', event_type: 'TranscriptOpened', field: null },
      { id: 'l0', at, actor: 'agent:ana', event_type: 'FileOpened', field: null },
      { id: 'l-1', at, actor: 'compliance:carl', event_type: 'TranscriptOpened', field: null, exported: true },
    ];
    for (const name of ['lena', 'carl']) {
      expect((await looks(await world.signIn(name))).body['looks']).toEqual([
        { id: 'l2', at: testTime, by: 'lena', by_name: 'Lena', what: 'phone' },
        { id: 'l1', at: testTime, by: 'gone', by_name: 'gone', what: 'transcript' },
        { id: 'l0', at: testTime, by: 'ana', by_name: 'Ana', what: 'file' },
        { id: 'l-1', at: testTime, by: 'carl', by_name: 'Carl', what: 'export' },
      ]);
    }
    expect(await looks(await world.signIn('ana'))).toMatchObject({ status: 403, body: { code: 'NOT_ALLOWED' } });
    expect((await looks(await world.signIn('carl'), 'nobody')).status).toBe(404);
  });

  test('while audit-logger is away, that is said', async () => {
    world.auditAway = true;
    expect(await looks(await world.signIn('carl'))).toMatchObject({ status: 502, body: { code: 'TRANSCRIPT_UNAVAILABLE' } });
    world.auditAway = false;
  });
});

describe('what a conversation costs', () => {
  const costs = (cookie: string, conversation = 'mara'): Promise<Answer> => world.call(cookie, `api/conversations/${conversation}/costs`);

  test('is for leads, compliance and admins to see', async () => {
    world.costs = { currency: 'EUR', messages: { micros: 50_000, billed: 1, free: 2, undelivered: 0, unknown: { no_rate: 1 } } };
    for (const name of ['lena', 'carl']) expect((await costs(await world.signIn(name))).body['costs']).toEqual(world.costs);
    expect(await costs(await world.signIn('ana'))).toMatchObject({ status: 403, body: { code: 'NOT_ALLOWED' } });
    expect((await costs('')).status).toBe(401);
    expect((await costs(await world.signIn('carl'), 'nobody')).status).toBe(404);
  });

  test('is not known while audit-logger is away, or is a release behind', async () => {
    const carl = await world.signIn('carl');
    for (const answer of [{}, { currency: 'EUR', messages: [] }]) {
      world.costs = answer;
      expect(await costs(carl)).toMatchObject({ status: 502, body: { code: 'TRANSCRIPT_UNAVAILABLE' } });
    }
  });
});

test('who looked and looks again waits for nobody: it is on record; another one who looks is, before they see it', async () => {
  const [ana, ben] = [await world.signIn('ana'), await world.signIn('ben')];
  const paths = [`api/tickets/${ticketId}`, 'api/conversations/mara/thread'];
  for (const path of paths) expect((await world.call(ana, path)).status).toBe(200);
  const rows = await connect({ url: world.database.adminUrl, schema: 'handoff', poolSize: 1 });
  const holding = rows.createQueryRunner();
  try {
    await holding.startTransaction();
    // whatever goes on record takes this lock
    await holding.query(`SELECT pg_advisory_xact_lock(hashtextextended('handoff account:*', 0))`);
    for (const path of paths) expect((await world.call(ana, path)).status).toBe(200);
    const first = world.call(ben, paths[0]!);
    await eventually(async () => {
      const waiting = await holding.query(`SELECT FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()`);
      expect(waiting.length).toBeGreaterThan(0);
    });
    await holding.rollbackTransaction();
    expect((await first).status).toBe(200);
  } finally {
    await holding.release();
    await rows.destroy();
  }
  const looked = () => world.said('account:*').filter((one) => one.type === 'TranscriptOpened' && one.data.agentId === 'ben');
  await eventually(() => expect(looked()).toHaveLength(1));
});
