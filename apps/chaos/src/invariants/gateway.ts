import type { Invariant } from './invariant.ts';

export const gateway: Invariant[] = [
  {
    table: 'gateway.contacts',
    holds: 'has an alias, a key and a thread',
    rows: `SELECT contact_id AS what FROM gateway.contacts c
      WHERE NOT EXISTS (SELECT FROM gateway.aliases a WHERE a.contact_id = c.contact_id)
        OR NOT EXISTS (SELECT FROM vault.keys k WHERE k.contact_id = c.contact_id AND k.wrapped IS NOT NULL)
        OR NOT EXISTS (SELECT FROM gateway.threads t WHERE t.contact_id = c.contact_id)`,
  },
  {
    table: 'gateway.aliases',
    holds: 'names one contact at a time',
    rows: `SELECT kind || ' ' || hash AS what FROM gateway.aliases WHERE until IS NULL GROUP BY kind, hash HAVING count(*) > 1`,
  },
  {
    table: 'gateway.suppressions',
    holds: 'is of an address that nobody has here',
    rows: `SELECT s.kind || ' ' || s.hash AS what FROM gateway.suppressions s JOIN gateway.aliases a USING (kind, hash)
      JOIN gateway.threads t ON t.contact_id = a.contact_id AND t.number_id = s.number_id WHERE a.until IS NULL`,
  },
  {
    table: 'gateway.contact_conflicts',
    holds: 'is empty: nobody changed a number',
    rows: 'SELECT conflict_id AS what FROM gateway.contact_conflicts',
  },
  {
    table: 'gateway.threads',
    holds: 'one for a contact and a number',
    rows: 'SELECT contact_id AS what FROM gateway.threads GROUP BY contact_id, number_id HAVING count(*) > 1',
  },
  {
    table: 'gateway.received',
    holds: 'a wamid is one message',
    rows: 'SELECT wamid_hash AS what FROM gateway.received GROUP BY wamid_hash HAVING count(*) > 1',
  },
  {
    table: 'gateway.received',
    holds: 'is in the transcript',
    rows: `SELECT message_id AS what FROM gateway.received r
      WHERE NOT EXISTS (SELECT FROM audit_logger.messages m WHERE m.id::text = r.message_id)`,
  },
  {
    table: 'gateway.fences',
    holds: 'owes nobody an answer',
    rows: `SELECT conversation_id AS what FROM gateway.fences WHERE owed <> '[]'`,
  },
  {
    table: 'gateway.fences',
    holds: "has passed every send, and has policy's epoch, or none",
    rows: `SELECT f.conversation_id AS what FROM gateway.fences f
      LEFT JOIN (SELECT conversation_id, max(dispatch_seq) AS last FROM gateway.sends GROUP BY 1) s USING (conversation_id)
      LEFT JOIN policy.conversations c ON c.id = f.conversation_id
      WHERE f.passed_seq <> s.last
        OR c.id IS NULL
        OR f.epoch <> (c.decider->>'epoch')::int`,
  },
  {
    table: 'gateway.sends',
    holds: 'has come to an end',
    rows: `SELECT send_id || ' ' || state AS what FROM gateway.sends WHERE state IN ('queued', 'sending', 'unknown')`,
  },
  {
    table: 'gateway.sends',
    holds: 'accepted: Meta took each part',
    rows: `SELECT s.send_id AS what FROM gateway.sends s LEFT JOIN gateway.sent t USING (send_id)
      WHERE s.state = 'accepted' GROUP BY s.send_id HAVING count(DISTINCT t.chunk) <> s.chunks`,
  },
  {
    table: 'gateway.sends',
    holds: 'was dispatched by policy',
    rows: `SELECT send_id AS what FROM gateway.sends s
      WHERE NOT EXISTS (SELECT FROM policy.verdicts v WHERE v.send_id::text = s.send_id AND v.verdict IN ('ALLOW', 'USE_TEMPLATE'))`,
  },
  {
    table: 'gateway.sent',
    holds: 'is a part of its send, once unless resent',
    rows: `SELECT send_id AS what FROM gateway.sent t JOIN gateway.sends s USING (send_id)
      WHERE s.times_unknown = 0 GROUP BY send_id, t.chunk, s.chunks HAVING count(*) > 1 OR t.chunk < 0 OR t.chunk >= s.chunks`,
  },
  {
    table: 'gateway.sent',
    holds: 'is as far as the furthest status that was told of it',
    rows: `SELECT s.send_id || ' ' || t.status AS what FROM gateway.sent t JOIN gateway.sends s USING (send_id)
      CROSS JOIN LATERAL (
        SELECT max(array_position(ARRAY['sent', 'delivered', 'read'], payload->'data'->>'status')) AS furthest, bool_or(payload->'data'->>'status' = 'failed') AS failed
        FROM audit_logger.wa_events WHERE event_type = 'StatusReceived' AND conversation_id = s.conversation_id
          AND payload->'data'->>'sendId' = s.send_id::text) AS told
      WHERE s.chunks = 1 AND s.times_unknown = 0 AND failed IS NOT TRUE
        AND t.status <> coalesce((ARRAY['sent', 'delivered', 'read'])[furthest], 'accepted')`,
  },
  {
    table: 'gateway.order_changes',
    holds: 'has come to an end',
    rows: `SELECT change_id || ' ' || state AS what FROM gateway.order_changes WHERE state IN ('queued', 'asking')`,
  },
  {
    table: 'gateway.order_changes',
    holds: 'was agreed to, and is told once, as it ended',
    rows: `SELECT change_id AS what FROM gateway.order_changes c
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE event_type = 'OrderChangeAgreed') AS agreed, count(*) FILTER (WHERE event_type = 'OrderChangeSettled') AS told,
          bool_and(event_type <> 'OrderChangeSettled' OR payload->'data'->>'outcome' = c.state) AS as_it_ended
        FROM audit_logger.wa_events WHERE event_type IN ('OrderChangeAgreed', 'OrderChangeSettled') AND conversation_id = c.conversation_id
          AND payload->'data'->>'changeId' = c.change_id) AS said
      WHERE agreed <> 1 OR told <> 1 OR NOT as_it_ended`,
  },
  { table: 'gateway.statuses', holds: 'is joined', rows: 'SELECT id AS what FROM gateway.statuses' },
  {
    table: 'gateway.numbers',
    holds: 'is known once there were statuses',
    rows: `SELECT number_id AS what FROM gateway.threads
      WHERE number_id NOT IN (SELECT number_id FROM gateway.numbers) AND EXISTS (SELECT FROM gateway.sent)`,
  },
  {
    table: 'gateway.number_paces',
    holds: "has a level of Meta's, and a share of it",
    rows: 'SELECT number_id AS what FROM gateway.number_paces WHERE level NOT IN (20, 80, 1000) OR share <= 0 OR share > 1',
  },
  {
    table: 'gateway.number_alerts',
    holds: 'is of a number that somebody wrote to',
    rows: 'SELECT number_id AS what FROM gateway.number_alerts WHERE number_id NOT IN (SELECT number_id FROM gateway.threads)',
  },
  {
    table: 'gateway.media',
    holds: 'is fetched or given up, or waits until whoever was killed over it may have it no longer',
    rows: `SELECT message_id AS what FROM gateway.media WHERE (state = 'pending' AND (attempt = 0 OR not_before < now())) OR (state <> 'pending' AND settled_at IS NULL)`,
  },
  {
    table: 'vault.keys',
    holds: "is a contact's",
    rows: `SELECT contact_id AS what FROM vault.keys
      WHERE contact_id NOT IN (SELECT contact_id FROM gateway.contacts) OR destroyed_at IS NOT NULL`,
  },
];
