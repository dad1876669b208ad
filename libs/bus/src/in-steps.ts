import { setTimeout as pause } from 'node:timers/promises';

const STEP = 250;
/** A step is followed by this many times as long a rest: nine services of one process that forget at once take one core's time at most. */
const REST = 9;

/**
 * Deletes in steps of at most 250 rows, a transaction each, so that whoever waits for a row's lock waits for milliseconds. It rests after each, so
 * that forgetting never has more than a tenth of the time.
 * @param step deletes up to `limit` rows, and answers how many it did
 * @param isStopped true: the step under way is the last one
 * @returns rows of each step
 */
export async function inSteps(step: (limit: number) => Promise<number>, isStopped: () => boolean = () => false): Promise<number[]> {
  const steps: number[] = [];
  for (;;) {
    const from = performance.now();
    const deleted = await step(STEP);
    steps.push(deleted);
    if (isStopped()) return steps;
    if (deleted > 0) await pause(Math.max(5, REST * (performance.now() - from)), undefined, { ref: false });
    if (deleted < STEP || isStopped()) return steps;
  }
}
