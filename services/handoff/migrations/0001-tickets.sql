CREATE SEQUENCE ticket_numbers START 1001;

-- What handoff knows of a conversation, with or without a ticket: enough to open one at once.
CREATE TABLE threads (
  conversation_id text PRIMARY KEY,
  case_no int NOT NULL,
  owner text NOT NULL,
  last_at timestamptz NOT NULL,
  revision bigint NOT NULL DEFAULT 1,
  state jsonb NOT NULL,
  packet bytea NOT NULL
);
CREATE INDEX threads_last_at ON threads (last_at);

-- Every handoff is one; a cold one has a helpdesk_key.
CREATE TABLE tickets (
  id uuid PRIMARY KEY,
  conversation_id text NOT NULL,
  helpdesk_key text,
  status text NOT NULL,
  assignee text,
  sla_due_at timestamptz,
  case_no int NOT NULL,
  number int NOT NULL UNIQUE,
  token text NOT NULL UNIQUE,
  opened_at timestamptz NOT NULL,
  offered_to text,
  ended boolean NOT NULL,
  revision bigint NOT NULL DEFAULT 1,
  state jsonb NOT NULL,
  packet bytea NOT NULL
);
CREATE UNIQUE INDEX tickets_one_open_per_case ON tickets (conversation_id, case_no) WHERE NOT ended;
CREATE INDEX tickets_open ON tickets (sla_due_at) WHERE NOT ended;
CREATE INDEX tickets_conversation ON tickets (conversation_id, opened_at);

-- What people wrote, until it is sent, and after: it comes back here when it is refused.
CREATE TABLE drafts (
  id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL,
  conversation_id text NOT NULL,
  agent_id text NOT NULL,
  at timestamptz NOT NULL,
  status text NOT NULL,
  send_id text,
  reason text,
  offered_template text,
  other_channel text,
  error_code int,
  error_title text,
  redacted text NOT NULL,
  sealed bytea NOT NULL,
  template jsonb
);
CREATE INDEX drafts_ticket ON drafts (ticket_id, at);
CREATE INDEX drafts_send ON drafts (send_id) WHERE send_id IS NOT NULL;

-- What stands in an agent's box, not sent.
CREATE TABLE unsent (
  ticket_id uuid NOT NULL,
  agent_id text NOT NULL,
  redacted text NOT NULL,
  sealed bytea NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (ticket_id, agent_id)
);

CREATE TABLE ratings (
  id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL,
  conversation_id text NOT NULL,
  case_no int NOT NULL,
  rating int NOT NULL CHECK (rating BETWEEN 1 AND 5),
  agent_id text NOT NULL,
  rated_at timestamptz NOT NULL
);
CREATE INDEX ratings_ticket ON ratings (ticket_id);

CREATE TABLE agents (
  id text PRIMARY KEY,
  presence text NOT NULL,
  seen_at timestamptz NOT NULL,
  case_limit int NOT NULL
);

CREATE TABLE sessions (
  id text PRIMARY KEY,
  agent_id text NOT NULL,
  started_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  ended_at timestamptz
);

CREATE TABLE notices (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  ticket_id uuid NOT NULL,
  clock text NOT NULL,
  due_at timestamptz NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX notices_at ON notices (at);

CREATE TABLE switches (
  switch text NOT NULL,
  scope text NOT NULL,
  is_on boolean NOT NULL,
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL,
  applied boolean NOT NULL,
  PRIMARY KEY (switch, scope)
);

-- Meta's catalogue as gateway last read it, for the template picker.
CREATE TABLE templates (
  id text PRIMARY KEY,
  name text NOT NULL,
  language text NOT NULL,
  category text NOT NULL,
  status text NOT NULL,
  body text NOT NULL,
  variables int NOT NULL
);
