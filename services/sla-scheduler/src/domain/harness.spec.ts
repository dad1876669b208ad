import { defaultPolicy, Policies } from '@frontdesk/sla';
import { message, testTime } from '@frontdesk/testing';
import { jobsOf } from './clock.ts';
import type { ClockRow, Threshold } from './clock.ts';
import type { Timer } from './clocks.ts';
import { fire } from './fire.ts';
import { applied, follow } from './follow.ts';
import type { Followed } from './follow.ts';

// For the specs of following beside it.

export const minute = 60_000;
export const policies = new Policies(defaultPolicy);

export function fired(clocks: readonly ClockRow[], clockId: string, threshold: Threshold, now: number) {
  const clock = clocks.find(({ id }) => id === clockId);
  const job = clock && jobsOf(clock, policies).find((one) => one.threshold === threshold);
  return job && fire(clock, job, now);
}

/** Clocks after these messages, and what was said on the way. */
export function after(...messages: Followed[]): {
  clocks: ClockRow[];
  said: Timer[];
  running: string[];
  fires: (threshold: Threshold, clockId: string, now?: number) => Timer | undefined;
} {
  let clocks: ClockRow[] = [];
  const said: Timer[] = [];
  for (const one of messages) {
    const change = follow(clocks, one, policies);
    clocks = applied(clocks, change);
    said.push(...change.facts);
  }
  const fires = (threshold: Threshold, clockId: string, now = testTime): Timer | undefined => fired(clocks, clockId, threshold, now)?.timer;
  return { clocks, said, fires, running: clocks.filter(({ endedAt }) => endedAt === undefined).map(({ id }) => id) };
}

export const ownerTo = (to: string, cause: string) => message('OwnerChanged', { to, cause, epoch: 2, ticketId: 't1' });
