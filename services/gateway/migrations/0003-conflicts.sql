-- What the rule (user id before phone) decided where two identities claimed one alias: for a person to look at.
CREATE TABLE contact_conflicts (
  conflict_id        text PRIMARY KEY,
  contact_id         text NOT NULL REFERENCES contacts,
  other_contact_ids  text[] NOT NULL,
  outcome            text NOT NULL CHECK (outcome IN ('merged', 'conflict')),
  found_at           timestamptz NOT NULL,
  reviewed_at        timestamptz
);
CREATE INDEX contact_conflicts_open ON contact_conflicts (found_at) WHERE reviewed_at IS NULL;
CREATE INDEX aliases_hash ON aliases (kind, hash);
