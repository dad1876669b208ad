-- Meta's rates, shared among replicas. `paid_to` (real time, ms): until then what was taken is paid for; in the past the bucket is full.
-- Rows are locked last in a transaction, behind the fences.
CREATE TABLE number_paces (
  number_id  text PRIMARY KEY,
  -- messages a second, sent and received together, as Meta says
  level      int NOT NULL DEFAULT 80,
  -- of it, after refusals, as it was at `cut_at`
  share      double precision NOT NULL DEFAULT 1,
  cut_at     double precision NOT NULL DEFAULT 0,
  paid_to    double precision NOT NULL DEFAULT 0
);
-- The same for one person.
ALTER TABLE fences ADD COLUMN paid_to double precision NOT NULL DEFAULT 0;
-- GREEN, YELLOW or RED, as it was last said; a number may be known before its first status.
ALTER TABLE numbers ADD COLUMN quality text NOT NULL DEFAULT '', ALTER COLUMN last_status_at SET DEFAULT 'epoch';
