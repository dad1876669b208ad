export { eventually } from './eventually.ts';
export { message, testId, testTime, text, turn } from './message.ts';
export type { About } from './message.ts';
export { testPostgres } from './postgres.ts';
export type { TestDatabase, TestPostgres } from './postgres.ts';
