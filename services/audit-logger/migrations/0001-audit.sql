-- Every decision, as it was made. Partitioned by month of the time-ordered id (its first 48 bits are milliseconds), so that retention drops whole partitions.
CREATE TABLE wa_events (
  id uuid PRIMARY KEY,
  ts timestamptz NOT NULL,
  conversation_id text NOT NULL,
  actor text NOT NULL,
  event_type text NOT NULL,
  payload jsonb NOT NULL,
  model text,
  tokens_in int,
  tokens_out int,
  cost_usd numeric(10,5),
  prompt_version text,
  intent text,
  confidence real
) PARTITION BY RANGE (id);

CREATE INDEX wa_events_conversation_ts ON wa_events (conversation_id, ts);
CREATE TABLE wa_events_default PARTITION OF wa_events DEFAULT;

DO $$
DECLARE
  month date;
  bound text := '%s-%s-0000-0000-000000000000';
  low text;
  high text;
BEGIN
  FOR month IN SELECT generate_series(date '2026-01-01', date '2028-12-01', interval '1 month')::date LOOP
    low := lpad(to_hex((extract(epoch FROM month::timestamp AT TIME ZONE 'UTC') * 1000)::bigint), 12, '0');
    high := lpad(to_hex((extract(epoch FROM (month + interval '1 month')::timestamp AT TIME ZONE 'UTC') * 1000)::bigint), 12, '0');
    EXECUTE format('CREATE TABLE %I PARTITION OF wa_events FOR VALUES FROM (%L) TO (%L)', 'wa_events_' || to_char(month, 'YYYY_MM'),
      format(bound, left(low, 8), right(low, 4)), format(bound, left(high, 8), right(high, 4)));
  END LOOP;
END $$;

-- The transcript: redacted text, its sealed form in metadata.
CREATE TABLE messages (
  id uuid PRIMARY KEY,
  conversation_id text NOT NULL,
  ts timestamptz NOT NULL,
  sender text NOT NULL,
  body text NOT NULL,
  metadata jsonb NOT NULL DEFAULT '{}',
  recorded_at timestamptz NOT NULL, -- ts knows whole seconds only for what a customer wrote
  seq bigint GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX messages_conversation_recorded ON messages (conversation_id, recorded_at, seq);

-- What became of a line. Appended only: a status may come before the line it belongs to.
CREATE TABLE message_marks (
  id uuid PRIMARY KEY,
  message_id uuid NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX message_marks_message ON message_marks (message_id, at);
