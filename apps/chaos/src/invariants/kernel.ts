import { messages } from '@frontdesk/contracts';
import type { MessageType } from '@frontdesk/contracts';
import { manifests } from '@frontdesk/local';
import type { Invariant } from './invariant.ts';

const schemas = manifests.map(({ owns }) => owns[0]);
const each = (of: (schema: string) => Invariant[]): Invariant[] => schemas.flatMap(of);

/** The kernel's tables, in every service's schema. */
export const kernel = each((schema) => [
  {
    table: `${schema}.inbox`,
    holds: 'everything is published',
    rows: `SELECT cause_id::text AS what FROM ${schema}.inbox WHERE published_at IS NULL`,
  },
  { table: `${schema}.outbox`, holds: 'is on the log', rows: `SELECT id::text AS what FROM ${schema}.outbox` },
  {
    table: `${schema}.inbox_conversations`,
    holds: 'counts from one',
    rows: `SELECT conversation_id AS what FROM ${schema}.inbox_conversations WHERE n < 1`,
  },
  { table: `${schema}.dead_letters`, holds: 'is empty', rows: `SELECT id || ' ' || error_code AS what FROM ${schema}.dead_letters` },
  {
    table: `${schema}.legal_holds`,
    holds: "is of a thread of gateway's",
    rows: `SELECT conversation_id AS what FROM ${schema}.legal_holds h
      WHERE NOT EXISTS (SELECT FROM gateway.threads t WHERE (t.conversation_id, t.contact_id) = (h.conversation_id, h.contact_id))`,
  },
  {
    table: `${schema}.slow_work`,
    holds: "is concluded, and nobody's",
    rows: `SELECT id::text AS what FROM ${schema}.slow_work WHERE concluded_at IS NULL OR claimed_until IS NOT NULL`,
  },
  {
    table: `${schema}.slow_work`,
    holds: 'was taken in by the inbox',
    rows: `SELECT id::text AS what FROM ${schema}.slow_work w WHERE NOT EXISTS (SELECT FROM ${schema}.inbox i WHERE i.cause_id = w.id)`,
  },
]);

/** Kept by who reads them, and not claimed. */
const recorded: Readonly<Record<string, readonly MessageType[]>> = { handoff: ['StatusReceived'] };

/** The types of message that a service passes over, by its name. */
export type PassedOver = Readonly<Record<string, readonly string[]>>;

/**
 * What a service has read is in its inbox: a record that it skipped would be lost, and its lag none. By the audit rows, which are those of the log.
 * @param before what an earlier release passed over that has read some of it
 */
export const claimed = (before: PassedOver): Invariant[] =>
  manifests
    .filter(({ name }) => name !== 'audit-logger')
    .map(({ name, reads, ignores = [], owns: [schema] }) => {
      const passed = new Set<string>([...ignores, ...(recorded[name] ?? []), ...(before[name] ?? [])]);
      const types = Object.entries(messages).filter(([type, { topic }]) => reads.some((one) => one === topic) && !passed.has(type));
      return {
        table: `${schema}.inbox`,
        holds: 'has what was written for it',
        rows: `SELECT event_type || ' ' || id AS what FROM audit_logger.wa_events e WHERE event_type IN (${types.map(([type]) => `'${type}'`).join(', ')})
        AND NOT EXISTS (SELECT FROM ${schema}.inbox i WHERE i.cause_id = e.id)`,
      };
    });

export const log: Invariant[] = [
  {
    table: 'bus.topics',
    holds: 'has partitions',
    rows: 'SELECT topic AS what FROM bus.topics t WHERE NOT EXISTS (SELECT FROM bus.partitions p WHERE p.topic = t.topic)',
  },
  {
    table: 'bus.partitions',
    holds: 'its counters are its records, without a gap',
    rows: `SELECT p.topic || ' ' || p.partition AS what FROM bus.partitions p LEFT JOIN bus.records r ON r.partition_id = p.id GROUP BY p.id
      HAVING count(r."offset") <> p.next_offset - p.first_offset
        OR min(r."offset") <> p.first_offset
        OR max(r."offset") <> p.next_offset - 1`,
  },
  {
    table: 'bus.records',
    holds: 'a conversation is in one partition of a topic',
    rows: `SELECT p.topic || ' ' || r.key AS what FROM bus.records r JOIN bus.partitions p ON p.id = r.partition_id
      GROUP BY p.topic, r.key
      HAVING count(DISTINCT p.id) > 1`,
  },
  {
    table: 'bus.groups',
    holds: 'is a service',
    rows: `SELECT consumer AS what FROM bus.groups
      WHERE consumer NOT LIKE 'read-all-%' AND consumer <> ALL('{${manifests.map(({ name }) => name).join(',')}}')`,
  },
  {
    table: 'bus.offsets',
    holds: 'has read to the end, and no further',
    rows: `SELECT g.consumer || ' ' || p.topic AS what FROM bus.offsets o JOIN bus.partitions p ON p.id = o.partition_id
      JOIN bus.groups g ON g.id = o.group_id
      WHERE o.committed <> p.next_offset AND g.consumer NOT LIKE 'read-all-%'`,
  },
  {
    table: 'audit_logger.wa_events',
    holds: 'has what lies on the log',
    rows: `SELECT headers->>'id' AS what FROM bus.records EXCEPT SELECT id::text FROM audit_logger.wa_events`,
  },
  {
    table: 'audit_logger.wa_events',
    holds: 'has nothing else',
    rows: `SELECT id::text AS what FROM audit_logger.wa_events EXCEPT SELECT headers->>'id' FROM bus.records`,
  },
];
