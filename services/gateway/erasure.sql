-- What is forgotten here with a contact: `erased (contact_id, conversation_id)` says whose; what is sealed is unreadable without the key.
-- `suppressed`: what it had ended, by the hashes of the aliases that it has. An older backup has no place for it until it is migrated, and is applied again then.
DO $$ BEGIN
  INSERT INTO suppressions (number_id, kind, hash, category, at) SELECT number_id, kind, hash, category, at FROM suppressed
  ON CONFLICT (number_id, kind, hash, category) DO UPDATE SET at = greatest(suppressions.at, excluded.at);
EXCEPTION WHEN undefined_table THEN NULL;
END $$;
-- An older backup has no place for these either. What is not over is ended by gateway, which finds nothing in it.
DO $$ BEGIN
  DELETE FROM order_changes WHERE conversation_id IN (SELECT conversation_id FROM erased) AND state NOT IN ('queued', 'asking');
  UPDATE order_changes SET sealed = '' WHERE conversation_id IN (SELECT conversation_id FROM erased);
EXCEPTION WHEN undefined_table THEN NULL;
END $$;
-- Without its aliases the next message from the same number is a stranger's.
DELETE FROM aliases WHERE contact_id IN (SELECT contact_id FROM erased);
-- What Meta calls a message holds the number that it came from, and is sealed under gateway's key, not the contact's.
DELETE FROM received WHERE conversation_id IN (SELECT conversation_id FROM erased);
-- gateway removes the files themselves from its store; a backup may be older than what it notes of that, so only columns that were always there
UPDATE media SET state = 'failed', reason = 'erased', mime = '', bytes = NULL, settled_at = coalesce(settled_at, now()),
  not_before = CASE state WHEN 'pending' THEN not_before ELSE now() END WHERE contact_id IN (SELECT contact_id FROM erased) AND state <> 'failed';
UPDATE contacts SET sealed_phone = NULL, sealed_user_id = NULL, sealed_name = NULL WHERE contact_id IN (SELECT contact_id FROM erased);
