-- Whose threads change with who they are is asked while a batch waits: without it each such question read the whole table.
CREATE INDEX threads_contact ON threads (contact_id);
