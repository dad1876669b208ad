import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { connect } from '@frontdesk/postgres';
import { Logger } from '@frontdesk/runtime';
import { eventually, message, testTime } from '@frontdesk/testing';
import { again, ConsoleWorld } from '../test/console-world.ts';
import { AgentsStore } from './adapters/agents.store.ts';
import { DesksStore } from './adapters/desks.store.ts';
import type { Judging } from './adapters/judging.ts';
import { OneByOne } from './adapters/one-by-one.ts';
import { Offers } from './adapters/offers.ts';
import { readSettings } from './adapters/settings.ts';

let world: ConsoleWorld;
let ana = '';
beforeAll(async () => {
  world = await ConsoleWorld.open(() => ({ CASE_LIMIT: '4', OWNER_SILENT_S: '3600' }));
  ana = await world.signIn('ana');
  await world.call(ana, 'api/presence', { ...again(), presence: 'available' });
}, 60_000);
afterAll(() => world?.close(), 30_000);

const fence = (epoch: number) => ({ $typeName: 'frontdesk.v1.Fence' as const, case: 1, epoch, turn: 1 });

/** Waits in the queue with a whole packet, and nobody could be asked. */
async function waits(conversationId: string): Promise<void> {
  await world.waiting(conversationId);
  const gathered = { routed: { messageId: 'm1', next: 'handoff' }, outcome: 'no_evidence' };
  await world.send(message('Grounded', gathered, { conversationId, fence: fence(1) }), 'conversation.grounded.v1');
  await eventually(() => world.find(conversationId, 'PacketCompleted') !== undefined);
  expect(world.find(conversationId, 'CaseOffered')).toBeUndefined();
}
const limit = async (cases: number | null): Promise<void> => {
  const rows = await world.database.connect('handoff');
  await rows.query(`UPDATE agents SET own_limit = $1 WHERE id = 'ana'`, [cases]);
};

const failed = async (what: string): Promise<boolean> =>
  (await world.meters.registry.metrics()).includes(`frontdesk_case_failures_total{what="${what}"}`);

test('who has as many cases as they may have is offered the next one once one of them has ended', async () => {
  await limit(1);
  const ticketId = await world.taken('first', ana);
  await waits('second');
  await world.call(ana, `api/tickets/${ticketId}/resolve`, again());
  const ended = { from: 'agent:ana', to: 'bot', epoch: 4, cause: 'CaseResolved', ticketId };
  await world.send(message('OwnerChanged', ended, { conversationId: 'first', fence: fence(4) }), 'conversation.lifecycle.v1');
  await eventually(() => world.find('second', 'CaseOffered')?.data.agentId === 'ana');
});

test('who has no limit of their own has that of all, also where it was set after they were known', async () => {
  await limit(null);
  expect((await world.call(ana, 'api/me')).body).toMatchObject({ case_limit: 4 });
  const rows = await world.database.connect('handoff');
  const staff = await new AgentsStore(rows, world.clock, { ...readSettings(), CASE_LIMIT: 7 }).staff();
  expect(staff.available(new Map(), world.clock.now())).toMatchObject([{ id: 'ana', seats: 7 }]);
});

test('whose page is heard of again is offered what came while they were away', async () => {
  await limit(5);
  world.clock.set(testTime - Date.now() + 120_000);
  await waits('third');
  expect((await world.call(ana, 'api/heartbeat', {})).body).toEqual({ presence: 'available' });
  await eventually(() => world.find('third', 'CaseOffered')?.data.agentId === 'ana');
});

test('a case that cannot be offered, or given back, holds up no other', async () => {
  await limit(0);
  await waits('broken');
  await waits('fourth');
  const rows = await connect({ url: world.database.adminUrl, schema: 'handoff', poolSize: 1 });
  await rows.query(`CREATE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$`);
  await rows.query(
    `CREATE TRIGGER refused BEFORE UPDATE ON tickets FOR EACH ROW WHEN (NEW.conversation_id IN ('second', 'broken')) EXECUTE FUNCTION refused()`,
  );
  await limit(3);
  await eventually(() => world.find('fourth', 'CaseOffered')?.data.agentId === 'ana');
  expect(await failed('offer')).toBe(true);

  await rows.query('ALTER TABLE tickets DISABLE TRIGGER refused');
  await rows.query(`UPDATE tickets SET status = 'held', assignee = 'ana', state = state || '{"status":"held","assignee":"ana","unansweredSince":1}'
    WHERE conversation_id IN ('second', 'fourth')`);
  await rows.query('ALTER TABLE tickets ENABLE TRIGGER refused');
  await world.call(ana, 'api/sign-out', {});
  await eventually(() => world.find('fourth', 'CaseReturned')?.data.reason === 'SIGNED_OUT');
  await eventually(async () => expect(await failed('owner-gone')).toBe(true));
  await rows.query('DROP TRIGGER refused ON tickets');
  await rows.destroy();
});

test('while nothing waits nobody is asked whether they have a seat', async () => {
  const rows = await world.database.connect('handoff');
  const asked = jest.spyOn(rows, 'query');
  const nobodyIsOffered = {} as Judging;
  const agents = new AgentsStore(rows, world.clock, readSettings());
  const logger = new Logger('handoff', 'silent');
  const cases = new OneByOne(nobodyIsOffered, world.meters, logger);
  const offers = new Offers(cases, new DesksStore(rows, { helpDesk: undefined }), agents, world.clock, logger);
  const looked = async (): Promise<string> => {
    asked.mockClear();
    await offers.look();
    return asked.mock.calls.map(([statement]) => statement).join();
  };
  await rows.query(`UPDATE agents SET presence = 'off'`);
  await rows.query(`UPDATE tickets SET status = 'held' WHERE NOT ended`);
  expect(await looked()).not.toContain('agents');
  expect(asked).toHaveBeenCalledTimes(1);
  await rows.query(`UPDATE tickets SET status = 'waiting' WHERE NOT ended`);
  expect(await looked()).toContain('agents');
});
