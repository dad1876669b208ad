-- What is forgotten here with a contact: `erased (contact_id, conversation_id)` says whose; what is sealed is unreadable without the key.
DELETE FROM attempts WHERE challenge_id IN (SELECT id FROM challenges WHERE conversation_id IN (SELECT conversation_id FROM erased));
DELETE FROM challenges WHERE conversation_id IN (SELECT conversation_id FROM erased);
DELETE FROM identities WHERE contact_id IN (SELECT contact_id FROM erased);
