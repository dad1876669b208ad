import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bus, ReceivedRecord } from './port.ts';

/** What the log holds of these topics now, in order within a key, later copies included; for tools and tests. Reads under a group of its own. */
export async function readAll(bus: Bus, topics: readonly string[]): Promise<ReceivedRecord[]> {
  const group = `read-all-${randomUUID()}`;
  const records: ReceivedRecord[] = [];
  const subscription = await bus.consume({ group, topics, onBatch: async (batch) => void records.push(...batch.records) });
  try {
    while (Object.values(await bus.lag(group, topics)).some((left) => left > 0)) await pause(50);
  } finally {
    await subscription.stop();
  }
  return records;
}
