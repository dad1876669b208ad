-- Who looked at a conversation: such rows are kept under the account, and name the conversation inside.
CREATE INDEX wa_events_looks ON wa_events ((payload -> 'data' ->> 'conversationId'), ts)
  WHERE event_type IN ('TranscriptOpened', 'FileOpened', 'FieldUnmasked');
