-- No phone number, user id, name or wamid stands here in clear: hashes are keyed, `sealed_*` is encrypted.
CREATE TABLE contacts (
  contact_id      text PRIMARY KEY,
  customer_hash   text NOT NULL,
  sealed_phone    bytea,
  sealed_user_id  bytea,
  sealed_name     bytea,
  created_at      timestamptz NOT NULL
);

-- The history of what a contact was known by; `until` is empty while it holds.
CREATE TABLE aliases (
  kind        text NOT NULL CHECK (kind IN ('phone', 'user_id', 'parent_user_id')),
  hash        text NOT NULL,
  contact_id  text NOT NULL REFERENCES contacts,
  since       timestamptz NOT NULL,
  until       timestamptz
);
CREATE UNIQUE INDEX aliases_current ON aliases (kind, hash) WHERE until IS NULL;
CREATE INDEX aliases_contact ON aliases (contact_id);

CREATE TABLE threads (
  conversation_id  text PRIMARY KEY,
  contact_id       text NOT NULL REFERENCES contacts,
  number_id        text NOT NULL,
  last_sent_at     timestamptz
);

CREATE TABLE received (
  message_id       text PRIMARY KEY,
  wamid_hash       text NOT NULL,
  conversation_id  text NOT NULL,
  sealed_wamid     bytea NOT NULL,
  received_at      timestamptz NOT NULL
);
CREATE INDEX received_wamid ON received (wamid_hash);

-- One row per conversation; its lock orders fence, marks and settlements.
CREATE TABLE fences (
  conversation_id  text PRIMARY KEY,
  epoch            int NOT NULL DEFAULT 0,
  passed_seq       bigint,
  owed             jsonb NOT NULL DEFAULT '[]'
);

CREATE TABLE sends (
  send_id          text PRIMARY KEY,
  conversation_id  text NOT NULL,
  dispatch_seq     bigint NOT NULL,
  number_id        text NOT NULL,
  contact_id       text NOT NULL,
  speaker          text NOT NULL CHECK (speaker IN ('bot', 'notice', 'agent')),
  subject_id       text NOT NULL,
  case_no          int NOT NULL,
  epoch            int NOT NULL,
  turn             int NOT NULL,
  customer_hash    text NOT NULL,
  sealed           bytea NOT NULL,
  state            text NOT NULL CHECK (state IN ('queued', 'sending', 'accepted', 'failed', 'cancelled', 'unknown', 'unconfirmed')),
  chunk            int NOT NULL,
  chunks           int NOT NULL DEFAULT 1,
  attempt          int NOT NULL DEFAULT 0,
  calls            int NOT NULL DEFAULT 0,
  times_unknown    int NOT NULL DEFAULT 0,
  traceparent      text NOT NULL,
  queued_at        timestamptz NOT NULL,
  not_before       timestamptz NOT NULL,
  marked_at        timestamptz,
  unknown_since    timestamptz,
  UNIQUE (conversation_id, dispatch_seq)
);
CREATE INDEX sends_open ON sends (conversation_id, dispatch_seq) WHERE state IN ('queued', 'sending', 'unknown');
CREATE INDEX sends_due ON sends (not_before) WHERE state IN ('queued', 'sending', 'unknown');

-- One row per message that Meta accepted for a send: a long answer goes out in several.
CREATE TABLE sent (
  wamid_hash  text PRIMARY KEY,
  send_id     text NOT NULL REFERENCES sends,
  chunk       int NOT NULL,
  status      text NOT NULL
);
CREATE INDEX sent_send ON sent (send_id);

-- Statuses that were not joined to their send yet.
CREATE TABLE statuses (
  id            text PRIMARY KEY,
  number_id     text NOT NULL,
  send_id       text,
  wamid_hash    text NOT NULL,
  sealed_wamid  bytea NOT NULL,
  status        jsonb NOT NULL,
  traceparent   text NOT NULL,
  received_at   timestamptz NOT NULL
);
CREATE INDEX statuses_wamid ON statuses (wamid_hash);
CREATE INDEX statuses_received ON statuses (received_at);

CREATE TABLE numbers (
  number_id       text PRIMARY KEY,
  last_status_at  timestamptz NOT NULL
);
