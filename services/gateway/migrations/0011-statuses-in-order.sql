-- Statuses that came in one webhook have one time: this is the order in which they stood in it.
ALTER TABLE statuses ADD COLUMN place bigint GENERATED ALWAYS AS IDENTITY;
