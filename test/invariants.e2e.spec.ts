import { readdirSync, rmSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { brokenRules, keepWhatIsLeft, underWay } from '@frontdesk/chaos';
import { findTicket, until } from '@frontdesk/demo';
import pg from 'pg';
import { adminUrl } from './database.ts';
import { onBus } from './on-both-buses.ts';

// What a chaos run looks at afterwards has to notice: each of these breaks one row of what is in order.
const breaks: readonly (readonly [string, string])[] = [
  ['policy.inbox', `UPDATE policy.inbox SET published_at = NULL WHERE cause_id = (SELECT cause_id FROM policy.inbox LIMIT 1)`],
  ['policy.outbox', `INSERT INTO policy.outbox VALUES (1, '{}', '', '2026-01-01')`],
  ['audit_logger.wa_events', `DELETE FROM bus.records WHERE headers->>'type' = 'VerdictGiven'`],
  ['gateway.contacts', 'DELETE FROM vault.keys'],
  ['gateway.received', "DELETE FROM audit_logger.messages WHERE sender = 'customer'"],
  ['gateway.fences', 'UPDATE gateway.fences SET epoch = epoch + 1'],
  ['gateway.fences', 'UPDATE gateway.fences SET passed_seq = passed_seq - 1'],
  ['gateway.sends', `UPDATE gateway.sends SET state = 'unknown'`],
  ['gateway.sends', 'DELETE FROM gateway.sent'],
  ['gateway.sends', 'DELETE FROM policy.verdicts'],
  [
    'gateway.sent',
    `INSERT INTO gateway.sent (wamid_hash, send_id, chunk, status) SELECT 'twice', send_id, chunk, status FROM gateway.sent LIMIT 1`,
  ],
  [
    'gateway.suppressions',
    "INSERT INTO gateway.suppressions SELECT number_id, kind, hash, '', now() FROM gateway.aliases JOIN gateway.threads USING (contact_id)",
  ],
  ...['queued', 'made'].map(
    (state) =>
      [
        'gateway.order_changes',
        `INSERT INTO gateway.order_changes (change_id, conversation_id, contact_id, case_no, epoch, turn, customer_hash, sealed, state, traceparent, queued_at, not_before)
         SELECT 'nobody''s', conversation_id, contact_id, 1, 0, 1, '', '', '${state}', '', now(), now() + interval '1 hour' FROM gateway.threads LIMIT 1`,
      ] as const,
  ),
  ['policy.legal_holds', "INSERT INTO policy.legal_holds VALUES ('nobody', 'LH-1', 'nobody')"],
  ['gateway.sent', `UPDATE gateway.sent SET status = 'accepted'`],
  [
    'policy.inbox',
    `DELETE FROM policy.inbox WHERE cause_id IN (SELECT id FROM audit_logger.wa_events WHERE event_type = 'MessageReceived')`,
  ],
  [
    'nlu_router.inbox',
    `DELETE FROM nlu_router.inbox WHERE cause_id IN (SELECT id FROM audit_logger.wa_events WHERE event_type = 'IdentityResolved' LIMIT 1)`,
  ],
  ['gateway.number_paces', `INSERT INTO gateway.number_paces (number_id, level) VALUES ('slow', 7)`],
  ['policy.conversations', `UPDATE policy.conversations SET owner = 'phone'`],
  ['policy.conversations', `UPDATE policy.conversations SET decider = jsonb_set(decider, '{seq}', '1')`],
  ['policy.conversations', 'UPDATE gateway.sends SET dispatch_seq = dispatch_seq + 100'],
  ['policy.cases', 'UPDATE policy.cases SET number = number + 1'],
  [
    'policy.merged',
    `WITH other AS (INSERT INTO policy.conversations (id, customer_hash, state, owner, case_number, decider)
       SELECT 'other', customer_hash, state, owner, case_number, decider || '{"optedOut": true, "consentWordAt": 1}' FROM policy.conversations LIMIT 1)
     INSERT INTO policy.merged SELECT id, 'other', now() FROM policy.conversations`,
  ],
  ['policy.verdicts', 'UPDATE policy.verdicts SET seq = 1'],
  ['policy.verdicts', `DELETE FROM audit_logger.wa_events WHERE event_type = 'VerdictGiven'`],
  ['policy.templates', 'DELETE FROM handoff.templates'],
  ['handoff.threads', `UPDATE handoff.threads SET owner = 'phone'`],
  ['handoff.tickets', 'UPDATE handoff.tickets SET ended = NOT ended'],
  ['handoff.tickets', `UPDATE handoff.tickets SET status = 'accepting', ended = false`],
  ['response_builder.summaries', 'UPDATE response_builder.summaries SET case_number = 77'],
  ['sla_scheduler.clocks', `UPDATE sla_scheduler.clocks SET ended_at = started_at - interval '1 second'`],
  ['sla_scheduler.clocks', 'UPDATE handoff.tickets SET ended = true'],
  ['sla_scheduler.clocks', `UPDATE policy.conversations SET owner = 'queue'`],
  ['sla_scheduler.jobs', 'UPDATE sla_scheduler.clocks SET ended_at = started_at'],
  ['sla_scheduler.calls', `INSERT INTO sla_scheduler.calls VALUES (gen_random_uuid(), 'nobody', 'c', '', NULL, NULL, false, '{}', now())`],
  ['sla_scheduler.teams', `UPDATE sla_scheduler.teams SET paged_at = now() + interval '1 day'`],
  ['audit_logger.messages', `DELETE FROM audit_logger.messages WHERE sender <> 'customer'`],
  ['audit_logger.message_marks', `DELETE FROM audit_logger.message_marks WHERE kind IN ('accepted', 'status')`],
  ['audit_logger.audit_blocks', `INSERT INTO audit_logger.audit_blocks VALUES (7, 0, 0, 0, now(), now(), now(), '', '', '')`],
  ['audit_logger.audit_leaves', `INSERT INTO audit_logger.audit_leaves VALUES (7, '')`],
  [
    'bus.partitions',
    'DELETE FROM bus.records WHERE ("offset", partition_id) IN (SELECT max("offset"), partition_id FROM bus.records GROUP BY 2)',
  ],
  ['bus.offsets', 'UPDATE bus.offsets SET committed = committed - 1'],
  ['public.forgotten', 'CREATE TABLE public.forgotten (id int)'],
];

onBus('embedded', 'the rules of the tables', (system) => {
  test('hold after a conversation with a person in it, and each is broken by what breaks it', async () => {
    const phone = system().world.phone('+15550100771');
    await phone.ask('What is your returns policy?');
    await phone.write('I want to talk to a human');
    const seat = await system().seat('lena@frontdesk.example');
    await seat.present('available');
    const ticket = await findTicket(seat, ({ state }) => state === 'waiting' || state === 'offered', 'the ticket');
    await seat.accept(ticket.id);
    await until('the takeover', async () => (await seat.ticket(ticket.id)).yours);
    await seat.reply(ticket.id, 'A person is here.');
    const client = new pg.Client({ connectionString: adminUrl(system()) });
    client.on('error', () => undefined);
    await client.connect();
    const read = async <T extends pg.QueryResultRow>(sql: string) => (await client.query<T>(sql)).rows;
    const look = () => brokenRules(read<{ what: string }>, 'embedded');
    let broken: string[] = [];
    await until('rest', async () => (broken = await look()).length === 0, 60_000).catch(() => undefined);
    expect(broken).toEqual([]);
    const unnoticed: string[] = [];
    for (const [table, sql] of breaks) {
      await client.query('BEGIN');
      const { rowCount } = await client.query(sql).catch((error: Error) => ({ rowCount: error.message }));
      const found = typeof rowCount === 'string' ? [] : await look();
      await client.query('ROLLBACK');
      if (rowCount === 0 || !found.some((words) => words.startsWith(`${table}:`)))
        unnoticed.push(`${table} after ${sql} (${rowCount} rows): ${found.join('; ')}`);
    }
    expect(unnoticed).toEqual([]);
    await client.query('BEGIN');
    await client.query(`INSERT INTO policy.outbox VALUES (1, '{}', '', '2026-01-01')`);
    expect(await underWay(read<{ what: string; count: number }>)).toEqual([{ what: 'policy.outbox', count: 1 }]);
    await client.query('ROLLBACK');
    const kept = await keepWhatIsLeft(read<{ what: string }>, '');
    expect(readdirSync(kept)).toEqual(expect.arrayContaining(['handoff.tickets.jsonl', 'audit_logger.wa_events.jsonl']));
    rmSync(kept, { recursive: true });
    await client.end();
  }, 120_000);
});
