-- Whose rows are not forgotten: `npm run holds` writes it in every schema, what forgets there reads it. A reference may hold several, and several one.
CREATE TABLE legal_holds (
  conversation_id text NOT NULL,
  reference text NOT NULL,
  contact_id text NOT NULL,
  PRIMARY KEY (conversation_id, reference)
);
