export { message, testId, testTime, text, turn } from './message.ts';
export type { About } from './message.ts';
