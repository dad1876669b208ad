import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';

/** SQLSTATE classes and codes after which the same work may succeed: https://www.postgresql.org/docs/18/errcodes-appendix.html */
const transientStates = /^(08...|28...|3D000|53...|40001|40P01|55P03|57P0[1-5]|25006)$/;
const transientSockets = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/** pg gives these no code: lib/client.js, pg-pool/index.js */
const transientWords =
  /Connection terminated|timeout expired|Query read timeout|timeout exceeded when trying to connect|Client was closed|not queryable|Cannot use a pool after calling end/i;

/** Whether the database was away or busy, or let nobody in, and the same transaction may be run again. Looks through wrappers (`driverError`, `cause`). */
export function isTransientPostgresError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  // TypeORM releases a connection that broke between two queries of a transaction
  if (error instanceof QueryRunnerAlreadyReleasedError || error instanceof QueryRunnerProviderAlreadyReleasedError) return true;
  const { code, message, driverError, cause, errors } = error as {
    code?: unknown;
    message?: unknown;
    driverError?: unknown;
    cause?: unknown;
    errors?: unknown;
  };
  if (typeof code === 'string' && (transientStates.test(code) || transientSockets.has(code))) return true;
  if (typeof code !== 'string' && typeof message === 'string' && transientWords.test(message)) return true;
  if (Array.isArray(errors) && errors.some(isTransientPostgresError)) return true;
  return [driverError, cause].some((inner) => inner !== error && isTransientPostgresError(inner));
}
