-- Threads that turned out to be one person's: what was said in the other until then holds in this one.
CREATE TABLE merged (
  conversation_id  text NOT NULL,
  other_id         text NOT NULL,
  at               timestamptz NOT NULL,
  PRIMARY KEY (conversation_id, other_id)
);
