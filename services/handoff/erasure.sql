-- What is forgotten here with a contact: `erased (contact_id, conversation_id)` says whose; what is sealed is unreadable without the key.
DELETE FROM unsent WHERE ticket_id IN (SELECT id FROM tickets WHERE conversation_id IN (SELECT conversation_id FROM erased));
DELETE FROM drafts WHERE conversation_id IN (SELECT conversation_id FROM erased);
UPDATE tickets SET packet = '', state = state - 'proof' WHERE conversation_id IN (SELECT conversation_id FROM erased);
-- After a restore a case may be open that was resolved before its contact was erased: nobody could let go of it.
UPDATE tickets SET status = 'resolved', ended = true, revision = revision + 1 WHERE NOT ended AND conversation_id IN (SELECT conversation_id FROM erased);
UPDATE threads SET packet = '', owner = 'bot', state = jsonb_set(jsonb_set(state, '{lastLine}', '""'), '{owner}', '"bot"', false) - 'lockedOrders'
  WHERE conversation_id IN (SELECT conversation_id FROM erased);
