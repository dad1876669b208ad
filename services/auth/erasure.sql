-- What is forgotten here with a contact: `erased (contact_id, conversation_id)` says whose; what is sealed is unreadable without the key.
-- Failures go on counting for their order, as nobody's, until auth forgets them after their day: else an erasure gave new attempts.
INSERT INTO challenges (id, conversation_id, state) VALUES ('erased', 'erased', 'locked') ON CONFLICT (id) DO NOTHING;
UPDATE attempts SET challenge_id = 'erased', message_id = gen_random_uuid() WHERE outcome IN ('failed', 'locked')
  AND challenge_id IN (SELECT id FROM challenges WHERE conversation_id IN (SELECT conversation_id FROM erased));
DELETE FROM attempts WHERE challenge_id IN (SELECT id FROM challenges WHERE conversation_id IN (SELECT conversation_id FROM erased));
DELETE FROM challenges WHERE conversation_id IN (SELECT conversation_id FROM erased);
-- So do mails for their address, of which a keyed hash is left.
UPDATE codes SET id = gen_random_uuid(), conversation_id = 'erased', order_number = ''
  WHERE address IS NOT NULL AND conversation_id IN (SELECT conversation_id FROM erased);
DELETE FROM codes WHERE conversation_id IN (SELECT conversation_id FROM erased);
DELETE FROM identities WHERE contact_id IN (SELECT contact_id FROM erased);
