-- The conversation as its one owner knows it. The named columns mirror the current case; `decider` is the state that decisions are made on.
CREATE TABLE conversations (
  id text PRIMARY KEY,
  customer_hash text NOT NULL,
  state text NOT NULL,
  tier text,
  topic text,
  opened_at timestamptz,
  closed_at timestamptz,
  owner text NOT NULL,
  case_number int NOT NULL,
  decider jsonb NOT NULL
);

CREATE TABLE cases (
  conversation_id text NOT NULL,
  number int NOT NULL,
  previous int,
  basis text NOT NULL,
  opened_at timestamptz NOT NULL,
  closed_at timestamptz,
  reason text,
  PRIMARY KEY (conversation_id, number)
);

-- Every change, never updated: who agreed to what, when, in answer to which words.
CREATE TABLE consents (
  conversation_id text NOT NULL,
  seq int NOT NULL,
  basis text NOT NULL,
  source text NOT NULL,
  message_id text NOT NULL,
  question text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (conversation_id, seq)
);

CREATE TABLE verdicts (
  verdict_id uuid PRIMARY KEY,
  conversation_id text NOT NULL,
  seq int NOT NULL,
  verdict text NOT NULL,
  reason text NOT NULL,
  subject_id text NOT NULL,
  subject_type text NOT NULL,
  speaker text NOT NULL,
  send_id uuid,
  template_id text,
  inputs jsonb NOT NULL,
  decided_at timestamptz NOT NULL
);
CREATE INDEX verdicts_conversation ON verdicts (conversation_id, seq);

-- Questions kept while the shop is away.
CREATE TABLE held (
  held_id uuid PRIMARY KEY,
  conversation_id text NOT NULL,
  message_id text NOT NULL,
  attempt int NOT NULL,
  due_at timestamptz NOT NULL,
  give_up_at timestamptz NOT NULL,
  released_at timestamptz,
  reason text
);
CREATE INDEX held_waiting ON held (due_at) WHERE released_at IS NULL;

CREATE TABLE templates (
  id text PRIMARY KEY,
  name text NOT NULL,
  language text NOT NULL,
  category text NOT NULL,
  status text NOT NULL,
  body text NOT NULL,
  variables int NOT NULL,
  read_at timestamptz NOT NULL
);

CREATE TABLE switches (
  switch text NOT NULL,
  scope text NOT NULL,
  "on" boolean NOT NULL,
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (switch, scope)
);
