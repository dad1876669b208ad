import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, testTime } from '@frontdesk/testing';
import { again, ConsoleWorld } from '../test/console-world.ts';

let world: ConsoleWorld;
let ana = '';
beforeAll(async () => {
  world = await ConsoleWorld.open(() => ({ OWNER_SILENT_S: '3600', OWNER_AWAY_S: '1', OWNER_LATE_S: '1' }));
  ana = await world.signIn('ana');
}, 60_000);
afterAll(() => world?.close(), 30_000);

const set = (presence: string) => world.call(ana, 'api/presence', { ...again(), presence });
const returned = (conversationId: string) => world.find(conversationId, 'CaseReturned')?.data.reason;
const seen = async (ticketId: string) => (await world.call(ana, `api/tickets/${ticketId}`)).body['ticket'];

test('who goes off while a customer waits loses the case at once, who is away after the grace; the console says it before', async () => {
  // who never said whether they are there is off, and may hold cases so
  expect(await seen(await world.taken('off', ana))).toMatchObject({ leaves: { why: 'LATE' } });
  await set('off');
  await eventually(() => returned('off') === 'OFF');
  await world.taken('away', ana);
  await set('away');
  await eventually(() => returned('away') === 'AWAY');
});

test('whose promise has passed without a word loses the case, wherever they are', async () => {
  await set('available');
  const ticketId = await world.taken('late', ana);
  const rows = await world.database.connect('handoff');
  await rows.query(`UPDATE tickets SET sla_due_at = $2 WHERE id = $1`, [ticketId, new Date(testTime)]);
  await eventually(() => returned('late') === 'LATE');
});
