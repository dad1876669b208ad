import type { Batch } from '@frontdesk/bus';
import { decodeEnvelope } from '@frontdesk/contracts';

/** The trace that each message of a batch came in, by its id; a record that is no envelope has none. */
export function tracesOf(batch: Batch): ReadonlyMap<string, string> {
  const traces = new Map<string, string>();
  for (const { value, headers } of batch.records) {
    const { traceparent } = headers;
    if (traceparent === undefined) continue;
    try {
      traces.set(decodeEnvelope(value).id, traceparent);
    } catch {
      // the inbox makes it a dead letter
    }
  }
  return traces;
}
