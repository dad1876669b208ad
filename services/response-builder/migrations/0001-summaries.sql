-- the running summary of a case, sealed under the contact's key
create table summaries (
  conversation_id text not null,
  case_number int not null,
  sealed bytea not null,
  updated_at timestamptz not null,
  primary key (conversation_id, case_number)
);
