-- Two identities claimed what one contact was known by: for a lead to judge. `effect` is gateway's word on what became of it.
CREATE TABLE conflicts (
  id text PRIMARY KEY,
  outcome text NOT NULL,
  found_at timestamptz NOT NULL,
  -- of whose it is by the rule first, then of the others
  conversation_ids text[] NOT NULL,
  decision text,
  decided_by text,
  decided_at timestamptz,
  effect text
);
CREATE INDEX conflicts_open ON conflicts (found_at) WHERE effect IS NULL;
