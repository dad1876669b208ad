import { isTransientPostgresError } from '@frontdesk/postgres';

/** Thrown by a test's `onStep`: the instance stops there, as if its process had been killed. */
export class CrashError extends Error {
  readonly code = 'CRASH';
  readonly retriable = true;
}

/** The partition went to another member while the batch was in work; nothing was committed. */
export class GenerationLostError extends Error {
  readonly code = 'GENERATION_LOST';
  readonly retriable = true;
}

/** Committed, but the log did not acknowledge; the outputs go out with the redelivery, or by the sweeper. */
export class PublishError extends Error {
  readonly code = 'NOT_PUBLISHED';
  readonly retriable = true;
}

/** A record that cannot be taken: not an envelope, not of its topic, or an output that the log would refuse. */
export class PoisonError extends Error {
  readonly retriable = false;
  constructor(
    readonly code: 'UNDECODABLE' | 'WRONG_TOPIC' | 'OUTPUT_TOO_LARGE' | 'WORK_ANSWERED_WRONG',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Whether the same work may succeed later: a dependency away, a time-out, a deadlock, or whatever says `retriable` of itself. */
export const isTransient = (error: unknown): boolean =>
  (error as { retriable?: unknown } | undefined)?.retriable === true || isTransientPostgresError(error);

export interface Failure {
  readonly code: string;
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { code: 'UNKNOWN', name: typeof error, message: String(error), stack: '' };
  const { code } = error as { code?: unknown };
  return { code: typeof code === 'string' ? code : error.name, name: error.name, message: error.message, stack: error.stack ?? '' };
}
