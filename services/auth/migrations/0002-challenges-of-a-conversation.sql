-- Attempts are counted over the challenges of a conversation, and forgotten with it.
create index challenges_of_conversation on challenges (conversation_id);
