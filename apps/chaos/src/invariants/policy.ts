import type { Invariant } from './invariant.ts';

export const policy: Invariant[] = [
  {
    table: 'policy.conversations',
    holds: 'its columns are its state',
    rows: `SELECT id AS what FROM policy.conversations WHERE owner <> decider->>'owner' OR state <> decider->>'state'
        OR case_number <> (decider->>'case')::int OR coalesce(topic, '') <> decider->>'topic' OR coalesce(tier, '') <> decider->>'tier'`,
  },
  {
    table: 'policy.conversations',
    holds: 'its numbers are the last that were given',
    rows: `SELECT c.id AS what FROM policy.conversations c
      WHERE (decider->>'dispatchSeq')::bigint <> coalesce((SELECT max(dispatch_seq) FROM gateway.sends s WHERE s.conversation_id = c.id), 0)
        OR (decider->>'seq')::bigint <> coalesce((
          SELECT max((payload->'data'->>'seq')::bigint) FROM audit_logger.wa_events e WHERE e.conversation_id = c.id), 0)`,
  },
  {
    table: 'policy.conversations',
    holds: 'what a person owns is not open to the bot',
    rows: `SELECT id AS what FROM policy.conversations WHERE owner <> 'bot' AND jsonb_array_length(decider->'open') > 0`,
  },
  {
    table: 'policy.cases',
    holds: 'are numbered without a gap, and only the last is open',
    rows: `SELECT conversation_id AS what FROM policy.cases GROUP BY conversation_id
      HAVING count(*) <> max(number)
        OR min(number) <> 1
        OR bool_or(closed_at IS NULL AND number < (SELECT case_number FROM policy.conversations c WHERE c.id = conversation_id))`,
  },
  {
    table: 'policy.consents',
    holds: 'are numbered in order of time, but for what was said in another thread, or before an erasure',
    rows: `SELECT a.conversation_id AS what FROM policy.consents a JOIN policy.consents b USING (conversation_id)
      WHERE a.seq < b.seq AND a.at > b.at AND b.source NOT IN ('merged', 'suppression')`,
  },
  {
    table: 'policy.merged',
    holds: 'a STOP in the one that ended holds in the one that stays',
    rows: `SELECT m.conversation_id AS what FROM policy.merged m
      JOIN policy.conversations o ON o.id = m.other_id JOIN policy.conversations c ON c.id = m.conversation_id
      WHERE (o.decider->>'optedOut')::boolean AND NOT (c.decider->>'optedOut')::boolean
        AND (o.decider->>'consentWordAt')::float8 > (c.decider->>'consentWordAt')::float8
        AND (o.decider->>'consentWordAt')::float8 <= extract(epoch FROM m.at) * 1000`,
  },
  {
    table: 'policy.verdicts',
    holds: "one for a number of policy's, and one for a send",
    rows: `SELECT conversation_id AS what FROM policy.verdicts
      GROUP BY conversation_id
      HAVING count(*) <> count(DISTINCT seq) OR count(send_id) <> count(DISTINCT send_id)`,
  },
  {
    table: 'policy.verdicts',
    holds: 'what is allowed was sent on',
    rows: `SELECT verdict_id::text AS what FROM policy.verdicts v
      WHERE verdict IN ('ALLOW', 'USE_TEMPLATE') AND NOT EXISTS (SELECT FROM gateway.sends s WHERE s.send_id = v.send_id::text)`,
  },
  {
    table: 'policy.verdicts',
    holds: 'is audited',
    rows: `SELECT verdict_id::text AS what FROM policy.verdicts v
      WHERE NOT EXISTS (SELECT FROM audit_logger.wa_events e
        WHERE e.event_type = 'VerdictGiven' AND e.payload->'data'->>'verdictId' = v.verdict_id::text)`,
  },
  {
    table: 'policy.held',
    holds: 'waiting is what its conversation holds',
    rows: `SELECT h.held_id::text AS what FROM policy.held h JOIN policy.conversations c ON c.id = h.conversation_id
      WHERE (h.released_at IS NULL) <> (c.decider->'held' @> jsonb_build_array(jsonb_build_object('heldId', h.held_id::text)))`,
  },
  {
    table: 'policy.templates',
    holds: "is Meta's catalogue, as far as it can be picked known to handoff",
    rows: `SELECT coalesce(p.id, h.id) AS what FROM policy.templates p
      FULL JOIN handoff.templates h USING (id)
      WHERE p.status IS DISTINCT FROM h.status AND coalesce(p.needs, '') = ''`,
  },
  {
    table: 'policy.switches',
    holds: 'is what handoff shows',
    rows: `SELECT coalesce(p.switch, h.switch) AS what FROM policy.switches p
      FULL JOIN handoff.switches h USING (switch, scope)
      WHERE p."on" IS DISTINCT FROM h.is_on`,
  },
  { table: 'policy.restrictions', holds: 'is empty: Meta forbade nothing', rows: 'SELECT restriction AS what FROM policy.restrictions' },
];
