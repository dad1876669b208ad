-- Texts that leads keep for whoever answers, by language. They are the business's own: of customers there is nothing in them.
CREATE TABLE saved_replies (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  -- the name as it is compared
  name_key text NOT NULL UNIQUE,
  texts jsonb NOT NULL,
  version int NOT NULL,
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL
);
