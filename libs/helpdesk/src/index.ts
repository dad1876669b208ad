export { HelpDesk } from './helpdesk.ts';
export type { DeskAnswer, DeskTicket } from './helpdesk.ts';
