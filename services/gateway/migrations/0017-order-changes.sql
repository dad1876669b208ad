-- Changes in the shop that the customer said yes to. They take no number and wait in no lane: only a fence of their conversation looks at them.
CREATE TABLE order_changes (
  change_id        text PRIMARY KEY,
  conversation_id  text NOT NULL,
  contact_id       text NOT NULL,
  case_no          int NOT NULL,
  epoch            int NOT NULL,
  turn             int NOT NULL,
  customer_hash    text NOT NULL,
  -- emptied when the contact is erased
  sealed           bytea NOT NULL,
  state            text NOT NULL
                   CHECK (state IN ('queued', 'asking', 'made', 'too_late', 'invalid', 'unavailable', 'unconfirmed', 'cancelled')),
  attempts         int NOT NULL DEFAULT 0,
  may_be_made      boolean NOT NULL DEFAULT false,
  traceparent      text NOT NULL,
  queued_at        timestamptz NOT NULL,
  not_before       timestamptz NOT NULL,
  asked_first_at   timestamptz,
  marked_at        timestamptz
);
CREATE INDEX order_changes_open ON order_changes (conversation_id) WHERE state IN ('queued', 'asking');
