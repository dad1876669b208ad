import type { Fence } from '@frontdesk/contracts';
import { atRisk, dueAt, openMsBetween } from '@frontdesk/sla';
import type { Policies, SlaPolicy } from '@frontdesk/sla';

export const slaKinds = ['human_first_response', 'next_response', 'resolution'] as const;
export type SlaKind = (typeof slaKinds)[number];
/** What a later message needs to know; they fire nothing. */
const notes = ['dead_letter', 'holding', 'over', 'answered', 'back'] as const;
export type Kind = SlaKind | (typeof notes)[number] | 'bot_reply' | 'quiet' | 'held' | 'window' | 'silent' | 'closing' | 'acceptance';

export type Threshold = 'notice' | 'due' | 'warn_50' | 'warn_75' | 'warn_90' | 'risk' | 'breach';

export interface ClockRow {
  readonly id: string;
  readonly conversationId: string;
  readonly kind: Kind;
  readonly fence: Pick<Fence, 'case' | 'epoch' | 'turn'>;
  /** '' where no ticket has to do with it */
  readonly ticketId: string;
  /** oldest open message, last one gathered, held row, offer or dead letter; of people's cases, and of what the bot keeps, the window's start; of a window that a reaction opened, when the customer wrote, ms */
  readonly subject: string;
  readonly tier: string;
  readonly topic: string;
  /** of the policy that it began by; '' where nothing is promised, and of the release before */
  readonly policyVersion: string;
  /** how people know the ticket, and where they open it; '' where none has to do with it */
  readonly ticketNumber: string;
  readonly permalink: string;
  readonly startedAt: number;
  readonly dueAt: number;
  readonly endedAt: number | undefined;
  readonly fired: readonly Threshold[];
}

export interface Job {
  readonly conversationId: string;
  readonly clockId: string;
  readonly threshold: Threshold;
  readonly dueAt: number;
  /** of the clock: a clock that is armed again fires again */
  readonly startedAt: number;
}

/** never silence: after these the customer reads "still on it", and the turn goes to a person */
export const NOTICE_MS = 20_000;
export const OVERDUE_MS = 45_000;
/** whoever has a case is told that its customer has not written for so long */
export const SILENT_MS = 72 * 3_600_000;
/** so long before a window ends, who still waits may be asked whether they may be written to later */
export const CLOSING_MS = 30 * 60_000;

export const isSla = (kind: Kind): kind is SlaKind => (slaKinds as readonly Kind[]).includes(kind);

/** Whose miss is one: the times promised to a customer, and that somebody takes the case. That an offer lapses breaks nothing. */
export const isPromise = ({ kind, subject }: Pick<ClockRow, 'kind' | 'subject'>): boolean =>
  isSla(kind) || (kind === 'acceptance' && subject === '');

/** A clock keeps the policy that it began by until it ends, whatever holds by then: it is what was promised. */
export const policyOf = ({ policyVersion, startedAt }: Pick<ClockRow, 'policyVersion' | 'startedAt'>, policies: Policies): SlaPolicy =>
  policies.of(policyVersion) ?? policies.at(startedAt);

function thresholds(clock: ClockRow, policies: Policies): [Threshold, number][] {
  if ((notes as readonly Kind[]).includes(clock.kind)) return [];
  if (clock.kind === 'bot_reply')
    return [
      ['notice', clock.startedAt + NOTICE_MS],
      ['due', clock.dueAt],
    ];
  if (!isSla(clock.kind))
    return [['due', clock.dueAt], ...(isPromise(clock) ? [['breach', clock.dueAt] satisfies [Threshold, number]] : [])];
  const { calendar } = policyOf(clock, policies);
  const promiseMs = openMsBetween(clock.startedAt, clock.dueAt, calendar);
  const after = (ms: number): number => (promiseMs === 0 ? clock.dueAt : dueAt(clock.startedAt, ms / 60_000, calendar));
  return [
    ['warn_50', after(promiseMs * 0.5)],
    ['warn_75', after(promiseMs * 0.75)],
    ['warn_90', after(promiseMs * 0.9)],
    ...(clock.kind === 'resolution' ? [] : [['risk', after(promiseMs - atRisk(promiseMs))] satisfies [Threshold, number]]),
    ['breach', clock.dueAt],
  ];
}

/** What a clock has still to fire, in order of time. Shares of a promise are shares of its open time. */
export function jobsOf(clock: ClockRow, policies: Policies): Job[] {
  if (clock.endedAt !== undefined) return [];
  return thresholds(clock, policies)
    .filter(([threshold]) => !clock.fired.includes(threshold))
    .map(([threshold, at]) => ({
      conversationId: clock.conversationId,
      clockId: clock.id,
      threshold,
      dueAt: at,
      startedAt: clock.startedAt,
    }));
}
