-- A running or ended clock of a conversation; `id` names the instance (design.md, order, failure, silence).
CREATE TABLE clocks (
  conversation_id text NOT NULL,
  id text NOT NULL,
  kind text NOT NULL,
  case_no int NOT NULL,
  epoch int NOT NULL,
  turn int NOT NULL,
  ticket_id text NOT NULL,
  subject text NOT NULL,
  tier text NOT NULL,
  topic text NOT NULL,
  started_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  ended_at timestamptz,
  fired text[] NOT NULL,
  PRIMARY KEY (conversation_id, id)
);

-- What is to fire next. A row goes in the transaction that fires it.
CREATE TABLE jobs (
  conversation_id text NOT NULL,
  clock_id text NOT NULL,
  threshold text NOT NULL,
  due_at timestamptz NOT NULL,
  started_at timestamptz NOT NULL,
  claimed_until timestamptz,
  PRIMARY KEY (conversation_id, clock_id, threshold)
);
CREATE INDEX jobs_due ON jobs (due_at);

-- What people are called with, besides the console. `id` is the timer's and the receiver's idempotency key.
CREATE TABLE notifications (
  id uuid PRIMARY KEY,
  conversation_id text NOT NULL,
  body jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  claimed_until timestamptz,
  attempts int NOT NULL DEFAULT 0,
  sent_at timestamptz
);
CREATE INDEX notifications_open ON notifications (created_at) WHERE sent_at IS NULL;
