import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { manifests } from '@frontdesk/local';
import { migrationsOf, serviceRole } from '@frontdesk/postgres';
import { invariants } from './invariants.ts';

test('every table that a migration makes has a rule', () => {
  const made = migrationsOf(manifests.map(serviceRole), join(import.meta.dirname, '../../../..')).flatMap(({ schema, sql }) =>
    [...sql.matchAll(/^create table (?:if not exists )?(?:\w+\.)?(\w+)(?! partition of)\b/gim)].map(([, table]) => `${schema}.${table}`),
  );
  const ruled = new Set(invariants('embedded').map(({ table }) => table));
  expect(made.filter((table) => !ruled.has(table) && !table.startsWith('audit_logger.wa_events_'))).toEqual([]);
  expect(made.length).toBeGreaterThan(60);
});

test('what the release before an upgrade passed over is not missed in the inbox of the service that reads it today', () => {
  const missed = (before?: Parameters<typeof invariants>[1]) =>
    invariants('embedded', before)
      .filter(({ rows }) => rows.includes("'ConsentAsked'") && rows.includes('inbox'))
      .map(({ table }) => table);
  expect(missed()).toContain('handoff.inbox');
  expect(missed({ handoff: ['ConsentAsked'] })).toEqual(missed().filter((table) => table !== 'handoff.inbox'));
});
