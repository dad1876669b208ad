import { dueAt as dueAfter } from '@frontdesk/sla';
import type { SlaPolicy } from '@frontdesk/sla';
import { isOwed } from './desk.ts';
import type { Ticket, Waiting } from './desk.ts';
import type { Gone } from './return.ts';

/** What somebody set of themselves in the console. */
export interface Standing {
  readonly presence: string;
  /** when they did, ms; 0: they never did, so it says nothing */
  readonly presenceAt: number;
}

/** How long who owes an answer keeps the case. */
export interface Terms {
  readonly awayMs: number;
  /** past the promise, in open time */
  readonly lateMs: number;
  readonly policy: SlaPolicy;
}

/** When somebody loses a case, unless there is a word of theirs before. */
export interface Leaving {
  readonly at: number;
  /** of their absence, or of the time that passed without a word */
  readonly since: number;
  readonly reason: 'OFF' | 'AWAY' | 'LATE';
}

/** A case in which an answer is owed, as seen from whether its owner is there. */
type Owed = Pick<Ticket, 'dueAt' | 'heardAt'>;

/**
 * Who takes a case or writes in it is at work on it, whatever they had set before.
 * @param watchedSince since when absences could be seen, ms: nobody loses a case for time that passed before, or that was leapt over
 */
export function leaving({ dueAt, heardAt }: Owed, { presence, presenceAt }: Standing, terms: Terms, watchedSince = 0): Leaving {
  const { awayMs, lateMs, policy } = terms;
  const lateSince = Math.max(dueAt, heardAt);
  const late = {
    at: dueAfter(Math.max(lateSince, watchedSince), lateMs / 60_000, policy.calendar),
    since: lateSince,
    reason: 'LATE',
  } as const;
  if (presenceAt <= heardAt) return late;
  if (presence === 'off') return { at: presenceAt, since: presenceAt, reason: 'OFF' };
  const awayAt = Math.max(presenceAt, watchedSince) + awayMs;
  return presence === 'away' && awayAt < late.at ? { at: awayAt, since: presenceAt, reason: 'AWAY' } : late;
}

/** Who holds a case. */
export interface Owner extends Owed, Waiting, Standing {
  /** when they left the last session that they had, ms; 0: they have one, or never had */
  readonly leftAt: number;
  /** when their page was last heard, ms; 0: they never had one open */
  readonly pageHeardAt: number;
}

interface Looked extends Terms {
  readonly now: number;
  /** who was last heard before this is silent, ms */
  readonly silentSince: number;
  readonly watchedSince: number;
}

/** @returns undefined: they are there, or owe nothing */
export function absence(owner: Owner, looked: Looked): Pick<Gone, 'reason' | 'since'> | undefined {
  if (!isOwed(owner)) return undefined;
  const { leftAt, pageHeardAt } = owner;
  if (leftAt > 0) return { reason: 'SIGNED_OUT', since: leftAt };
  if (pageHeardAt > 0 && pageHeardAt < looked.silentSince) return { reason: 'SILENT', since: pageHeardAt };
  const { at, reason, since } = leaving(owner, owner, looked, looked.watchedSince);
  return at <= looked.now ? { reason, since } : undefined;
}
