export { play } from './play.ts';
export type { Outcome, PlayOptions } from './play.ts';
export { schedule } from './schedule.ts';
export type { Fault } from './schedule.ts';
export { keepWhatIsLeft } from './keep.ts';
export { underWay } from './rest.ts';
export { Stand } from './stand.ts';
export { brokenRules, invariants } from './invariants/invariants.ts';
export { upgrade } from './upgrade.ts';
