-- What is forgotten here with a contact: `erased (contact_id, conversation_id)` says whose; what is sealed is unreadable without the key.
-- Consents go on their own day: there is no conversation any more to say when that is. An older backup cannot say so; its migration will.
DO $$ BEGIN
  UPDATE consents SET erased = true WHERE conversation_id IN (SELECT conversation_id FROM erased);
EXCEPTION WHEN undefined_column THEN NULL;
END $$;
DELETE FROM conversations WHERE id IN (SELECT conversation_id FROM erased);
UPDATE held SET released_at = now(), reason = 'ERASED' WHERE released_at IS NULL AND conversation_id IN (SELECT conversation_id FROM erased);
