import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Forgetting, Logger, Meters } from '@frontdesk/runtime';
import { eventually } from '@frontdesk/testing';
import { GatewayWorld } from '../../test/gateway-world.ts';
import { forgotten } from './forgetting.ts';

const dayMs = 24 * 60 * 60_000;
const keep = { MESSAGE_IDS_KEEP_DAYS: 35, MEDIA_KEEP_DAYS: 30 };
let world: GatewayWorld;
beforeAll(async () => {
  world = await GatewayWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);

test('what is past its horizon is forgotten, with what Meta called it; what is younger, or not over, stays', async () => {
  const customers = [
    await world.customer('4915600000001'),
    await world.customer('4915600000002'),
    await world.customer('4915600000003'),
  ] as const;
  await world.bus.append(customers.map((customer) => world.dispatch(customer, 'notice', 'one').record));
  await eventually(() => world.of('SendAccepted').length === 3);
  const [old, open, young] = customers.map(({ conversationId }) => conversationId);
  const days = (count: number) => new Date(Date.now() - count * dayMs);
  for (const [id, age] of [
    [old, 36],
    [open, 36],
    [young, 34],
  ] as const) {
    await world.postgresRows('UPDATE gateway.received SET received_at = $2 WHERE conversation_id = $1', [id, days(id === open ? 34 : age)]);
    await world.postgresRows('UPDATE gateway.sends SET queued_at = $2 WHERE conversation_id = $1', [id, days(age)]);
  }
  await world.postgresRows(`UPDATE gateway.sends SET state = 'unknown', unknown_since = now() WHERE conversation_id = $1`, [open]);
  await world.postgresRows(
    `INSERT INTO gateway.media (message_id, contact_id, number_id, kind, mime, state, sealed_source, not_before, received_at)
     SELECT id, 'mara', 'n', 'document', 'application/pdf', 'stored', 'sealed', at, at FROM (VALUES ('old', $1::timestamptz), ('young', $2)) AS file (id, at)`,
    [days(31), days(29)],
  );
  const dataSource = await world.database.connect('gateway');
  const meters = new Meters();
  const kinds = forgotten(keep);
  const forget = () => new Forgetting(dataSource, world.clock, meters, new Logger('gateway', 'silent'), kinds).forget();
  await forget();
  const left = async (statement: string) => (await world.postgresRows<{ id: string }>(statement, [])).map(({ id }) => id).toSorted();
  expect(await left('SELECT conversation_id AS id FROM gateway.received')).toEqual([open, young].toSorted());
  expect(await left('SELECT conversation_id AS id FROM gateway.sends')).toEqual([open, young].toSorted());
  expect(await left('SELECT conversation_id AS id FROM gateway.sent JOIN gateway.sends USING (send_id)')).toHaveLength(2);
  expect(await left('SELECT send_id AS id FROM gateway.sent')).toHaveLength(2);
  expect(await left(`SELECT message_id AS id FROM gateway.media WHERE state = 'stored'`)).toEqual(['young']);
  for (const what of ['message ids', 'sends', 'files'])
    expect(await meters.registry.metrics()).toContain(`frontdesk_forgotten_total{what="${what}"} 1`);

  // what a customer wrote has the movable clock's time, what was sent and their files the machine's
  world.clock.set(2 * dayMs);
  await forget();
  world.clock.set(0);
  expect(await left('SELECT conversation_id AS id FROM gateway.received')).toEqual([]);
  expect(await left(`SELECT message_id AS id FROM gateway.media WHERE state = 'stored'`)).toEqual(['young']);
  expect(await left('SELECT conversation_id AS id FROM gateway.sends')).toEqual([open, young].toSorted());
});

test('while a legal hold stands nothing of theirs goes, however old; what is past its time then goes when it is lifted', async () => {
  const { conversationId, contact } = await world.customer('4915600000004');
  await world.bus.append([world.dispatch({ conversationId, contact }, 'notice', 'two').record]);
  await eventually(() => world.of('SendAccepted', ({ envelope }) => envelope.conversationId === conversationId).length === 1);
  const old = new Date(Date.now() - 400 * 24 * 60 * 60_000);
  await world.postgresRows('UPDATE gateway.received SET received_at = $2 WHERE conversation_id = $1', [conversationId, old]);
  await world.postgresRows('UPDATE gateway.sends SET queued_at = $2 WHERE conversation_id = $1', [conversationId, old]);
  const dataSource = await world.database.connect('gateway');
  const left = async () => {
    await new Forgetting(dataSource, world.clock, new Meters(), new Logger('gateway', 'silent'), forgotten(keep)).forget();
    const count = `SELECT (SELECT count(*)::int FROM received WHERE conversation_id = $1) + (SELECT count(*)::int FROM sends WHERE conversation_id = $1) AS count`;
    return (await dataSource.query<{ count: number }[]>(count, [conversationId]))[0]!.count;
  };
  await dataSource.query(`INSERT INTO legal_holds VALUES ($1, 'LH-1', 'mara')`, [conversationId]);
  expect(await left()).toBe(2);
  await dataSource.query('DELETE FROM legal_holds');
  expect(await left()).toBe(0);
});

test('a change in the shop is forgotten as sends are, once it is over; here the shop takes none, so it was not made', async () => {
  const customers = [await world.customer('4915600000005'), await world.customer('4915600000006')] as const;
  const changes = customers.map((customer) => world.orderChange(customer, 'FD-1', 'Musterstraße 5'));
  await world.bus.append(changes.map(({ record }) => record));
  await eventually(() => world.of('OrderChangeSettled').length === 2);
  expect(world.of('OrderChangeSettled').map(({ data }) => data.outcome)).toEqual(['unavailable', 'unavailable']);
  await world.postgresRows(`UPDATE gateway.order_changes SET queued_at = now() - interval '36 days'`, []);
  const dataSource = await world.database.connect('gateway');
  const left = async () => {
    await new Forgetting(dataSource, world.clock, new Meters(), new Logger('gateway', 'silent'), forgotten(keep)).forget();
    return (await dataSource.query<{ change_id: string }[]>('SELECT change_id FROM order_changes')).map(({ change_id: id }) => id);
  };
  await dataSource.query(`INSERT INTO legal_holds VALUES ($1, 'LH-1', 'mara')`, [customers[0].conversationId]);
  expect(await left()).toEqual([changes[0]!.changeId]);
  await dataSource.query('DELETE FROM legal_holds');
  await dataSource.query(`UPDATE order_changes SET state = 'queued', not_before = now() + interval '1 hour'`);
  expect(await left()).toEqual([changes[0]!.changeId]);
  await dataSource.query(`UPDATE order_changes SET state = 'made'`);
  expect(await left()).toEqual([]);
});
