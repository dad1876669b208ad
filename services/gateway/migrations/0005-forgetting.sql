-- What is past its horizon is found by its age.
CREATE INDEX received_age ON received (received_at);
CREATE INDEX sends_age ON sends (queued_at) WHERE state IN ('accepted', 'failed', 'cancelled', 'unconfirmed');
