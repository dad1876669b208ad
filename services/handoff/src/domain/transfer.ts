import type { Decision } from '@frontdesk/contracts';
import type { Draft } from './draft.ts';
import { takeNote } from './note.ts';
import type { Note } from './note.ts';
import { mayTakeOver } from './people.ts';
import type { Refused } from './refused.ts';
import { giveUp } from './return.ts';
import type { Colleague } from './staff.ts';
import type { Person } from './takeover.ts';

/** A case that somebody holds goes to a colleague, who is asked first, or to the queue. */
export interface Transfer {
  readonly type: 'transfer';
  readonly ticketId: string;
  /** who holds it, as the person sees it */
  readonly from: string;
  /** undefined: the queue */
  readonly to: Colleague | undefined;
  /** for who takes it */
  readonly note: Note | undefined;
}

/** By who holds it, or a lead. To the customer it is as if the owner had left: the same times, and a word if they wait. */
export function transfer(
  draft: Draft,
  { ticketId, from, to, note }: Transfer,
  person: Person,
  about: Decision,
): Refused['refused'] | undefined {
  const open = draft.opened(ticketId);
  const isOwn = from === person.id;
  const state = open?.status ?? 'ended';
  if (!isOwn && !mayTakeOver(person)) return { code: 'NOT_YOURS', state };
  if (open?.status !== 'held' || open.assignee !== from)
    return { code: isOwn ? 'NOT_YOURS' : 'NOT_THEIRS', state, ...(open?.assignee ? { by: open.assignee } : {}) };
  if (to?.id === from) return { code: 'ALREADY_THEIRS' };
  if (to && to.standing !== 'available') return { code: to.standing === 'full' ? 'FULL' : 'NOT_AVAILABLE' };
  if (note) takeNote(draft, note, person, about);
  giveUp(draft, open, { reason: 'TRANSFERRED', to: to?.id ?? '' }, about);
  return undefined;
}
