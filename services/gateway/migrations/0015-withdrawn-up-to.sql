-- The customer has said STOP after this number: of what the business starts nothing up to it is called, or called again, whenever it comes to that.
ALTER TABLE fences ADD COLUMN withdrawn_seq bigint NOT NULL DEFAULT 0;
-- No release has written it yet.
ALTER TABLE sends RENAME COLUMN withdrawn TO starts;
