export { config } from './config.ts';
export { manifest } from './manifest.ts';
export { SlaSchedulerModule } from './sla-scheduler.module.ts';
// for who replays what was decided
export { jobsOf } from './domain/clock.ts';
export type { ClockRow, Threshold } from './domain/clock.ts';
export { fire } from './domain/fire.ts';
export { applied, follow } from './domain/follow.ts';
export type { Followed } from './domain/follow.ts';
