-- a contact's tier, as the shop said it; kept for a day
create table identities (
  contact_id text primary key,
  tier text not null,
  looked_at timestamptz not null
);

-- a challenge that was answered at least once, and how it stands
create table challenges (
  id text primary key,
  conversation_id text not null,
  state text not null check (state in ('open', 'proved', 'locked')),
  level text,
  subject text,
  method text,
  proved_at timestamptz,
  expires_at timestamptz
);

-- one row per judged message; never what was offered
create table attempts (
  challenge_id text not null references challenges (id),
  message_id text not null,
  order_number text not null,
  outcome text not null check (outcome in ('proved', 'failed', 'locked', 'refused')),
  attempts_left int not null,
  at timestamptz not null,
  primary key (challenge_id, message_id)
);
create index attempts_of_order on attempts (order_number, at) where outcome in ('failed', 'locked');
