export { Notify } from './notify.ts';
export type { NotifyAnswer } from './notify.ts';
