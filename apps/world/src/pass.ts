/** That k trials of a task all succeed, if `succeeded` of `trials` did: C(c,k)/C(n,k), without bias, as in tau-bench (arXiv 2406.12045). */
export function passOf(succeeded: number, trials: number, k: number): number {
  if (k > trials) throw new RangeError(`${k} trials of ${trials}`);
  let share = 1;
  for (let one = 0; one < k; one += 1) share *= Math.max(0, succeeded - one) / (trials - one);
  return share;
}

/** @param tasks how many trials of each succeeded. @returns pass^1 to pass^k, each averaged over the tasks */
export const passes = (tasks: readonly number[], trials: number, most: number): number[] =>
  Array.from({ length: Math.min(most, trials) }, (_, index) => {
    const sum = tasks.reduce((total, succeeded) => total + passOf(succeeded, trials, index + 1), 0);
    return tasks.length === 0 ? 0 : Math.round((1000 * sum) / tasks.length) / 1000;
  });
