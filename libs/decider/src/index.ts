export { step } from './decider.ts';
export type { Decider } from './decider.ts';
export { given } from './given.ts';
