-- Which conversation a person's page shows: a row for each open line of events, gone with it.
CREATE TABLE viewers (
  line uuid PRIMARY KEY,
  session_id text NOT NULL,
  agent_id text NOT NULL,
  -- null: none
  conversation_id text,
  seen_at timestamptz NOT NULL
);
