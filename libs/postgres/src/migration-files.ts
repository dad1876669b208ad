import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ServiceRole } from './roles.ts';

export interface Migration {
  readonly schema: string;
  /** folder and file, e.g. `kernel/0001-inbox.sql` */
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

const kernel = resolve(import.meta.dirname, '../migrations/kernel');

function folder(schema: string, label: string, path: string): Migration[] {
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((file) => /^\d{4}-[a-z0-9-]+\.sql$/.test(file))
    .sort()
    .map((file) => {
      const sql = readFileSync(join(path, file), 'utf8');
      return { schema, name: `${label}/${file}`, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/**
 * Every migration in the order in which it is applied: those of schemas that lie with a library (`libs/bus/migrations`,
 * `libs/vault/migrations`), then service by service the kernel's and the service's own.
 */
export function migrationsOf(roles: readonly ServiceRole[], root: string): Migration[] {
  const withLibraries = new Set(['bus', ...roles.flatMap(({ writes, reads }) => [...writes.slice(1), ...reads])]);
  return [
    ...[...withLibraries].flatMap((schema) => folder(schema, schema, join(root, 'libs', schema, 'migrations'))),
    ...roles.flatMap(({ service, schema }) => [
      ...folder(schema, 'kernel', kernel),
      ...folder(schema, service, join(root, 'services', service, 'migrations')),
    ]),
  ];
}
