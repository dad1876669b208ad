-- What is past its horizon is found by when the case closed; of who never had a case, and of erased contacts, there is no such time.
ALTER TABLE conversations ADD COLUMN texts_forgotten boolean NOT NULL DEFAULT false, ADD COLUMN consents_forgotten boolean NOT NULL DEFAULT false;
CREATE INDEX conversations_texts ON conversations (closed_at) WHERE NOT texts_forgotten;
CREATE INDEX conversations_consents ON conversations (closed_at) WHERE NOT consents_forgotten;
CREATE INDEX conversations_without_case ON conversations (id) WHERE case_number = 0 AND NOT consents_forgotten;
ALTER TABLE consents ADD COLUMN erased boolean NOT NULL DEFAULT false;
UPDATE consents SET erased = true WHERE conversation_id NOT IN (SELECT id FROM conversations);
CREATE INDEX consents_erased ON consents (at) WHERE erased;
