const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const two = (value: number): string => String(value).padStart(2, '0');

/**
 * Time left, in as many words as the eye needs: 4:07, 1 h 05, 3 d 4 h; with a minus when it is over.
 * @param leftMs ms until the moment, negative after it
 */
export function countdown(leftMs: number): string {
  const sign = leftMs < 0 ? '−' : '';
  const left = Math.abs(leftMs < 0 ? Math.floor(leftMs / second) * second : Math.ceil(leftMs / second) * second);
  if (left >= day) return `${sign}${Math.floor(left / day)} d ${Math.floor((left % day) / hour)} h`;
  if (left >= hour) return `${sign}${Math.floor(left / hour)} h ${two(Math.floor((left % hour) / minute))}`;
  return `${sign}${Math.floor(left / minute)}:${two(Math.floor((left % minute) / second))}`;
}

/** The same for who hears it instead of seeing it. */
export function spoken(leftMs: number): string {
  const left = Math.abs(leftMs);
  const [value, unit] = left >= day ? [left / day, 'day'] : left >= hour ? [left / hour, 'hour'] : [left / minute, 'minute'];
  const whole = Math.round(value);
  return `${whole} ${unit}${whole === 1 ? '' : 's'}`;
}

export type Tone = 'calm' | 'soon' | 'risk' | 'late' | 'done';

/** What is known of a promise. */
interface Due {
  readonly due_at: number;
  readonly at_risk: boolean;
  readonly warned?: number;
  readonly breached: boolean;
  readonly answered: boolean;
}

/** Red once the promise is broken, amber when little of it is left or it is at risk, quiet when a person has answered. */
export function dueTone(ticket: Due, now: number): Tone {
  if (ticket.breached) return 'late';
  if (ticket.answered) return 'done';
  if (ticket.due_at <= now) return 'late';
  if (ticket.at_risk || nearlyOver(ticket) >= 90) return 'risk';
  return nearlyOver(ticket) > 0 ? 'soon' : 'calm';
}

/** that half of it has passed hurries nobody yet */
const nearlyOver = ({ warned = 0 }: Pick<Due, 'warned'>): number => (warned >= 75 ? warned : 0);

/** What stands before the time that is left: colour alone says nothing to everybody. */
export function dueWords(ticket: Due, now: number): string {
  if (ticket.due_at < now) return 'overdue';
  if (ticket.at_risk) return 'at risk, due';
  return nearlyOver(ticket) > 0 ? `${nearlyOver(ticket)} % gone, due` : 'due';
}

/** Nobody waits for anything in it any more, and no clock runs. */
export const hasEnded = ({ state }: { state: string }): boolean => ended.has(state);
const ended: ReadonlySet<string> = new Set(['resolved', 'back', 'withdrawn']);

/** A person's answer is waited for. */
export const isOwed = (ticket: { answered: boolean; state: string }): boolean => !ticket.answered && !hasEnded(ticket);

/** What became of a promise on which no clock runs; undefined where one does. */
export function kept(ticket: { answered: boolean; breached: boolean; state: string }): string | undefined {
  if (isOwed(ticket)) return undefined;
  return [...(ticket.answered ? ['answered'] : []), ...(ticket.breached ? ['was overdue'] : [])].join(', ');
}

const windowWarningMs = 2 * hour;

/** Colour of the customer service window: free text is possible until it ends. */
export function windowTone(endsAt: number | null, now: number): Tone {
  if (endsAt === null || endsAt <= now) return 'late';
  return endsAt - now < windowWarningMs ? 'risk' : 'calm';
}

export const windowIsOpen = (endsAt: number | null, now: number): boolean => endsAt !== null && endsAt > now;
