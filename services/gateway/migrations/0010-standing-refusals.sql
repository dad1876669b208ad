-- When a refusal was last seen, to the minute: what goes on without a pause is told once, not each time.
ALTER TABLE number_alerts ADD COLUMN seen_at timestamptz NOT NULL DEFAULT 'epoch';
