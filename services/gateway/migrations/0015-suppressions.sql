-- Who had ended what the business starts, and was erased: their addresses as the keyed hashes that aliases are, until they write from one again.
CREATE TABLE suppressions (
  number_id  text NOT NULL,
  kind       text NOT NULL,
  hash       text NOT NULL,
  category   text NOT NULL,
  at         timestamptz NOT NULL,
  PRIMARY KEY (number_id, kind, hash, category)
);
