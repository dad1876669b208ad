import { decode } from '@frontdesk/contracts';
import { CatalogueStore } from '@frontdesk/policy';
import { loadConfig } from '@frontdesk/runtime';
import type { SlaPolicy } from '@frontdesk/sla';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Known } from './recording.ts';

const variable = z.string().optional();
/** Variables that decisions depend on, and that whoever reads the file may know. */
const settings = z.object({
  BUSINESS_NAME: variable,
  BUSINESS_EMAIL: variable,
  BUSINESS_PHONE: variable,
  BUSINESS_PRIVACY_URL: variable,
  LINK_HOSTS: variable,
  QUIET_PERIOD_MS: variable,
  SLA_POLICY: variable,
});

/** Switches as they were turned, the SLA policy as it was changed; of templates and of what Meta forbids only how they stand now. */
export async function knownNow(tx: EntityManager): Promise<Known> {
  await tx.query('SET LOCAL search_path TO policy');
  const names: { name: string }[] = await tx.query('SELECT DISTINCT name FROM templates');
  const { templates, switches, restrictions } = await new CatalogueStore().read(
    tx,
    names.map(({ name }) => name),
  );
  const turned = await switchesTurned(tx);
  const before = switches.filter((one) => !turned.some(({ switch: name, scope }) => name === one.switch && scope === one.scope));
  return {
    settings: Object.fromEntries(
      Object.entries(loadConfig(settings)).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    switches: [...before.map((one) => ({ ...one, at: 0 })), ...turned],
    templates,
    restrictions,
    policies: await policiesChanged(tx),
  };
}

async function policiesChanged(tx: EntityManager): Promise<Known['policies']> {
  const rows: { policy: SlaPolicy; from_at: Date }[] = await tx.query(
    'SELECT policy, from_at FROM sla_scheduler.sla_policies ORDER BY revision',
  );
  return rows.map(({ policy, from_at: from }) => ({ policy, from: from.getTime() }));
}

async function switchesTurned(tx: EntityManager): Promise<Known['switches']> {
  const rows: { value: Buffer; created_at: Date }[] = await tx.query(
    `SELECT value, created_at FROM bus.records JOIN bus.partitions ON id = partition_id
     JOIN policy.inbox ON cause_id::text = headers ->> 'id' WHERE topic = 'system.admin.v1' ORDER BY created_at, "offset"`,
  );
  return rows.flatMap(({ value, created_at: at }) => {
    const message = decode(value);
    if (message?.type !== 'SwitchChanged') return [];
    const { switch: name, scope, on } = message.data;
    return [{ switch: name, scope, on, at: at.getTime() }];
  });
}
