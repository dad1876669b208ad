import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import pg from 'pg';

const names = new Map<string, string>();

/** A result whose columns a migration may change while we run is planned anew each time: PostgreSQL refuses a cached plan then. */
const hasOpenColumns = (text: string): boolean => /(?<!count\()\*/.test(text);

/** @returns the name that a statement is prepared under; undefined: not at all */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return known || undefined;
  const name = hasOpenColumns(text) ? '' : createHash('sha256').update(text).digest('base64url').slice(0, 22);
  if (names.size < 2_000) names.set(text, name);
  return name || undefined;
}

/** A connection that prepares each parameterised statement once: parsing and planning cost more than running it. */
export class PreparedClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    // The pool stops listening as it hands the connection over, TypeORM begins a moment later: an error in between would end the process.
    this.on('error', () => undefined);
    const query = this.query.bind(this) as (...args: unknown[]) => unknown;
    (this as { query: unknown }).query = (text: unknown, values?: unknown, ...rest: unknown[]) => {
      this.#writeTogether();
      const name = typeof text === 'string' && Array.isArray(values) && values.length > 0 ? nameOf(text) : undefined;
      return name === undefined ? query(text, values, ...rest) : query({ name, text, values }, ...rest);
    };
  }

  /** What is asked in one turn of the event loop goes out in one write. */
  #writeTogether(): void {
    const { stream } = (this as unknown as { connection: { stream: Writable } }).connection;
    if (stream.writableCorked > 0) return;
    stream.cork();
    process.nextTick(() => stream.uncork());
  }
}
