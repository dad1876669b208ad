export { run } from './run.ts';
export type { Result } from './run.ts';
export { loadTasks } from './task.ts';
export type { Task } from './task.ts';
