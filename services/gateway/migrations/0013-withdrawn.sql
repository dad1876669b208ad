-- What the business starts is not called, or not called again, once the customer has said STOP after it.
ALTER TABLE sends ADD COLUMN starts boolean NOT NULL DEFAULT false;
-- The number up to which that is so, whenever it comes to a call.
ALTER TABLE fences ADD COLUMN withdrawn_seq bigint NOT NULL DEFAULT 0;
