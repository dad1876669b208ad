import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { EmbeddedPostgresError } from './error.ts';

/** Who PostgreSQL runs as; empty when it runs as ourselves. */
export interface SystemUser {
  readonly uid?: number;
  readonly gid?: number;
}

const name = 'postgres';
const waysToCreate: readonly [string, ...string[]][] = [
  ['useradd', '--system', '--user-group', '--no-create-home', '--shell', '/bin/false', name],
  ['adduser', '-S', '-D', '-H', name],
];

/**
 * PostgreSQL refuses to run as root: then it runs as the system user `postgres`, which is created if it is missing.
 * @throws EmbeddedPostgresError NO_SYSTEM_USER
 */
export function systemUser(): SystemUser {
  if (process.getuid?.() !== 0) return {};
  const found = lookUp();
  if (found) return found;
  for (const [command, ...args] of waysToCreate) {
    try {
      execFileSync(command, args, { stdio: 'ignore' });
    } catch {
      continue;
    }
    const created = lookUp();
    if (created) return created;
  }
  throw new EmbeddedPostgresError('NO_SYSTEM_USER', `PostgreSQL does not run as root, and a system user "${name}" could not be created`);
}

function lookUp(): SystemUser | undefined {
  const ask = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' }));
  try {
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    return undefined;
  }
}

/** @returns the first directory on the way to `path` that the user cannot enter; undefined if it can enter all */
export function closedDirectory(path: string, { uid, gid }: SystemUser): string | undefined {
  if (uid === undefined) return undefined;
  const above = dirname(path);
  const closedAbove = above === path ? undefined : closedDirectory(above, { uid, gid });
  if (closedAbove) return closedAbove;
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return undefined;
  const bit = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001;
  return (stat.mode & bit) === 0 && stat.isDirectory() ? path : undefined;
}
