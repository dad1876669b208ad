import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits for progress: tries the check again and again until it passes.
 * @param check a condition, or assertions that throw while they don't hold
 * @throws what the check last threw, once `withinMs` (default 30 s) are over
 */
export async function eventually(check: () => unknown, withinMs = 30_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      if ((await check()) !== false) return;
      throw new Error(`not so within ${withinMs} ms: ${check}`);
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await pause(20);
  }
}
