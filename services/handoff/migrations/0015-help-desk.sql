-- What a help desk has been told of a ticket. `mirror_due`: it has to be told more, from then on; null: nothing, or there is no help desk.
ALTER TABLE tickets ADD COLUMN mirror_key text, ADD COLUMN mirror_due timestamptz, ADD COLUMN mirror_tries int NOT NULL DEFAULT 0;
CREATE INDEX tickets_mirror ON tickets (mirror_due) WHERE mirror_due IS NOT NULL;
