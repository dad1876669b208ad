-- How often a message of this send was refused in a status and goes out again.
ALTER TABLE sends ADD COLUMN resends int NOT NULL DEFAULT 0;

-- When somebody was last told that Meta refuses a number's sends with a code.
CREATE TABLE number_alerts (
  number_id  text NOT NULL,
  code       int NOT NULL,
  told_at    timestamptz NOT NULL,
  PRIMARY KEY (number_id, code)
);
