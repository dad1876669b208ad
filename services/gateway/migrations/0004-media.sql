-- What customers sent as files. No name, caption or address of a file stands here in clear: `sealed_source` is sealed under the contact's key,
-- like the bytes themselves, which lie in the media store under `message_id`.
CREATE TABLE media (
  message_id     text PRIMARY KEY,
  contact_id     text NOT NULL,
  number_id      text NOT NULL,
  kind           text NOT NULL CHECK (kind IN ('audio', 'document', 'image', 'sticker', 'video')),
  mime           text NOT NULL,
  bytes          bigint,
  state          text NOT NULL CHECK (state IN ('pending', 'stored', 'failed')),
  reason         text,
  sealed_source  bytea NOT NULL,
  attempt        int NOT NULL DEFAULT 0,
  not_before     timestamptz NOT NULL,
  received_at    timestamptz NOT NULL,
  settled_at     timestamptz
);
CREATE INDEX media_due ON media (not_before) WHERE state = 'pending';
