-- What leads have made of the SLA policy: a row for each change, whole. The last of them whose time has come holds; while there is none, SLA_POLICY does.
CREATE TABLE sla_policies (
  revision int PRIMARY KEY,
  policy jsonb NOT NULL,
  from_at timestamptz NOT NULL,
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL,
  -- redacted
  reason text NOT NULL
);
