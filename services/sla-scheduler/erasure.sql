-- What is forgotten here with a contact: `erased (contact_id, conversation_id)` says whose; what is sealed is unreadable without the key.
-- Nobody waits any more: what still runs would page for nobody, without end.
DELETE FROM jobs WHERE conversation_id IN (SELECT conversation_id FROM erased);
DELETE FROM calls WHERE conversation_id IN (SELECT conversation_id FROM erased);
UPDATE clocks SET ended_at = now() WHERE ended_at IS NULL AND conversation_id IN (SELECT conversation_id FROM erased);
