-- What is past its horizon is found by its age; so are the failures that still count, of which each message's conversation is asked.
CREATE INDEX attempts_age ON attempts (at);
CREATE INDEX identities_age ON identities (looked_at);
