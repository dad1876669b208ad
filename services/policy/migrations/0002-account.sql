-- What Meta's news about one template says, newer than the catalogue that was read last.
ALTER TABLE templates ADD COLUMN changed_at timestamptz, ADD COLUMN quality text NOT NULL DEFAULT '';

ALTER TABLE consents ADD COLUMN category text NOT NULL DEFAULT '';

-- What Meta forbids us for now. `until` is empty where only Meta's word ends it.
CREATE TABLE restrictions (
  scope        text NOT NULL,
  restriction  text NOT NULL,
  until        timestamptz,
  since        timestamptz NOT NULL,
  PRIMARY KEY (scope, restriction)
);
