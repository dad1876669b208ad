import { setTimeout as pause } from 'node:timers/promises';

const STEP = 1_000;

/**
 * Deletes in steps of at most 1,000 rows, a transaction each. After a full one it rests for as long as the step took, so that forgetting never
 * has more than half of the time, and what waits for a lock comes in between.
 * @param step deletes up to `limit` rows, and answers how many it did
 * @returns rows of each step
 */
export async function inSteps(step: (limit: number) => Promise<number>): Promise<number[]> {
  const steps: number[] = [];
  for (;;) {
    const from = performance.now();
    const deleted = await step(STEP);
    steps.push(deleted);
    if (deleted < STEP) return steps;
    await pause(Math.max(5, performance.now() - from), undefined, { ref: false });
  }
}
