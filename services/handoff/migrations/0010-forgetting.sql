-- What was said in a case is forgotten some time after it closed. Of what is closed already, the conversation's last movement is the nearest that is known.
ALTER TABLE tickets ADD COLUMN closed_at timestamptz, ADD COLUMN is_forgotten boolean NOT NULL DEFAULT false;
UPDATE tickets SET closed_at = c.last_at FROM threads c
  WHERE c.conversation_id = tickets.conversation_id AND tickets.ended AND (tickets.case_no < c.case_no OR c.state ->> 'state' = 'closed');
CREATE INDEX tickets_kept ON tickets (closed_at) WHERE NOT is_forgotten;
ALTER TABLE threads ADD COLUMN is_forgotten boolean NOT NULL DEFAULT false;
CREATE INDEX threads_kept ON threads (last_minute) WHERE NOT is_forgotten;
