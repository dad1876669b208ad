import type { Person } from './takeover.ts';

export interface User extends Person {
  readonly email: string;
}

/** Who may sign in with a password while Graph is the twin. They do not exist where people sign in by OIDC. */
export const demoUsers: readonly User[] = [
  { id: 'ana', name: 'Ana', email: 'ana@frontdesk.example', role: 'agent' },
  { id: 'ben', name: 'Ben', email: 'ben@frontdesk.example', role: 'agent' },
  { id: 'lena', name: 'Lena', email: 'lena@frontdesk.example', role: 'lead' },
  { id: 'carl', name: 'Carl', email: 'carl@frontdesk.example', role: 'compliance' },
  { id: 'ada', name: 'Ada', email: 'ada@frontdesk.example', role: 'admin' },
];
export const demoPassword = 'demo';

export const AWAY_MS = 60_000;

export type Presence = 'available' | 'away' | 'off';

/** Presence as others see it: who has not been heard of for a minute is away. */
export const presenceNow = (presence: string, seenAt: number, now: number): Presence =>
  presence === 'available' && now - seenAt > AWAY_MS ? 'away' : (presence as Presence);

const mayRead = new Set(['agent', 'lead', 'compliance', 'admin']);
const mayWrite = new Set(['agent', 'lead']);

export const maySeeTranscripts = ({ role }: Person): boolean => mayRead.has(role);
export const mayServe = ({ role }: Person): boolean => mayWrite.has(role);
export const mayLead = ({ role }: Person): boolean => role === 'lead' || role === 'admin';
/** who takes a conversation over has to be able to write in it, and to give it back */
export const mayTakeOver = (person: Person): boolean => mayLead(person) && mayServe(person);
/** who may ask for a whole phone number; all others see the last digits only */
export const mayUnmask = ({ role }: Person): boolean => role === 'lead' || role === 'compliance';

/** who sees every conversation, which colleagues looked at it, and why each message was sent */
export const mayAudit = ({ role }: Person): boolean => role === 'lead' || role === 'compliance' || role === 'admin';

/** who takes a whole conversation out, as a file */
export const mayExport = ({ role }: Person): boolean => role === 'compliance' || role === 'admin';

/** who finds conversations by a whole phone number */
export const mayFindByPhone = ({ role }: Person): boolean => role === 'compliance';

/** Meta's ids of customers are their numbers, without the `+` that a person would dial. */
export const dialled = (phone: string): string => (/^\d/.test(phone) ? `+${phone}` : phone);

/** `+4915123454471` → `+49 ••• 4471` */
export const masked = (phone: string): string => `${dialled(phone).slice(0, 3)} ••• ${phone.slice(-4)}`;
