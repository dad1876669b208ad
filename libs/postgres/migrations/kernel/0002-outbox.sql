-- Outputs leave the inbox: an id is claimed by a row that never changes again, and what a transaction writes is one row until it is on the log.
CREATE SEQUENCE outbox_id START 1099511627776 INCREMENT 1024; -- above every number given before; a transaction numbers its causes in between
CREATE TABLE outbox (
  id bigint PRIMARY KEY,
  conversations text[] NOT NULL,
  records bytea NOT NULL, -- libs/bus/src/process/pack.ts
  created_at timestamptz NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
  toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 10000);
ALTER TABLE outbox ALTER COLUMN records SET STORAGE EXTERNAL;

-- What the release before this one still writes, beside this one for a while; a later migration drops it.
ALTER TABLE inbox DROP CONSTRAINT inbox_conversation_id_n_key;
ALTER TABLE inbox ALTER COLUMN conversation_id DROP NOT NULL, ALTER COLUMN n DROP NOT NULL, ALTER COLUMN caused_at DROP NOT NULL,
  ALTER COLUMN outputs DROP NOT NULL, ALTER COLUMN outputs DROP DEFAULT;

-- A conversation's lock is an advisory one now; who still locks its row takes that too.
CREATE FUNCTION lock_conversation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(TG_TABLE_SCHEMA || ' ' || NEW.conversation_id, 0));
  RETURN NEW;
END $$;
CREATE TRIGGER lock_conversation BEFORE INSERT ON inbox_conversations FOR EACH ROW EXECUTE FUNCTION lock_conversation();
