-- Of a file that is not kept any longer the row stays; `removed_at` says since when nothing of it can lie in the store.
ALTER TABLE media ALTER COLUMN sealed_source DROP NOT NULL, ADD COLUMN removed_at timestamptz;
CREATE INDEX media_removal ON media (not_before) WHERE state = 'failed' AND attempt > 0 AND removed_at IS NULL;
CREATE INDEX media_age ON media (received_at) WHERE sealed_source IS NOT NULL;
