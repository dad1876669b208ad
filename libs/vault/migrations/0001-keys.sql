-- A contact's data key, wrapped by a key-encryption key that is not in the database. Destroying it is erasing the contact.
CREATE TABLE keys (
  contact_id text PRIMARY KEY,
  wrapped bytea,
  kek_id text NOT NULL,
  created_at timestamptz NOT NULL,
  destroyed_at timestamptz,
  CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);
