import type { Invariant } from './invariant.ts';

export const people: Invariant[] = [
  {
    table: 'handoff.threads',
    holds: 'knows owner, case and epoch as policy does',
    rows: `SELECT t.conversation_id AS what FROM handoff.threads t LEFT JOIN policy.conversations c ON c.id = t.conversation_id
      WHERE c.id IS NULL OR t.owner <> c.owner OR t.case_no <> c.case_number OR (t.state->>'epoch')::int <> (c.decider->>'epoch')::int
        OR (t.state->>'ownerEpoch')::int <> (c.decider->>'epoch')::int`,
  },
  {
    table: 'handoff.tickets',
    holds: 'has a number and a link of its own',
    rows: `SELECT id::text AS what FROM handoff.tickets WHERE number <= 0 OR token = ''`,
  },
  {
    table: 'handoff.tickets',
    holds: 'has ended if its status says so',
    rows: `SELECT id::text AS what FROM handoff.tickets WHERE ended <> (status IN ('back', 'resolved', 'withdrawn'))`,
  },
  {
    table: 'handoff.tickets',
    holds: "is somebody's if it is held, and policy says the same",
    rows: `SELECT t.id::text AS what FROM handoff.tickets t JOIN policy.conversations c ON c.id = t.conversation_id
      WHERE t.status = 'held' AND (t.assignee IS NULL OR c.owner <> 'agent:' || t.assignee OR c.case_number <> t.case_no)`,
  },
  {
    table: 'handoff.tickets',
    holds: 'is told and settled',
    rows: `SELECT id || ' ' || status AS what FROM handoff.tickets WHERE status IN ('requested', 'accepting', 'handing_back', 'resolving')`,
  },
  {
    table: 'handoff.tickets',
    holds: 'what the queue owns has an open ticket',
    rows: `SELECT c.id AS what FROM policy.conversations c
      WHERE c.owner = 'queue' AND NOT EXISTS (SELECT FROM handoff.tickets t WHERE t.conversation_id = c.id AND NOT t.ended)`,
  },
  {
    table: 'handoff.drafts',
    holds: 'is settled, and what was sent is a send',
    rows: `SELECT id || ' ' || status AS what FROM handoff.drafts d
      WHERE status = 'written' OR (send_id IS NOT NULL AND NOT EXISTS (SELECT FROM gateway.sends s WHERE s.send_id = d.send_id))`,
  },
  { table: 'handoff.switches', holds: 'is applied', rows: 'SELECT switch AS what FROM handoff.switches WHERE NOT applied' },
  {
    table: 'handoff.sla_policies',
    holds: 'are numbered without a gap, and on record',
    rows: `SELECT revision::text AS what FROM handoff.sla_policies s WHERE NOT EXISTS (SELECT FROM audit_logger.wa_events e
        WHERE e.event_type = 'SlaPolicyChanged' AND (e.payload->'data'->>'revision')::int = s.revision)
      UNION ALL SELECT 'a gap' FROM handoff.sla_policies HAVING max(revision) - min(revision) + 1 <> count(*)`,
  },
  {
    table: 'handoff.saved_replies',
    holds: 'is on record as it stands',
    rows: `SELECT id::text AS what FROM handoff.saved_replies r WHERE NOT EXISTS (SELECT FROM audit_logger.wa_events e
        WHERE e.event_type = 'SavedReplyChanged' AND e.payload->'data'->>'id' = r.id::text AND (e.payload->'data'->>'version')::int = r.version
          AND e.payload->'data'->>'by' = r.changed_by)`,
  },
  {
    table: 'sla_scheduler.sla_policies',
    holds: "are handoff's",
    rows: `SELECT coalesce(h.revision, s.revision)::text AS what FROM handoff.sla_policies h FULL JOIN sla_scheduler.sla_policies s USING (revision)
      WHERE h.policy IS DISTINCT FROM s.policy OR h.from_at IS DISTINCT FROM s.from_at`,
  },
  {
    table: 'handoff.templates',
    holds: "is policy's catalogue, without those that take more than words",
    rows: `SELECT h.id AS what FROM handoff.templates h
      LEFT JOIN policy.templates p USING (id)
      WHERE p.status IS DISTINCT FROM h.status OR p.needs <> ''`,
  },
  { table: 'handoff.conflicts', holds: 'is empty: nobody changed a number', rows: 'SELECT id AS what FROM handoff.conflicts' },
  {
    table: 'handoff.troubles',
    holds: 'was said by policy',
    rows: `SELECT what FROM handoff.troubles t
      WHERE NOT EXISTS (SELECT FROM audit_logger.wa_events e
        WHERE e.event_type = 'AttentionNeeded' AND e.payload->'data'->>'what' = t.what)`,
  },
  {
    table: 'handoff.unsent',
    holds: 'is of a ticket',
    rows: 'SELECT ticket_id::text AS what FROM handoff.unsent WHERE ticket_id NOT IN (SELECT id FROM handoff.tickets)',
  },
  {
    table: 'handoff.ratings',
    holds: 'one for a ticket',
    rows: 'SELECT ticket_id::text AS what FROM handoff.ratings GROUP BY ticket_id HAVING count(*) > 1',
  },
  {
    table: 'handoff.agents',
    holds: 'holds no more than its limit',
    rows: `SELECT a.id AS what FROM handoff.agents a JOIN handoff.tickets t ON t.assignee = a.id AND NOT t.ended
      GROUP BY a.id
      HAVING count(*) > coalesce(a.own_limit, a.case_limit)`,
  },
  {
    table: 'handoff.trials',
    holds: 'is on one side, and words are asked for on the one alone',
    rows: `SELECT id::text AS what FROM handoff.trials
      WHERE cohort NOT IN ('candidate', 'control') OR (cohort = 'control' AND wording <> '')`,
  },
  {
    table: 'handoff.sessions',
    holds: "is an agent's, and in order of time",
    rows: 'SELECT agent_id AS what FROM handoff.sessions WHERE seen_at < started_at OR ended_at < started_at',
  },
  {
    table: 'handoff.viewers',
    holds: 'is of a session',
    rows: 'SELECT line::text AS what FROM handoff.viewers WHERE session_id NOT IN (SELECT id FROM handoff.sessions)',
  },
  {
    table: 'handoff.notices',
    holds: 'is of a ticket',
    rows: 'SELECT id::text AS what FROM handoff.notices WHERE ticket_id NOT IN (SELECT id FROM handoff.tickets)',
  },
  {
    table: 'sla_scheduler.clocks',
    holds: "the bot's runs only where the bot owes an answer",
    rows: `SELECT k.conversation_id || ' ' || k.id AS what FROM sla_scheduler.clocks k
      JOIN policy.conversations c ON c.id = k.conversation_id
      WHERE k.kind = 'bot_reply' AND k.ended_at IS NULL AND (c.owner <> 'bot' OR jsonb_array_length(c.decider->'open') = 0)`,
  },
  {
    table: 'sla_scheduler.clocks',
    holds: "a ticket's runs only while that is open",
    rows: `SELECT k.conversation_id || ' ' || k.id AS what FROM sla_scheduler.clocks k
      WHERE k.ended_at IS NULL AND k.ticket_id <> ''
        AND NOT EXISTS (SELECT FROM handoff.tickets t WHERE t.id::text = k.ticket_id AND NOT t.ended)`,
  },
  {
    table: 'sla_scheduler.clocks',
    holds: 'a case that nobody has taken has one',
    rows: `SELECT c.id AS what FROM policy.conversations c
      WHERE c.owner = 'queue'
        AND NOT EXISTS (SELECT FROM sla_scheduler.clocks k
          WHERE k.conversation_id = c.id AND k.kind = 'acceptance' AND k.subject = '' AND k.ended_at IS NULL)`,
  },
  {
    table: 'sla_scheduler.clocks',
    holds: 'ends after it began',
    rows: "SELECT conversation_id || ' ' || id AS what FROM sla_scheduler.clocks WHERE ended_at < started_at",
  },
  {
    table: 'sla_scheduler.jobs',
    holds: 'is of a running clock, and not fired',
    rows: `SELECT j.conversation_id || ' ' || j.clock_id || ' ' || j.threshold AS what FROM sla_scheduler.jobs j
      LEFT JOIN sla_scheduler.clocks k ON k.conversation_id = j.conversation_id AND k.id = j.clock_id
      WHERE k.id IS NULL
        OR k.ended_at IS NOT NULL
        OR j.threshold = ANY(k.fired)`,
  },
  {
    table: 'sla_scheduler.notifications',
    holds: 'has left',
    rows: 'SELECT id::text AS what FROM sla_scheduler.notifications WHERE sent_at IS NULL',
  },
  {
    table: 'sla_scheduler.calls',
    holds: 'is for a team, and of a clock where it names one',
    rows: `SELECT id::text AS what FROM sla_scheduler.calls c
      WHERE team NOT IN (SELECT team FROM sla_scheduler.teams)
        OR (clock_id <> '' AND NOT EXISTS (SELECT FROM sla_scheduler.clocks k WHERE k.conversation_id = c.conversation_id AND k.id = c.clock_id))`,
  },
  {
    table: 'sla_scheduler.teams',
    holds: 'was paged when it says',
    rows: `SELECT team AS what FROM sla_scheduler.teams t
      WHERE paged_at > 'epoch' AND NOT EXISTS (SELECT FROM sla_scheduler.notifications n WHERE n.created_at = t.paged_at)`,
  },
  {
    table: 'audit_logger.messages',
    holds: 'a line of ours is a send',
    rows: `SELECT id::text AS what FROM audit_logger.messages m
      WHERE sender NOT IN ('customer', 'phone') AND sender NOT LIKE 'note:%' AND NOT EXISTS (SELECT FROM gateway.sends s WHERE s.send_id = m.id::text)`,
  },
  {
    table: 'audit_logger.messages',
    holds: 'a send is a line',
    rows: 'SELECT send_id AS what FROM gateway.sends s WHERE NOT EXISTS (SELECT FROM audit_logger.messages m WHERE m.id::text = s.send_id)',
  },
  {
    table: 'audit_logger.messages',
    holds: "a line of a customer's was received",
    rows: `SELECT id::text AS what FROM audit_logger.messages m
      WHERE sender = 'customer' AND NOT EXISTS (SELECT FROM gateway.received r WHERE r.message_id = m.id::text)`,
  },
  {
    table: 'audit_logger.message_marks',
    holds: 'is of a line, and says what became of it',
    rows: `SELECT k.id || ' ' || k.kind AS what FROM audit_logger.message_marks k
      WHERE kind <> 'verdict' AND NOT EXISTS (SELECT FROM audit_logger.messages m WHERE m.id = k.message_id)`,
  },
  {
    table: 'audit_logger.message_marks',
    holds: 'what gateway says is accepted is marked so',
    rows: `SELECT send_id AS what FROM gateway.sends s
      WHERE state = 'accepted'
        AND NOT EXISTS (SELECT FROM audit_logger.message_marks k WHERE k.message_id::text = s.send_id AND k.kind IN ('accepted', 'status'))`,
  },
];
