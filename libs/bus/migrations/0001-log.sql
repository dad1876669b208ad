-- The embedded bus: a log per (topic, partition). Times are parameters; nothing here calls now(). The release's job creates the schema.

CREATE TABLE bus.topics (
  topic        text PRIMARY KEY,
  retention_ms bigint NOT NULL
);

-- One row per partition. Appending takes its row lock until commit, so offsets become visible in order and without gaps.
CREATE TABLE bus.partitions (
  id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic        text NOT NULL REFERENCES bus.topics,
  partition    integer NOT NULL,
  first_offset bigint NOT NULL DEFAULT 0,
  next_offset  bigint NOT NULL DEFAULT 0,
  UNIQUE (topic, partition)
) WITH (fillfactor = 50);

-- No foreign key to partitions: its check would lock that row once per record, and only this bus writes here.
CREATE TABLE bus.records (
  partition_id integer NOT NULL,
  "offset"     bigint NOT NULL,
  key          text NOT NULL,
  headers      json NOT NULL,
  value        bytea NOT NULL,
  appended_at  timestamptz NOT NULL,
  PRIMARY KEY (partition_id, "offset")
);
-- Values are sealed or small: compressing them costs time and saves nothing.
ALTER TABLE bus.records ALTER COLUMN value SET STORAGE EXTERNAL;

CREATE TABLE bus.groups (
  id       integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  consumer text NOT NULL UNIQUE
);

-- `committed` is the offset of the next record to handle.
CREATE TABLE bus.offsets (
  group_id     integer NOT NULL REFERENCES bus.groups,
  partition_id integer NOT NULL,
  committed    bigint NOT NULL,
  PRIMARY KEY (group_id, partition_id)
) WITH (fillfactor = 50);
