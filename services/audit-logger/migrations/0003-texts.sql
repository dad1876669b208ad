-- Texts past their horizon are found by their age, and are due by when their case closed.
CREATE INDEX messages_age ON messages (recorded_at, seq);
CREATE INDEX wa_events_cases ON wa_events (conversation_id, ts) WHERE event_type IN ('CaseOpened', 'CaseClosed');
