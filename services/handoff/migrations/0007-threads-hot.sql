-- A thread is written with every batch that mentions it. No indexed column changes with it but once a minute, and pages keep room for the next
-- version: so its indexes and its page are left alone.
DROP INDEX threads_last_at;
ALTER TABLE threads
  ADD COLUMN last_minute int NOT NULL GENERATED ALWAYS AS
    (floor(extract(epoch FROM last_at - timestamptz '1970-01-01 00:00:00+00') / 60)::int) STORED,
  SET (fillfactor = 50);
CREATE INDEX threads_last_minute ON threads (last_minute);
