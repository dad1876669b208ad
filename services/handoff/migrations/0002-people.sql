-- Who signs in by OIDC: what the provider said at the last sign-in. Without a role nobody gets in; a name stays for what the person did.
ALTER TABLE agents ADD COLUMN name text, ADD COLUMN email text, ADD COLUMN role text, ADD COLUMN issuer text;

-- The provider's ID token, sealed, for signing out there too.
ALTER TABLE sessions ADD COLUMN id_token text;
CREATE INDEX sessions_agent ON sessions (agent_id) WHERE ended_at IS NULL;
