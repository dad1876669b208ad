import type { Invariant } from './invariant.ts';

export const others: Invariant[] = [
  {
    table: 'auth.identities',
    holds: "is a contact of gateway's",
    rows: 'SELECT contact_id AS what FROM auth.identities WHERE contact_id NOT IN (SELECT contact_id FROM gateway.contacts)',
  },
  {
    table: 'auth.challenges',
    holds: "proved says what and until when, the others don't",
    rows: `SELECT id AS what FROM auth.challenges
      WHERE (state = 'proved') <> (proved_at IS NOT NULL AND expires_at > proved_at AND subject IS NOT NULL)`,
  },
  {
    table: 'auth.attempts',
    holds: 'is the state of its challenge',
    rows: `SELECT id AS what FROM auth.challenges c WHERE NOT EXISTS (SELECT FROM auth.attempts a WHERE a.challenge_id = c.id
        AND a.outcome = ANY(CASE c.state WHEN 'open' THEN '{failed}' WHEN 'proved' THEN '{proved}' ELSE '{locked,refused}' END::text[]))`,
  },
  {
    table: 'auth.codes',
    holds: 'went out if it proved something',
    rows: "SELECT id AS what FROM auth.codes JOIN auth.challenges USING (id) WHERE state = 'proved' AND sends = 0",
  },
  {
    table: 'rag_tools.documents',
    holds: 'has passages',
    rows: 'SELECT id AS what FROM rag_tools.documents d WHERE NOT EXISTS (SELECT FROM rag_tools.passages p WHERE p.document_id = d.id)',
  },
  {
    table: 'rag_tools.passages',
    holds: 'are numbered without a gap',
    rows: 'SELECT document_id AS what FROM rag_tools.passages GROUP BY document_id HAVING max(ordinal) - min(ordinal) + 1 <> count(*)',
  },
  {
    table: 'rag_tools.tool_calls',
    holds: 'are numbered without a gap, of a message that was routed',
    rows: `SELECT cause_id::text AS what FROM rag_tools.tool_calls t GROUP BY cause_id
      HAVING max(ordinal) + 1 <> count(*) OR NOT EXISTS (SELECT FROM audit_logger.wa_events e WHERE e.id = t.cause_id)`,
  },
  {
    table: 'response_builder.summaries',
    holds: 'is of a case',
    rows: `SELECT conversation_id || ' ' || case_number AS what FROM response_builder.summaries s
      WHERE NOT EXISTS (SELECT FROM policy.cases c WHERE c.conversation_id = s.conversation_id AND c.number = s.case_number)`,
  },
  {
    table: 'audit_logger.audit_blocks',
    holds: 'hangs on the one before, and has its decisions',
    rows: `SELECT number::text AS what FROM (SELECT *, lag(number, 1, 0) OVER chain AS number_before, lag(last_seq, 1, 0) OVER chain AS last_before,
        lag(hash, 1, '') OVER chain AS hash_before FROM audit_logger.audit_blocks WINDOW chain AS (ORDER BY number)) AS block
      WHERE number <> number_before + 1 OR after_seq <> last_before OR previous <> hash_before
        OR rows <> (SELECT count(*) FROM audit_logger.wa_events WHERE seq > after_seq AND seq <= last_seq)`,
  },
  {
    table: 'audit_logger.audit_leaves',
    holds: 'are those that their block was closed over',
    rows: `SELECT coalesce(block, number)::text AS what FROM audit_logger.audit_leaves FULL JOIN audit_logger.audit_blocks ON number = block
      WHERE number IS NULL OR block IS NULL OR sha256(leaves) <> leaves_hash`,
  },
];
