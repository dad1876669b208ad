-- what the release's knowledge folder holds; rewritten at start when a document's hash has changed
create table documents (
  id text primary key,
  hash text not null,
  version text not null,
  locale text not null check (locale in ('en', 'de')),
  title text not null,
  url text not null,
  topic text not null,
  valid_until date not null,
  body text not null,
  words tsvector not null
);
create index documents_words on documents using gin (words);

create table passages (
  document_id text not null references documents (id) on delete cascade,
  ordinal int not null,
  body text not null,
  words tsvector not null,
  primary key (document_id, ordinal)
);

-- which tool was called for which message, and how it ended: ids and codes only
create table tool_calls (
  cause_id uuid not null,
  ordinal int not null,
  conversation_id text not null,
  tool text not null,
  input text not null,
  outcome text not null,
  latency_ms real not null,
  at timestamptz not null,
  primary key (cause_id, ordinal)
);
create index tool_calls_of_conversation on tool_calls (conversation_id, at);
