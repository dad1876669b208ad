-- What is forgotten here with a contact: `erased (contact_id, conversation_id)` says whose; what is sealed is unreadable without the key.
DELETE FROM unsent WHERE ticket_id IN (SELECT id FROM tickets WHERE conversation_id IN (SELECT conversation_id FROM erased));
DELETE FROM drafts WHERE conversation_id IN (SELECT conversation_id FROM erased);
UPDATE tickets SET packet = '' WHERE conversation_id IN (SELECT conversation_id FROM erased);
UPDATE threads SET packet = '', state = jsonb_set(state, '{lastLine}', '""') WHERE conversation_id IN (SELECT conversation_id FROM erased);
