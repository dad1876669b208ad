import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connect } from '@frontdesk/postgres';
import { eventually, message } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { again, ConsoleWorld } from '../test/console-world.ts';
import { FakeDesk } from '../test/fake-desk.ts';

let world: ConsoleWorld;
let desk: FakeDesk;
let admin: DataSource;
beforeAll(async () => {
  desk = await FakeDesk.start();
  world = await ConsoleWorld.open(() => ({ HELPDESK_URL: desk.url, HELPDESK_TOKEN: 'token-of-the-desk' }));
  admin = await connect({ url: world.database.adminUrl, schema: 'handoff', poolSize: 1 });
}, 120_000);
afterAll(async () => {
  await admin?.destroy();
  await world?.close();
  desk?.close();
}, 60_000);

/** What waits for the desk is asked for again at once. */
const hurry = () =>
  admin.query(`UPDATE tickets SET mirror_due = '-infinity' WHERE mirror_due > now() AND mirror_due < now() + interval '50 seconds'`);
const isTold = async (conversation: string) =>
  eventually(async () =>
    expect(await admin.query('SELECT mirror_due FROM tickets WHERE conversation_id = $1', [conversation])).toEqual([{ mirror_due: null }]),
  );

test('a case is one ticket at the desk, by its number, with the link for staff and nothing that anybody said', async () => {
  await world.waiting('mara');
  await isTold('mara');
  const ticket = desk.tickets.get('desk-mara.1');
  expect(ticket).toMatchObject({ case_id: 'mara.1', status: 'waiting', url: expect.stringContaining('/console/t/'), comments: [] });
  expect(ticket!['number']).toMatch(/^T-\d+$/);
  expect(JSON.stringify(ticket)).not.toMatch(/person please|contact-1|customer-1/);
  expect([...desk.tokens]).toEqual(['Bearer token-of-the-desk']);
});

test('the desk hears that somebody has it, and how it ended, and is told no more', async () => {
  const ana = await world.signIn('ana');
  const id = await world.taken('kim', ana);
  await isTold('kim');
  expect(desk.tickets.get('desk-kim.1')).toMatchObject({ status: 'open' });
  expect((await world.call(ana, `api/tickets/${id}/resolve`, again())).status).toBe(200);
  const fence = { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch: 4, turn: 1 };
  await world.send(message('CaseClosed', { reason: 'resolved' }, { conversationId: 'kim', fence }), 'conversation.lifecycle.v1');
  await isTold('kim');
  await eventually(() => expect(desk.tickets.get('desk-kim.1')).toMatchObject({ status: 'closed', comments: ['Resolved in Frontdesk.'] }));
});

test('the desk hears that a case has become more urgent, also where its time stands', async () => {
  const ticketId = await world.waiting('nia');
  await isTold('nia');
  expect(desk.tickets.get('desk-nia.1')).toMatchObject({ priority: 2 });
  await world.send(message('AcceptanceDue', { ticketId }, { conversationId: 'nia' }), 'conversation.timer.v1');
  await eventually(() => expect(desk.tickets.get('desk-nia.1')).toMatchObject({ priority: 1 }));
});

test('while the desk is away people go on, and it is told later; what it took without saying so it does not get twice', async () => {
  desk.isAway = true;
  const asked = desk.calls.length;
  await world.waiting('lou');
  await eventually(() => expect(desk.calls.length).toBeGreaterThan(asked));
  expect(desk.tickets.has('desk-lou.1')).toBe(false);
  desk.isAway = false;
  desk.isSilent = true;
  await eventually(async () => {
    await hurry();
    expect(desk.tickets.has('desk-lou.1')).toBe(true);
  });
  desk.isSilent = false;
  await eventually(async () => {
    await hurry();
    expect(await admin.query('SELECT mirror_key, mirror_due FROM tickets WHERE conversation_id = $1', ['lou'])).toEqual([
      { mirror_key: 'desk-lou.1', mirror_due: null },
    ]);
  });
  expect([...desk.tickets.keys()].filter((key) => key.includes('lou'))).toEqual(['desk-lou.1']);
});

test('of a case that was over before the desk heard of it, it hears nothing', async () => {
  desk.isAway = true;
  const ticketId = await world.waiting('zoe');
  const fence = { $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch: 3, turn: 1 };
  const taken = { from: 'queue', to: 'phone', epoch: 3, cause: 'PhoneWrote', ticketId };
  await world.send(message('OwnerChanged', taken, { conversationId: 'zoe', fence }), 'conversation.lifecycle.v1');
  const status = () => admin.query('SELECT status FROM tickets WHERE conversation_id = $1', ['zoe']);
  await eventually(async () => expect(await status()).toEqual([{ status: 'withdrawn' }]));
  desk.isAway = false;
  await eventually(async () => {
    await hurry();
    expect(await admin.query('SELECT mirror_due FROM tickets WHERE conversation_id = $1', ['zoe'])).toEqual([{ mirror_due: null }]);
  });
  expect(desk.tickets.has('desk-zoe.1')).toBe(false);
});
