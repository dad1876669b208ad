-- What is forgotten here with a contact: `erased (contact_id, conversation_id)` says whose; what is sealed is unreadable without the key.
-- A call to the shop names the order.
DELETE FROM tool_calls WHERE conversation_id IN (SELECT conversation_id FROM erased);
