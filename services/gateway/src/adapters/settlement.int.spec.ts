import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { accept, reject } from '../../test/graph-recorder.ts';
import { GatewayWorld } from '../../test/gateway-world.ts';

let world: GatewayWorld;
let phone = 4915800000000;
const sql = (statement: string) => world.postgresRows(statement, []);
beforeAll(async () => {
  world = await GatewayWorld.open();
  await sql('CREATE SEQUENCE public.settled');
  // a sequence goes on where a transaction is rolled back
  await sql(`CREATE FUNCTION public.fails_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
    IF nextval('public.settled') = 1 THEN RAISE EXCEPTION 'once' USING ERRCODE = '40001'; END IF; RETURN NEW; END $$`);
  await sql(
    `CREATE TRIGGER fails_once BEFORE UPDATE ON gateway.sends FOR EACH ROW WHEN (OLD.state = 'sending') EXECUTE FUNCTION public.fails_once()`,
  );
}, 120_000);
afterAll(() => world?.close(), 60_000);
beforeEach(() => sql('ALTER SEQUENCE public.settled RESTART'));

test.each([
  ['SendAccepted', accept],
  ['SendFailed', reject(400, 131026)],
] as const)('what Meta answered is recorded, also where the first try fails: %s', async (said, answer) => {
  world.graph.next.push(answer);
  const to = await world.customer(String((phone += 1)));
  const send = world.dispatch(to, 'agent', 'once');
  await world.bus.append([send.record]);
  await eventually(() => world.of(said, ({ data }) => data.sendId === send.sendId).length === 1, 10_000);
  expect(world.graph.sentTo(String(phone))).toEqual(['once']);
});
