import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const Secrets = z.object({ VAULT_KEK: z.string(), FRONTDESK_SESSION_SECRET: z.string(), SERVICE_TOKEN: z.string(), roles: z.string() });
export type Secrets = z.output<typeof Secrets>;

const secret = (): string => randomBytes(32).toString('base64url');
export const newSecrets = (): Secrets => ({
  VAULT_KEK: `local:${randomBytes(32).toString('base64')}`,
  FRONTDESK_SESSION_SECRET: secret(),
  SERVICE_TOKEN: secret(),
  roles: secret(),
});

/** The local system's secrets: made once, under the data directory, readable by its owner only. */
export function localSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) return Secrets.parse(JSON.parse(readFileSync(file, 'utf8')));
  mkdirSync(dataDir, { recursive: true });
  const made = newSecrets();
  writeFileSync(file, JSON.stringify(made, null, 2), { mode: 0o600 });
  return made;
}

/** A database role's password: the same at each start, different for each role. */
export const rolePassword = (secrets: Secrets, role: string): string =>
  createHmac('sha256', secrets.roles).update(role).digest('base64url');
