export { calendarSchema, dueAt, isOpen, nextOpening, openMsBetween } from './calendar.ts';
export type { Calendar } from './calendar.ts';
export { defaultPolicy, promised, slaPolicy, slaPolicySchema } from './matrix.ts';
export type { Promised, SlaPolicy } from './matrix.ts';
export { Policies } from './policies.ts';
export type { PolicyChange } from './policies.ts';
export { atRisk, compareQueued, priorityClass, priorityScore } from './priority.ts';
export type { Queued, Urgency } from './priority.ts';
export { dayOf, today } from './zone.ts';
