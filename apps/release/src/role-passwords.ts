import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '@frontdesk/contracts';
import { serviceRole } from '@frontdesk/postgres';

/** A service's URL names another role than its own, or no password; `message` names the file, never its content. */
export class PasswordsError extends Error {
  readonly code = 'ROLE_URL_INVALID';
  readonly retriable = false;
}

/**
 * The passwords of the services' roles, out of the very URLs that the services are given, so that there is one source.
 * @param folder holds `<service>-url` files; a service without one keeps its role's password
 * @throws PasswordsError
 */
export function rolePasswords(folder: string, manifests: readonly Manifest[]): Record<string, string> {
  const passwords: Record<string, string> = {};
  for (const manifest of manifests) {
    const file = join(folder, `${manifest.name}-url`);
    if (!existsSync(file)) continue;
    const { role } = serviceRole(manifest);
    const url = URL.parse(readFileSync(file, 'utf8').trim());
    if (!url || url.username !== role || url.password === '')
      throw new PasswordsError(`${manifest.name}-url: expected postgres://${role}:password@host:port/database`);
    passwords[manifest.name] = decodeURIComponent(url.password);
  }
  return passwords;
}
