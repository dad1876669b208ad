-- What is forgotten here with a contact: `erased (contact_id, conversation_id)` says whose; what is sealed is unreadable without the key.
DELETE FROM message_marks WHERE message_id IN (SELECT id FROM messages WHERE conversation_id IN (SELECT conversation_id FROM erased));
DELETE FROM messages WHERE conversation_id IN (SELECT conversation_id FROM erased);
