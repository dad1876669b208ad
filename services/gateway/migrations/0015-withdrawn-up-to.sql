-- The customer has said STOP after this number: of what the business starts nothing up to it goes out again either, where Meta had taken it before.
ALTER TABLE fences ADD COLUMN withdrawn_seq bigint NOT NULL DEFAULT 0;
