import { manifests } from '@frontdesk/local';
import type { BusName } from '@frontdesk/demo';

/** What must hold in the tables when nothing is under way. `rows` selects, as `what`, each row that breaks it. */
export interface Invariant {
  readonly table: string;
  readonly holds: string;
  readonly rows: string;
}

const schemas = manifests.map(({ owns }) => owns[0]);
const each = (of: (schema: string) => Invariant[]): Invariant[] => schemas.flatMap(of);

/** The kernel's tables, in every service's schema. */
const kernel = each((schema) => [
  { table: `${schema}.inbox`, holds: 'everything is published', rows: `SELECT cause_id::text AS what FROM ${schema}.inbox WHERE published_at IS NULL` },
  { table: `${schema}.outbox`, holds: 'is on the log', rows: `SELECT id::text AS what FROM ${schema}.outbox` },
  { table: `${schema}.inbox_conversations`, holds: 'counts from one', rows: `SELECT conversation_id AS what FROM ${schema}.inbox_conversations WHERE n < 1` },
  { table: `${schema}.dead_letters`, holds: 'is empty', rows: `SELECT id || ' ' || error_code AS what FROM ${schema}.dead_letters` },
  { table: `${schema}.slow_work`, holds: 'is concluded, and nobody\'s', rows: `SELECT id::text AS what FROM ${schema}.slow_work WHERE concluded_at IS NULL OR claimed_until IS NOT NULL` },
  {
    table: `${schema}.slow_work`, holds: 'was taken in by the inbox',
    rows: `SELECT id::text AS what FROM ${schema}.slow_work w WHERE NOT EXISTS (SELECT FROM ${schema}.inbox i WHERE i.cause_id = w.id)`,
  },
]);

const log: Invariant[] = [
  { table: 'bus.topics', holds: 'has partitions', rows: 'SELECT topic AS what FROM bus.topics t WHERE NOT EXISTS (SELECT FROM bus.partitions p WHERE p.topic = t.topic)' },
  {
    table: 'bus.partitions', holds: 'its counters are its records, without a gap',
    rows: `SELECT p.topic || ' ' || p.partition AS what FROM bus.partitions p LEFT JOIN bus.records r ON r.partition_id = p.id GROUP BY p.id
      HAVING count(r."offset") <> p.next_offset - p.first_offset OR min(r."offset") <> p.first_offset OR max(r."offset") <> p.next_offset - 1`,
  },
  {
    table: 'bus.records', holds: 'a conversation is in one partition of a topic',
    rows: `SELECT p.topic || ' ' || r.key AS what FROM bus.records r JOIN bus.partitions p ON p.id = r.partition_id GROUP BY p.topic, r.key HAVING count(DISTINCT p.id) > 1`,
  },
  { table: 'bus.groups', holds: 'is a service', rows: `SELECT consumer AS what FROM bus.groups WHERE consumer NOT LIKE 'read-all-%' AND consumer <> ALL('{${manifests.map(({ name }) => name).join(',')}}')` },
  {
    table: 'bus.offsets', holds: 'has read to the end, and no further',
    rows: `SELECT g.consumer || ' ' || p.topic AS what FROM bus.offsets o JOIN bus.partitions p ON p.id = o.partition_id JOIN bus.groups g ON g.id = o.group_id WHERE o.committed <> p.next_offset AND g.consumer NOT LIKE 'read-all-%'`,
  },
  { table: 'audit_logger.wa_events', holds: 'has what lies on the log', rows: `SELECT headers->>'id' AS what FROM bus.records EXCEPT SELECT id::text FROM audit_logger.wa_events` },
  { table: 'audit_logger.wa_events', holds: 'has nothing else', rows: `SELECT id::text AS what FROM audit_logger.wa_events EXCEPT SELECT headers->>'id' FROM bus.records` },
];

const gateway: Invariant[] = [
  { table: 'gateway.contacts', holds: 'has an alias, a key and a thread', rows: `SELECT contact_id AS what FROM gateway.contacts c WHERE NOT EXISTS (SELECT FROM gateway.aliases a WHERE a.contact_id = c.contact_id)
      OR NOT EXISTS (SELECT FROM vault.keys k WHERE k.contact_id = c.contact_id AND k.wrapped IS NOT NULL) OR NOT EXISTS (SELECT FROM gateway.threads t WHERE t.contact_id = c.contact_id)` },
  { table: 'gateway.aliases', holds: 'names one contact at a time', rows: `SELECT kind || ' ' || hash AS what FROM gateway.aliases WHERE until IS NULL GROUP BY kind, hash HAVING count(*) > 1` },
  { table: 'gateway.contact_conflicts', holds: 'is empty: nobody changed a number', rows: 'SELECT conflict_id AS what FROM gateway.contact_conflicts' },
  { table: 'gateway.threads', holds: 'one for a contact and a number', rows: 'SELECT contact_id AS what FROM gateway.threads GROUP BY contact_id, number_id HAVING count(*) > 1' },
  { table: 'gateway.received', holds: 'a wamid is one message', rows: 'SELECT wamid_hash AS what FROM gateway.received GROUP BY wamid_hash HAVING count(*) > 1' },
  {
    table: 'gateway.received', holds: 'is in the transcript',
    rows: 'SELECT message_id AS what FROM gateway.received r WHERE NOT EXISTS (SELECT FROM audit_logger.messages m WHERE m.id::text = r.message_id)',
  },
  { table: 'gateway.fences', holds: 'owes nobody an answer', rows: `SELECT conversation_id AS what FROM gateway.fences WHERE owed <> '[]'` },
  {
    table: 'gateway.fences', holds: 'has passed every send, and has policy\'s epoch, or none',
    rows: `SELECT f.conversation_id AS what FROM gateway.fences f LEFT JOIN (SELECT conversation_id, max(dispatch_seq) AS last FROM gateway.sends GROUP BY 1) s USING (conversation_id)
      LEFT JOIN policy.conversations c ON c.id = f.conversation_id WHERE f.passed_seq <> s.last OR c.id IS NULL OR f.epoch <> (c.decider->>'epoch')::int`,
  },
  { table: 'gateway.sends', holds: 'has come to an end', rows: `SELECT send_id || ' ' || state AS what FROM gateway.sends WHERE state IN ('queued', 'sending', 'unknown')` },
  {
    table: 'gateway.sends', holds: 'accepted: Meta took each part', rows: `SELECT s.send_id AS what FROM gateway.sends s LEFT JOIN gateway.sent t USING (send_id)
      WHERE s.state = 'accepted' GROUP BY s.send_id HAVING count(DISTINCT t.chunk) <> s.chunks`,
  },
  { table: 'gateway.sends', holds: 'was dispatched by policy', rows: `SELECT send_id AS what FROM gateway.sends s WHERE NOT EXISTS (SELECT FROM policy.verdicts v WHERE v.send_id::text = s.send_id AND v.verdict IN ('ALLOW', 'USE_TEMPLATE'))` },
  { table: 'gateway.sent', holds: 'is a part of its send, once unless resent', rows: `SELECT send_id AS what FROM gateway.sent t JOIN gateway.sends s USING (send_id)
      WHERE s.times_unknown = 0 GROUP BY send_id, t.chunk, s.chunks HAVING count(*) > 1 OR t.chunk < 0 OR t.chunk >= s.chunks` },
  { table: 'gateway.statuses', holds: 'is joined', rows: 'SELECT id AS what FROM gateway.statuses' },
  { table: 'gateway.numbers', holds: 'is known once there were statuses', rows: 'SELECT number_id AS what FROM gateway.threads WHERE number_id NOT IN (SELECT number_id FROM gateway.numbers) AND EXISTS (SELECT FROM gateway.sent)' },
  { table: 'gateway.number_paces', holds: 'has a level of Meta\'s, and a share of it', rows: 'SELECT number_id AS what FROM gateway.number_paces WHERE level NOT IN (20, 80, 1000) OR share <= 0 OR share > 1' },
  { table: 'gateway.number_alerts', holds: 'is of a number that somebody wrote to', rows: 'SELECT number_id AS what FROM gateway.number_alerts WHERE number_id NOT IN (SELECT number_id FROM gateway.threads)' },
  { table: 'gateway.media', holds: 'is fetched or given up', rows: `SELECT message_id AS what FROM gateway.media WHERE state = 'pending' OR settled_at IS NULL` },
  { table: 'vault.keys', holds: 'is a contact\'s', rows: 'SELECT contact_id AS what FROM vault.keys WHERE contact_id NOT IN (SELECT contact_id FROM gateway.contacts) OR destroyed_at IS NOT NULL' },
];

const policy: Invariant[] = [
  {
    table: 'policy.conversations', holds: 'its columns are its state', rows: `SELECT id AS what FROM policy.conversations WHERE owner <> decider->>'owner' OR state <> decider->>'state'
      OR case_number <> (decider->>'case')::int OR coalesce(topic, '') <> decider->>'topic' OR coalesce(tier, '') <> decider->>'tier'`,
  },
  {
    table: 'policy.conversations', holds: 'its numbers are the last that were given', rows: `SELECT c.id AS what FROM policy.conversations c
      WHERE (decider->>'dispatchSeq')::bigint <> coalesce((SELECT max(dispatch_seq) FROM gateway.sends s WHERE s.conversation_id = c.id), 0)
      OR (decider->>'seq')::bigint <> coalesce((SELECT max((payload->'data'->>'seq')::bigint) FROM audit_logger.wa_events e WHERE e.conversation_id = c.id), 0)`,
  },
  { table: 'policy.conversations', holds: 'what a person owns is not open to the bot', rows: `SELECT id AS what FROM policy.conversations WHERE owner <> 'bot' AND jsonb_array_length(decider->'open') > 0` },
  {
    table: 'policy.cases', holds: 'are numbered without a gap, and only the last is open', rows: `SELECT conversation_id AS what FROM policy.cases GROUP BY conversation_id
      HAVING count(*) <> max(number) OR min(number) <> 1 OR bool_or(closed_at IS NULL AND number < (SELECT case_number FROM policy.conversations c WHERE c.id = conversation_id))`,
  },
  { table: 'policy.consents', holds: 'are numbered in order of time', rows: `SELECT a.conversation_id AS what FROM policy.consents a JOIN policy.consents b USING (conversation_id) WHERE a.seq < b.seq AND a.at > b.at` },
  { table: 'policy.verdicts', holds: 'one for a number of policy\'s, and one for a send', rows: `SELECT conversation_id AS what FROM policy.verdicts GROUP BY conversation_id HAVING count(*) <> count(DISTINCT seq) OR count(send_id) <> count(DISTINCT send_id)` },
  { table: 'policy.verdicts', holds: 'what is allowed was sent on', rows: `SELECT verdict_id::text AS what FROM policy.verdicts v WHERE verdict IN ('ALLOW', 'USE_TEMPLATE') AND NOT EXISTS (SELECT FROM gateway.sends s WHERE s.send_id = v.send_id::text)` },
  { table: 'policy.verdicts', holds: 'is audited', rows: `SELECT verdict_id::text AS what FROM policy.verdicts v WHERE NOT EXISTS (SELECT FROM audit_logger.wa_events e WHERE e.event_type = 'VerdictGiven' AND e.payload->'data'->>'verdictId' = v.verdict_id::text)` },
  {
    table: 'policy.held', holds: 'waiting is what its conversation holds', rows: `SELECT h.held_id::text AS what FROM policy.held h JOIN policy.conversations c ON c.id = h.conversation_id
      WHERE (h.released_at IS NULL) <> (c.decider->'held' @> jsonb_build_array(jsonb_build_object('heldId', h.held_id::text)))`,
  },
  { table: 'policy.templates', holds: 'is Meta\'s catalogue, as far as it can be picked known to handoff', rows: `SELECT coalesce(p.id, h.id) AS what FROM policy.templates p FULL JOIN handoff.templates h USING (id) WHERE p.status IS DISTINCT FROM h.status AND coalesce(p.needs, '') = ''` },
  { table: 'policy.switches', holds: 'is what handoff shows', rows: `SELECT coalesce(p.switch, h.switch) AS what FROM policy.switches p FULL JOIN handoff.switches h USING (switch, scope) WHERE p."on" IS DISTINCT FROM h.is_on` },
  { table: 'policy.restrictions', holds: 'is empty: Meta forbade nothing', rows: 'SELECT restriction AS what FROM policy.restrictions' },
];

const others: Invariant[] = [
  { table: 'auth.identities', holds: 'is a contact of gateway\'s', rows: 'SELECT contact_id AS what FROM auth.identities WHERE contact_id NOT IN (SELECT contact_id FROM gateway.contacts)' },
  { table: 'auth.challenges', holds: 'proved says what and until when, the others don\'t', rows: `SELECT id AS what FROM auth.challenges WHERE (state = 'proved') <> (proved_at IS NOT NULL AND expires_at > proved_at AND subject IS NOT NULL)` },
  { table: 'auth.attempts', holds: 'is the state of its challenge', rows: `SELECT id AS what FROM auth.challenges c WHERE NOT EXISTS (SELECT FROM auth.attempts a WHERE a.challenge_id = c.id
      AND a.outcome = ANY(CASE c.state WHEN 'open' THEN '{failed}' WHEN 'proved' THEN '{proved}' ELSE '{locked,refused}' END::text[]))` },
  { table: 'rag_tools.documents', holds: 'has passages', rows: 'SELECT id AS what FROM rag_tools.documents d WHERE NOT EXISTS (SELECT FROM rag_tools.passages p WHERE p.document_id = d.id)' },
  { table: 'rag_tools.passages', holds: 'are numbered without a gap', rows: 'SELECT document_id AS what FROM rag_tools.passages GROUP BY document_id HAVING max(ordinal) - min(ordinal) + 1 <> count(*)' },
  { table: 'rag_tools.tool_calls', holds: 'are numbered without a gap, of a message that was routed', rows: `SELECT cause_id::text AS what FROM rag_tools.tool_calls t GROUP BY cause_id
      HAVING max(ordinal) + 1 <> count(*) OR NOT EXISTS (SELECT FROM audit_logger.wa_events e WHERE e.id = t.cause_id)` },
  { table: 'response_builder.summaries', holds: 'is of a case', rows: `SELECT conversation_id || ' ' || case_number AS what FROM response_builder.summaries s WHERE NOT EXISTS (SELECT FROM policy.cases c WHERE c.conversation_id = s.conversation_id AND c.number = s.case_number)` },
];

const people: Invariant[] = [
  {
    table: 'handoff.threads', holds: 'knows owner, case and epoch as policy does', rows: `SELECT t.conversation_id AS what FROM handoff.threads t LEFT JOIN policy.conversations c ON c.id = t.conversation_id
      WHERE c.id IS NULL OR t.owner <> c.owner OR t.case_no <> c.case_number OR (t.state->>'epoch')::int <> (c.decider->>'epoch')::int`,
  },
  { table: 'handoff.tickets', holds: 'has ended if its status says so', rows: `SELECT id::text AS what FROM handoff.tickets WHERE ended <> (status IN ('back', 'resolved', 'withdrawn'))` },
  {
    table: 'handoff.tickets', holds: 'is somebody\'s if it is held, and policy says the same', rows: `SELECT t.id::text AS what FROM handoff.tickets t JOIN policy.conversations c ON c.id = t.conversation_id
      WHERE t.status = 'held' AND (t.assignee IS NULL OR c.owner <> 'agent:' || t.assignee OR c.case_number <> t.case_no)`,
  },
  { table: 'handoff.tickets', holds: 'is told and settled', rows: `SELECT id || ' ' || status AS what FROM handoff.tickets WHERE status IN ('requested', 'accepting', 'handing_back', 'resolving')` },
  { table: 'handoff.tickets', holds: 'what the queue owns has an open ticket', rows: `SELECT c.id AS what FROM policy.conversations c WHERE c.owner = 'queue' AND NOT EXISTS (SELECT FROM handoff.tickets t WHERE t.conversation_id = c.id AND NOT t.ended)` },
  { table: 'handoff.drafts', holds: 'is settled, and what was sent is a send', rows: `SELECT id || ' ' || status AS what FROM handoff.drafts d WHERE status = 'written' OR (send_id IS NOT NULL AND NOT EXISTS (SELECT FROM gateway.sends s WHERE s.send_id = d.send_id))` },
  { table: 'handoff.switches', holds: 'is applied', rows: 'SELECT switch AS what FROM handoff.switches WHERE NOT applied' },
  { table: 'handoff.templates', holds: 'is policy\'s catalogue, without those that take more than words', rows: `SELECT h.id AS what FROM handoff.templates h LEFT JOIN policy.templates p USING (id) WHERE p.status IS DISTINCT FROM h.status OR p.needs <> ''` },
  { table: 'handoff.conflicts', holds: 'is empty: nobody changed a number', rows: 'SELECT id AS what FROM handoff.conflicts' },
  { table: 'handoff.troubles', holds: 'was said by policy', rows: `SELECT what FROM handoff.troubles t WHERE NOT EXISTS (SELECT FROM audit_logger.wa_events e WHERE e.event_type = 'AttentionNeeded' AND e.payload->'data'->>'what' = t.what)` },
  { table: 'handoff.unsent', holds: 'is of a ticket', rows: 'SELECT ticket_id::text AS what FROM handoff.unsent WHERE ticket_id NOT IN (SELECT id FROM handoff.tickets)' },
  { table: 'handoff.ratings', holds: 'one for a ticket', rows: 'SELECT ticket_id::text AS what FROM handoff.ratings GROUP BY ticket_id HAVING count(*) > 1' },
  { table: 'handoff.agents', holds: 'holds no more than its limit', rows: `SELECT a.id AS what FROM handoff.agents a JOIN handoff.tickets t ON t.assignee = a.id AND NOT t.ended GROUP BY a.id HAVING count(*) > a.case_limit` },
  { table: 'handoff.sessions', holds: 'is an agent\'s, and in order of time', rows: 'SELECT agent_id AS what FROM handoff.sessions WHERE seen_at < started_at OR ended_at < started_at' },
  { table: 'handoff.notices', holds: 'is of a ticket', rows: 'SELECT id::text AS what FROM handoff.notices WHERE ticket_id NOT IN (SELECT id FROM handoff.tickets)' },
  { table: 'sla_scheduler.clocks', holds: 'the bot\'s runs only where the bot owes an answer', rows: `SELECT k.conversation_id || ' ' || k.id AS what FROM sla_scheduler.clocks k JOIN policy.conversations c ON c.id = k.conversation_id
      WHERE k.kind = 'bot_reply' AND k.ended_at IS NULL AND (c.owner <> 'bot' OR jsonb_array_length(c.decider->'open') = 0)` },
  { table: 'sla_scheduler.clocks', holds: 'ends after it began', rows: 'SELECT conversation_id || \' \' || id AS what FROM sla_scheduler.clocks WHERE ended_at < started_at' },
  {
    table: 'sla_scheduler.jobs', holds: 'is of a running clock, and not fired', rows: `SELECT j.conversation_id || ' ' || j.clock_id || ' ' || j.threshold AS what FROM sla_scheduler.jobs j
      LEFT JOIN sla_scheduler.clocks k ON k.conversation_id = j.conversation_id AND k.id = j.clock_id WHERE k.id IS NULL OR k.ended_at IS NOT NULL OR j.threshold = ANY(k.fired)`,
  },
  { table: 'sla_scheduler.notifications', holds: 'has left', rows: 'SELECT id::text AS what FROM sla_scheduler.notifications WHERE sent_at IS NULL' },
  { table: 'audit_logger.messages', holds: 'a line of ours is a send', rows: `SELECT id::text AS what FROM audit_logger.messages m WHERE sender NOT IN ('customer', 'phone') AND NOT EXISTS (SELECT FROM gateway.sends s WHERE s.send_id = m.id::text)` },
  { table: 'audit_logger.messages', holds: 'a send is a line', rows: 'SELECT send_id AS what FROM gateway.sends s WHERE NOT EXISTS (SELECT FROM audit_logger.messages m WHERE m.id::text = s.send_id)' },
  { table: 'audit_logger.messages', holds: 'a line of a customer\'s was received', rows: `SELECT id::text AS what FROM audit_logger.messages m WHERE sender = 'customer' AND NOT EXISTS (SELECT FROM gateway.received r WHERE r.message_id = m.id::text)` },
  { table: 'audit_logger.message_marks', holds: 'is of a line, and says what became of it', rows: `SELECT k.id || ' ' || k.kind AS what FROM audit_logger.message_marks k WHERE kind <> 'verdict' AND NOT EXISTS (SELECT FROM audit_logger.messages m WHERE m.id = k.message_id)` },
  { table: 'audit_logger.message_marks', holds: 'what gateway says is accepted is marked so', rows: `SELECT send_id AS what FROM gateway.sends s WHERE state = 'accepted' AND NOT EXISTS (SELECT FROM audit_logger.message_marks k WHERE k.message_id::text = s.send_id AND k.kind IN ('accepted', 'status'))` },
];

export const invariants = (bus: BusName): readonly Invariant[] => [...kernel, ...(bus === 'embedded' ? log : []), ...gateway, ...policy, ...others, ...people];

const tables = `SELECT schemaname || '.' || tablename AS what FROM pg_tables
  WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'migrations') AND tablename NOT LIKE 'wa\\_events\\_%' ORDER BY 1`;

/** @returns each rule that is broken, in words, with the first rows that break it; and each table that no rule is about */
export async function brokenRules(query: (sql: string) => Promise<{ what: string }[]>, bus: BusName): Promise<string[]> {
  const ruled = new Set([...invariants(bus), ...log].map(({ table }) => table));
  const broken = (await query(tables)).filter(({ what }) => !ruled.has(what)).map(({ what }) => `${what}: no rule is about this table`);
  for (const { table, holds, rows } of invariants(bus)) {
    const found = await query(rows);
    if (found.length > 0) broken.push(`${table}: "${holds}" is broken by ${found.length}: ${found.slice(0, 3).map(({ what }) => what).join(', ')}`);
  }
  return broken;
}
