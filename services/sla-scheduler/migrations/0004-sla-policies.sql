-- The SLA policies that leads have made, as handoff said them, by when they hold. A running clock keeps the one that it began by; '' on those of the release before.
CREATE TABLE sla_policies (
  revision int PRIMARY KEY,
  policy jsonb NOT NULL,
  from_at timestamptz NOT NULL
);
ALTER TABLE clocks ADD COLUMN policy_version text NOT NULL DEFAULT '';
