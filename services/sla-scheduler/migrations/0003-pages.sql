-- What a team is to be called for: it goes into the team's next page. The release before writes a row of `notifications` for each itself.
CREATE TABLE calls (
  id uuid PRIMARY KEY,
  team text NOT NULL,
  conversation_id text NOT NULL,
  clock_id text NOT NULL,
  started_at timestamptz,
  due_at timestamptz,
  cleared boolean NOT NULL DEFAULT false,
  body jsonb NOT NULL,
  created_at timestamptz NOT NULL
);

-- When a team was last called; the row is locked by whoever makes its page.
CREATE TABLE teams (
  team text PRIMARY KEY,
  paged_at timestamptz NOT NULL
);
INSERT INTO teams VALUES ('support-p1', 'epoch');

-- How people know the ticket; '' on clocks of the release before.
ALTER TABLE clocks ADD COLUMN ticket_number text NOT NULL DEFAULT '', ADD COLUMN permalink text NOT NULL DEFAULT '';
