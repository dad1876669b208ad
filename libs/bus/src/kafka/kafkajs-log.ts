import type { logCreator } from 'kafkajs';
import type { BusLog } from '../bus-log.ts';

const REPEAT_MS = 10_000;

/** kafkajs reports each try and calls it an error. What it says goes on as a warning, the same words once in ten seconds. */
export function withoutRepeats(log: BusLog): logCreator {
  const saidAt = new Map<string, number>();
  return () =>
    ({ namespace, log: { message, error } }) => {
      const words = `${message} ${error}`;
      const now = performance.now();
      if (now - (saidAt.get(words) ?? -Infinity) < REPEAT_MS) return;
      if (saidAt.size > 1_000) saidAt.clear();
      saidAt.set(words, now);
      log('warn', `kafkajs: ${message}`, { namespace, reason: error });
    };
}
