-- When a console page of this person last beat; null: never, so silence says nothing.
ALTER TABLE agents ADD COLUMN beat_at timestamptz;
