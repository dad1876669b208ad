-- What Meta did that somebody has to mend, as policy says it; gone when policy says that it is over, or when a lead has seen it.
CREATE TABLE troubles (
  -- "*" or a number id
  scope text NOT NULL,
  what text NOT NULL,
  -- the template it befell, else Meta's code
  subject text NOT NULL,
  why text NOT NULL,
  since timestamptz NOT NULL,
  told_at timestamptz NOT NULL,
  -- null: until Meta says otherwise
  until timestamptz,
  PRIMARY KEY (scope, what, subject)
);
