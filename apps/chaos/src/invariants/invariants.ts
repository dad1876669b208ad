import type { BusName } from '@frontdesk/demo';
import { gateway } from './gateway.ts';
import type { Invariant } from './invariant.ts';
import { claimed, kernel, log } from './kernel.ts';
import type { PassedOver } from './kernel.ts';
import { others } from './others.ts';
import { people } from './people.ts';
import { policy } from './policy.ts';

export const invariants = (bus: BusName, before: PassedOver = {}): readonly Invariant[] => [
  ...kernel,
  ...claimed(before),
  ...(bus === 'embedded' ? log : []),
  ...gateway,
  ...policy,
  ...others,
  ...people,
];

/** Every table of ours, one row each. */
export const tables = `SELECT schemaname || '.' || tablename AS what FROM pg_tables
  WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'migrations') AND tablename NOT LIKE 'wa\\_events\\_%' ORDER BY 1`;

/** @returns each rule that is broken, in words, with the first rows that break it; and each table that no rule is about */
export async function brokenRules(
  query: (sql: string) => Promise<{ what: string }[]>,
  bus: BusName,
  before: PassedOver = {},
): Promise<string[]> {
  const ruled = new Set([...invariants(bus), ...log].map(({ table }) => table));
  const broken = (await query(tables)).filter(({ what }) => !ruled.has(what)).map(({ what }) => `${what}: no rule is about this table`);
  for (const { table, holds, rows } of invariants(bus, before)) {
    const found = (await query(rows)).map(({ what }) => what);
    if (found.length > 0) broken.push(`${table}: "${holds}" is broken by ${found.length}: ${found.slice(0, 3).join(', ')}`);
  }
  return broken;
}
