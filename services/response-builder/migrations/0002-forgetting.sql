-- A summary is written with each reply: the hour is all that an index needs, so that its page is mostly left alone.
ALTER TABLE summaries
  ADD COLUMN updated_hour int NOT NULL GENERATED ALWAYS AS
    (floor(extract(epoch FROM updated_at - timestamptz '1970-01-01 00:00:00+00') / 3600)::int) STORED;
CREATE INDEX summaries_age ON summaries (updated_hour);
