-- In what order decisions came. Who inserts has a transaction id before it has a number: so it is known when no lower number can come any more.
-- What was there before has no number, and is in no block.
CREATE SEQUENCE wa_events_seq;
ALTER TABLE wa_events ADD COLUMN seq bigint;
ALTER TABLE wa_events ALTER COLUMN seq SET DEFAULT CASE WHEN pg_current_xact_id() IS NOT NULL THEN nextval('wa_events_seq') END;
ALTER SEQUENCE wa_events_seq OWNED BY wa_events.seq;
-- the release before inserts on, and what else is granted comes after the last of the migrations
GRANT USAGE ON SEQUENCE wa_events_seq TO frontdesk_audit_logger;

-- The chain: block n holds the decisions numbered from after_seq (without) to last_seq (with). Only ever added to.
CREATE TABLE audit_blocks (
  number bigint PRIMARY KEY,
  after_seq bigint NOT NULL,
  last_seq bigint NOT NULL,
  rows int NOT NULL,
  decided_from timestamptz NOT NULL, -- of the oldest decision in it
  forgotten_before timestamptz NOT NULL, -- what was older was past its horizon when it was closed
  closed_at timestamptz NOT NULL,
  leaves_hash bytea NOT NULL,
  previous bytea NOT NULL,
  hash bytea NOT NULL
);

-- Number and digest of each decision of a block, 40 bytes, so that what is left of it can be proved when the rest is forgotten. They go with the last of it.
CREATE TABLE audit_leaves (
  block bigint PRIMARY KEY,
  leaves bytea NOT NULL
);
ALTER TABLE audit_leaves ALTER COLUMN leaves SET STORAGE EXTERNAL;
