import { BusError } from '../bus-error.ts';

/** What kafkajs threw, as the port says it. It wraps the broker's answer in "retries exceeded", several deep. */
export function busError(error: unknown, message: string): BusError {
  if (error instanceof BusError) return error;
  const types = answers(error);
  if (types.includes('UNKNOWN_TOPIC_OR_PARTITION')) return new BusError('UNKNOWN_TOPIC', message, { retriable: true, cause: error });
  if (types.includes('MESSAGE_TOO_LARGE') || types.includes('RECORD_LIST_TOO_LARGE')) {
    return new BusError('RECORD_TOO_LARGE', message, { retriable: false, cause: error });
  }
  return new BusError('UNAVAILABLE', message, { retriable: true, cause: error });
}

function answers(error: unknown): string[] {
  const types: string[] = [];
  for (let at = error, depth = 0; at instanceof Error && depth < 10; at = at.cause, depth += 1)
    types.push(String((at as { type?: unknown }).type));
  return types;
}
