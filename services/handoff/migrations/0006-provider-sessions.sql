-- What the provider calls the session that it vouched for: it names it when that session ends there.
ALTER TABLE sessions ADD COLUMN provider_session text;
CREATE INDEX sessions_provider ON sessions (provider_session) WHERE ended_at IS NULL;
