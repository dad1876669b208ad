import { countdown, dueTone, dueWords, kept, spoken, windowTone } from '../domain/countdown.ts';
import { leaving } from '../domain/leaving.ts';
import { useNow } from '../desk/use-now.ts';
import type { Ticket } from '../api/types.ts';

const short = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const long = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const date = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });

const precise = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

export const preciseTime = (at: number): string => precise.format(at);
export const clockTime = (at: number): string => short.format(at);
export const fullTime = (at: number): string => long.format(at);
export const dayOf = (at: number): string => date.format(at);

type Promised = Pick<Ticket, 'due_at' | 'at_risk' | 'warned' | 'breached' | 'answered' | 'state'>;

/** Time left until the promise; amber when it is nearly over or at risk, red when it is broken. */
export function Due({ ticket }: { ticket: Promised }) {
  const now = useNow();
  const left = ticket.due_at - now;
  const tone = dueTone(ticket, now);
  const words = kept(ticket);
  if (words === '') return null;
  if (words !== undefined)
    return (
      <span className={`chip tone-${tone}`} title={`Was due ${fullTime(ticket.due_at)}`}>
        {words}
      </span>
    );
  const before = dueWords(ticket, now);
  const said = `${before} ${left < 0 ? 'by' : 'in'} ${spoken(left)}`;
  return (
    <span className={`chip tone-${tone}`} role="timer" aria-label={said} title={`Due ${fullTime(ticket.due_at)}`}>
      {before} <b>{countdown(left)}</b>
    </span>
  );
}

/** Time left until its owner loses the case, because they are away or silent. */
export function Leaves({ ticket }: { ticket: Pick<Ticket, 'number' | 'due_at' | 'leaves'> }) {
  const now = useNow();
  const leaves = leaving(ticket, now);
  if (!leaves) return null;
  const left = Math.max(0, leaves.at - now);
  return (
    <span className="chip tone-late" role="timer" aria-label={`goes back to the queue in ${spoken(left)}`} title={leaves.why}>
      back to the queue in <b>{countdown(left)}</b>
    </span>
  );
}

/** Time left in the 24-hour customer service window. */
export function WindowLeft({ endsAt }: { endsAt: number | null }) {
  const now = useNow();
  const tone = windowTone(endsAt, now);
  if (endsAt === null || endsAt <= now)
    return (
      <span className="chip tone-late" title="Free text cannot be sent until the customer writes again">
        window closed
      </span>
    );
  return (
    <span
      className={`chip tone-${tone}`}
      role="timer"
      aria-label={`free text possible for ${spoken(endsAt - now)}`}
      title={`Free text is possible until ${fullTime(endsAt)}`}
    >
      window <b>{countdown(endsAt - now)}</b>
    </span>
  );
}

export function Left({ until }: { until: number }) {
  return <b className="number">{countdown(Math.max(0, until - useNow()))}</b>;
}
