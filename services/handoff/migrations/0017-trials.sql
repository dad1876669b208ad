-- Cases in which something was tried on a share of the contacts, by the id of their first answer: whose they are is not here. Nothing of an index changes
-- when a customer comes to need people.
CREATE TABLE trials (
  id uuid PRIMARY KEY,
  candidate text NOT NULL,
  cohort text NOT NULL,
  wording text NOT NULL,
  answered_at timestamptz NOT NULL,
  needed_people boolean NOT NULL
);
CREATE INDEX trials_answered ON trials (answered_at);
