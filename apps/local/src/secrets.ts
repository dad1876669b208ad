import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const Secrets = z.object({ VAULT_KEK: z.string(), FRONTDESK_SESSION_SECRET: z.string(), SERVICE_TOKEN: z.string(), roles: z.string() });
export type Secrets = z.output<typeof Secrets>;

/** The local system's secrets: made once, under the data directory, readable by its owner only. */
export function localSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) return Secrets.parse(JSON.parse(readFileSync(file, 'utf8')));
  mkdirSync(dataDir, { recursive: true });
  const made: Secrets = {
    VAULT_KEK: `local:${randomBytes(32).toString('base64')}`,
    FRONTDESK_SESSION_SECRET: randomBytes(32).toString('base64url'),
    SERVICE_TOKEN: randomBytes(32).toString('base64url'),
    roles: randomBytes(32).toString('base64url'),
  };
  writeFileSync(file, JSON.stringify(made, null, 2), { mode: 0o600 });
  return made;
}

/** A database role's password: the same at each start, different for each role. */
export const rolePassword = (secrets: Secrets, role: string): string =>
  createHmac('sha256', secrets.roles).update(role).digest('base64url');
