import { statfsSync } from 'node:fs';
import { EmbeddedPostgresError, isTransientPostgresError } from '@frontdesk/postgres';
import { ConfigError } from '@frontdesk/runtime';
import { readLocalConfig } from './local-config.ts';

const notWritable = new Set(['EROFS', 'EACCES', 'EPERM', 'ENOSPC', 'EDQUOT']);
/** With less PostgreSQL can't begin the next piece of its log. */
const tooLittle = 16 * 1024 * 1024;

/** What a start that failed says to whoever started it, and its exit code (sysexits.h). */
export function explain(error: unknown): { words: unknown; code: number } {
  if (error instanceof ConfigError) return { words: error.message, code: 78 };
  const { dataDir, host, port } = readLocalConfig();
  const { code, message, syscall } = error as NodeJS.ErrnoException;
  if (syscall === 'listen' || syscall === 'getaddrinfo') {
    const [why, remedy] =
      code === 'EADDRINUSE'
        ? ['another program has it', 'End that one, or name another port in PORT.']
        : [message, 'Name another address in HOST, or another port in PORT.'];
    return { words: `Frontdesk cannot listen on ${host}, port ${port}: ${why}.\n${remedy}`, code: 69 };
  }
  if (code !== undefined && notWritable.has(code)) {
    const remedy = 'Make it writable, or name another directory in FRONTDESK_DATA_DIR.';
    return { words: `Frontdesk keeps its data in ${dataDir}, and cannot write there: ${message}\n${remedy}`, code: 73 };
  }
  if (error instanceof EmbeddedPostgresError) {
    const full =
      bytesLeft(dataDir) < tooLittle
        ? `\nThe disk that holds ${dataDir} is full: make room, or name another directory in FRONTDESK_DATA_DIR.`
        : '';
    return { words: `${message}${full}`, code: full ? 73 : 1 };
  }
  if (isTransientPostgresError(error))
    return { words: `The database went away while Frontdesk started: ${message}. Start it again when it is there.`, code: 69 };
  return { words: error, code: 1 };
}

function bytesLeft(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return Infinity;
  }
}
