-- The business starts it, and the customer has said STOP since: it is not called, or not called again.
ALTER TABLE sends ADD COLUMN withdrawn boolean NOT NULL DEFAULT false;
