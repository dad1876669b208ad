export type BusErrorCode = 'UNAVAILABLE' | 'UNKNOWN_TOPIC' | 'RECORD_TOO_LARGE' | 'INVALID_RECORD' | 'CLOSED';

/** Why the log did not acknowledge. `retriable`: the same call may succeed later. */
export class BusError extends Error {
  readonly code: BusErrorCode;
  readonly retriable: boolean;

  constructor(code: BusErrorCode, message: string, options: { retriable: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'BusError';
    this.code = code;
    this.retriable = options.retriable;
  }
}
