-- What is past its horizon is found by its age.
CREATE INDEX attempts_age ON attempts (at);
CREATE INDEX identities_age ON identities (looked_at);
