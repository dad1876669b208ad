import type { Role } from '../api/types.ts';

/** Who answers customers; the others read. */
export const mayServe = (role: Role): boolean => role === 'agent' || role === 'lead';

/** Who switches the bot. */
export const mayLead = (role: Role): boolean => role === 'lead' || role === 'admin';

/** Who may see a whole phone number. */
export const mayUnmask = (role: Role): boolean => role === 'lead' || role === 'compliance';

/** Who sees every conversation, which colleagues looked at it, and why each message was sent. */
export const mayAudit = (role: Role): boolean => role !== 'agent';

/** Who takes a whole conversation out, as a file. */
export const mayExport = (role: Role): boolean => role === 'compliance' || role === 'admin';

/** Who takes a conversation from the bot: sees it, and may write in it. */
export const mayTakeOver = (role: Role): boolean => mayLead(role) && mayServe(role);
