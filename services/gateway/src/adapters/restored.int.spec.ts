import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connect, withTransaction } from '@frontdesk/postgres';
import { eventually } from '@frontdesk/testing';
import { GatewayWorld } from '../../test/gateway-world.ts';

let world: GatewayWorld;
beforeAll(async () => {
  world = await GatewayWorld.open();
}, 120_000);
afterAll(() => world?.close(), 60_000);

test('what was in hand at the point of a restore is unconfirmed by what the runbook says, and not sent again', async () => {
  const runbook = readFileSync(join(import.meta.dirname, '../../../../docs/runbook.md'), 'utf8');
  const statement = /UPDATE gateway\.sends SET state = 'unknown'[^;]+/.exec(runbook)![0];
  const customers = await Promise.all(['4915700000001', '4915700000002', '4915700000003'].map((phone) => world.customer(phone)));
  await world.bus.append(customers.map((customer) => world.dispatch(customer, 'notice', 'one').record));
  await eventually(() => world.of('SendAccepted').length === 3);
  const calls = world.graph.calls.length;

  const admin = await connect({ url: world.database.adminUrl, schema: 'gateway', poolSize: 1 });
  await withTransaction(admin, async (tx) => {
    for (const [index, state] of ['queued', 'sending', 'unknown'].entries())
      await tx.query(
        'UPDATE gateway.sends SET state = $2, marked_at = CASE $2 WHEN $3 THEN NULL ELSE marked_at END WHERE conversation_id = $1',
        [customers[index]!.conversationId, state, 'queued'],
      );
    await tx.query(statement);
  });
  await admin.destroy();

  await eventually(() => world.of('SendUnconfirmed').length === 3);
  expect(world.graph.calls).toHaveLength(calls);
});
