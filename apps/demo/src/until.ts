import { setTimeout as pause } from 'node:timers/promises';

export class NotInTime extends Error {
  readonly code = 'NOT_IN_TIME';
}

/**
 * Waits for progress in a running system: asks until the answer is there.
 * @throws NotInTime with `what` and what was seen last
 */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false>, withinMs = 30_000): Promise<T> {
  const deadline = performance.now() + withinMs;
  let last: unknown;
  while (performance.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await pause(50);
  }
  throw new NotInTime(`not within ${withinMs / 1000} s: ${what}`, { cause: last });
}
