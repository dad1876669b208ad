export { play } from './play.ts';
export type { Outcome, PlayOptions } from './play.ts';
export { schedule } from './schedule.ts';
export type { Fault } from './schedule.ts';
