import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { unpack } from '@frontdesk/bus';
import { decode } from '@frontdesk/contracts';
import { testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import { Client } from 'pg';
import { services } from './services.ts';
import { turn } from './switches.ts';
import type { Turned } from './switches.ts';

const at = '2026-11-24T10:00:00.000Z';
const off: Turned = { switch: 'outbound', scope: '*', on: false, by: 'kim', reason: 'incident 1234, ask mara@example.com', at };
let database: TestDatabase;
let client: Client;
beforeAll(async () => {
  database = await testDatabase(services.map(({ manifest }) => manifest));
  client = new Client({ connectionString: database.adminUrl });
  await client.connect();
}, 120_000);
beforeEach(async () => {
  for (const table of ['handoff.switches', 'handoff.outbox', 'gateway.numbers']) await client.query(`DELETE FROM ${table}`);
});
afterAll(async () => {
  await client?.end();
  await database?.close();
}, 60_000);

const stands = async () =>
  (await client.query('SELECT switch, scope, is_on, changed_by, applied FROM handoff.switches ORDER BY 1, 2')).rows;
const told = async (): Promise<object[]> => {
  const { rows } = await client.query<{ records: Buffer }>('SELECT records FROM handoff.outbox ORDER BY id');
  return rows.flatMap(({ records }) => unpack(records)).map(({ topic, value }) => ({ topic, ...decode(value) }));
};

test("what is switched stands in handoff, and is said by it with who and why; the reason holds nobody's data", async () => {
  await turn(client, off);
  await turn(client, { ...off, on: true, by: 'lee', reason: '' });
  expect(await stands()).toEqual([{ switch: 'outbound', scope: '*', is_on: true, changed_by: 'lee', applied: false }]);
  expect(await told()).toMatchObject([
    {
      topic: 'system.admin.v1',
      type: 'SwitchChanged',
      data: { switch: 'outbound', scope: '*', on: false, by: 'kim', reason: 'incident 1234, ask [EMAIL_1]' },
      envelope: { conversationId: 'account:*', actor: { kind: 'admin', id: 'kim' }, occurredAt: Date.parse(at) },
    },
    { data: { on: true, by: 'lee' } },
  ]);
});

test('for a number of ours, or the bot for an intent; for anything else it is refused, and nothing is said', async () => {
  await client.query("INSERT INTO gateway.numbers VALUES ('n1', now())");
  await turn(client, { ...off, scope: 'n1' });
  await turn(client, { ...off, switch: 'bot', scope: 'intent:refund' });
  const scopes = (await stands()).map(({ switch: name, scope }) => `${name} ${scope}`);
  expect(scopes).toEqual(['bot intent:refund', 'outbound n1']);
  await turn(client, { ...off, switch: 'model' });
  for (const wrong of [
    { scope: 'n2' },
    { switch: 'model', scope: 'n1' },
    { scope: 'intent:refund' },
    { switch: 'bot', scope: 'intent:human' },
  ] as const)
    await expect(turn(client, { ...off, ...wrong })).rejects.toMatchObject({ code: 'SCOPE_UNKNOWN' });
  await expect(turn(client, { ...off, reason: ' ' })).rejects.toMatchObject({ code: 'REASON_MISSING' });
  // a number that is gone may be switched on again
  await client.query('DELETE FROM gateway.numbers');
  await turn(client, { ...off, scope: 'n1', on: true, reason: '' });
  expect(await told()).toHaveLength(4);
});
