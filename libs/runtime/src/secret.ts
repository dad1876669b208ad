import { readFileSync, statSync } from 'node:fs';
import { processEnvironment } from './config.ts';

/** a secret is a line or two; whatever else the path names is not one */
const mostBytes = 64 * 1024;
const lookEveryMs = 1_000;

/**
 * A secret that may be changed while we run: `NAME`, or the content of the file that `NAME_FILE` names, read again once the file is another one
 * (looked at once a second at most). A file that is away, empty, too long or refused by `isGood` leaves the old value in force.
 * @param now reading of a monotonic clock, ms
 * @returns the value now; undefined while there never was one
 */
export function secretFrom(
  name: string,
  isGood: (value: string) => boolean = () => true,
  source: Readonly<Record<string, string | undefined>> = processEnvironment,
  now: () => number = () => performance.now(),
): () => string | undefined {
  let value: string | undefined;
  let seen = '';
  let lookedAt = -Infinity;
  const read = (path: string): void => {
    try {
      const { mtimeMs, ino, size } = statSync(path);
      const mark = `${mtimeMs} ${ino} ${size}`;
      if (mark === seen || size > mostBytes) return;
      const content = readFileSync(path, 'utf8').trim();
      if (content === '' || !isGood(content)) return;
      value = content;
      seen = mark;
    } catch {
      // what was valid stays in force
    }
  };
  return () => {
    if (source[name]) return source[name];
    const path = source[`${name}_FILE`];
    if (path && now() - lookedAt >= lookEveryMs) {
      lookedAt = now();
      read(path);
    }
    return value;
  };
}
