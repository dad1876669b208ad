-- The oldest message that the bot owes an answer is looked up once a second (frontdesk_oldest_unanswered_seconds).
CREATE INDEX clocks_bot_waiting ON clocks (started_at) WHERE kind = 'bot_reply' AND ended_at IS NULL;
