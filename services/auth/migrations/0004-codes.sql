-- a code that was asked for, by the message that did; how it was tried stands in challenges and attempts, under the same id.
-- Neither the code nor the address is kept: the one is made anew of the id, of the other there is a keyed hash, to count what it was sent
create table codes (
  id text primary key,
  conversation_id text not null,
  order_number text not null,
  -- when the order was proved on which it rests
  rests_on timestamptz not null,
  asked_at timestamptz not null,
  -- of an order without one a hash of its number; absent: it had enough, or nothing went out
  address text,
  -- times that a mail may have gone out, or would have: more than once after a crash
  sends int not null default 0 check ((sends > 0) = (address is not null)),
  -- what the customer is told; absent: it is being sent
  said text check (said in ('code_sent', 'code_refused', 'code_unavailable'))
);
create index codes_of_conversation on codes (conversation_id);
create index codes_of_address on codes (address) where address is not null;
create index codes_age on codes (asked_at);
