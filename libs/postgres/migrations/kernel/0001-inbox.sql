-- One row per cause, whatever it is. Rows of a conversation are numbered; the inbox is the outbox.
CREATE TABLE inbox (
  cause_id uuid PRIMARY KEY,
  conversation_id text NOT NULL,
  n bigint NOT NULL,
  caused_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  outputs jsonb NOT NULL DEFAULT '[]',
  published_at timestamptz,
  UNIQUE (conversation_id, n)
);
CREATE INDEX inbox_unpublished ON inbox (conversation_id, n) WHERE published_at IS NULL;
CREATE INDEX inbox_created_at ON inbox (created_at);

CREATE TABLE inbox_conversations (
  conversation_id text PRIMARY KEY,
  n bigint NOT NULL
);

CREATE TABLE dead_letters (
  id uuid PRIMARY KEY,
  conversation_id text NOT NULL,
  topic text,
  partition int,
  record_offset bigint,
  record_id text,
  record_type text,
  error_code text NOT NULL,
  error_detail text,
  sealed bytea NOT NULL,
  headers jsonb,
  created_at timestamptz NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  due_at timestamptz,
  status text NOT NULL DEFAULT 'dead',
  handled_by text,
  told boolean NOT NULL DEFAULT true -- false: what an operator did is still to be said on the dead topic
);
CREATE INDEX dead_letters_untold ON dead_letters (id) WHERE NOT told;
CREATE INDEX dead_letters_due ON dead_letters (due_at) WHERE due_at IS NOT NULL;

-- Planned, and not concluded yet. `n` is the message's number in its conversation; `outputs` is what was decided at once but waits for earlier work.
CREATE TABLE slow_work (
  id uuid PRIMARY KEY,
  conversation_id text NOT NULL,
  n bigint NOT NULL,
  topic text NOT NULL,
  record bytea NOT NULL,
  headers jsonb NOT NULL,
  plan jsonb,
  outputs jsonb,
  created_at timestamptz NOT NULL,
  claimed_until timestamptz,
  attempts int NOT NULL DEFAULT 0,
  concluded_at timestamptz
);
CREATE INDEX slow_work_open ON slow_work (conversation_id, n) WHERE concluded_at IS NULL;
CREATE INDEX slow_work_concluded ON slow_work (concluded_at);
