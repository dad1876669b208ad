import type { Fence, Message } from '@frontdesk/contracts';
import { dueAt as dueAfter, promised } from '@frontdesk/sla';
import type { Policies, Promised } from '@frontdesk/sla';
import { CLOSING_MS, isPromise, policyOf, SILENT_MS } from './clock.ts';
import type { ClockRow } from './clock.ts';
import { both, ended, met, nothing, ofTicket, running, settled, started } from './clocks.ts';
import type { Change } from './clocks.ts';

/** A person is waited for: acceptance, first response, resolution. A ticket that is read again starts nothing again. */
export function handoffOpened(clocks: readonly ClockRow[], message: Message<'HandoffOpened'>, policies: Policies): Change {
  const { ticketId, ticketNumber, packet, tier, topic, waitingSince, dueAt: due, acceptanceDueAt } = message.data;
  if (clocks.some((clock) => clock.ticketId === ticketId)) return nothing;
  const at = message.envelope.decidedAt;
  const policy = policies.of(message.data.policyVersion) ?? policies.at(at);
  const permalink = packet?.transcriptUrl ?? '';
  const of = { ticketId, ticketNumber, permalink, tier, topic, policyVersion: policy.version, startedAt: waitingSince };
  const first = started(message, { ...of, id: `sla:human_first_response:${ticketId}`, kind: 'human_first_response', dueAt: due });
  const resolved = dueAfter(waitingSince, promised(policy, tier, topic).resolution, policy.calendar);
  const resolution = started(message, { ...of, id: `sla:resolution:${ticketId}`, kind: 'resolution', dueAt: resolved });
  const acceptance = started(message, { ...of, id: `accept:${ticketId}:-`, kind: 'acceptance', startedAt: at, dueAt: acceptanceDueAt });
  const [window] = running(clocks, 'window');
  const heard = window ? unheard(message, resolution, window.startedAt, window.dueAt) : nothing;
  const answers = answersTo(clocks, first.fence);
  if (answers.length === 0) return both(only(acceptance, first, resolution), heard);
  const answeredAt = Math.min(...answers.map(({ startedAt }) => startedAt));
  const lastAt = Math.max(...answers.map(({ dueAt: last }) => last));
  return both(only(acceptance, resolution), heard, met([first], answeredAt), writtenSince(clocks, message, resolution, lastAt, policies));
}

const only = (...clocks: ClockRow[]): Change => ({ clocks, facts: [] });

/** Of a case of people's, by when the customer last wrote: their window is about to end, and they have not written for 72 hours. */
export function unheard(message: Message, { ticketId, tier, topic }: ClockRow, lastInboundAt: number, endsAt: number): Change {
  const of = { ticketId, tier, topic, subject: String(lastInboundAt), startedAt: lastInboundAt };
  return only(
    started(message, { ...of, id: `closing:${ticketId}`, kind: 'closing', dueAt: endsAt - CLOSING_MS }),
    started(message, { ...of, id: `silent:${ticketId}`, kind: 'silent', dueAt: lastInboundAt + SILENT_MS }),
  );
}

export function caseOffered(clocks: readonly ClockRow[], message: Message<'CaseOffered'>): Change {
  const { ticketId, offerId, expiresAt } = message.data;
  if (clocks.some(({ kind, ticketId: of }) => kind === 'over' && of === ticketId)) return nothing;
  const at = message.envelope.decidedAt;
  const earlier = running(clocks, 'acceptance').filter((clock) => clock.ticketId === ticketId && clock.subject !== '');
  const id = `accept:${ticketId}:${offerId}`;
  const offer = started(message, { id, kind: 'acceptance', ticketId, subject: offerId, startedAt: at, dueAt: expiresAt });
  return { clocks: [...ended(earlier, at), offer], facts: [] };
}

export function offerLapsed(clocks: readonly ClockRow[], message: Message<'OfferLapsed'>): Change {
  const { ticketId, offerId } = message.data;
  const lapsed = ofTicket(clocks, ticketId).filter((clock) => clock.kind === 'acceptance' && clock.subject === offerId);
  return { clocks: ended(lapsed, message.envelope.decidedAt), facts: [] };
}

export function accepted(clocks: readonly ClockRow[], message: Message<'HandoffAccepted'>): Change {
  const waiting = ofTicket(clocks, message.data.ticketId).filter(({ kind }) => kind === 'acceptance');
  const ticket = waiting.filter(({ subject }) => subject === '');
  const offers = waiting.filter(({ subject }) => subject !== '');
  return both(met(ticket, message.envelope.decidedAt), { clocks: ended(offers, message.envelope.decidedAt), facts: [] });
}

/** Nobody has it again: somebody has to take it, anew. What was promised to the customer runs on. */
export function returned(clocks: readonly ClockRow[], message: Message<'CaseReturned'>, policies: Policies): Change {
  const { ticketId, acceptanceDueAt } = message.data;
  const [open] = ofTicket(clocks, ticketId);
  if (!open) return nothing;
  const { tier, topic } = open;
  const at = message.envelope.decidedAt;
  const of = { ticketId, tier, topic, policyVersion: policies.at(at).version, startedAt: at, dueAt: acceptanceDueAt };
  return { clocks: [started(message, { ...of, id: `accept:${ticketId}:-`, kind: 'acceptance' })], facts: [] };
}

/** Tier or topic were learnt later: each promise is told anew from where it began, by the policy that it began by, and none becomes later. One that was said to be broken stays so. */
export function shortened(clocks: readonly ClockRow[], message: Message<'PromiseShortened'>, policies: Policies): Change {
  const { ticketId, tier, topic } = message.data;
  return only(
    ...ofTicket(clocks, ticketId).map((clock) => {
      const policy = policyOf(clock, policies);
      const minutes = minutesOf(clock, promised(policy, tier, topic));
      const stands = minutes === undefined || clock.fired.includes('breach');
      const dueAt = stands ? clock.dueAt : Math.min(clock.dueAt, dueAfter(clock.startedAt, minutes, policy.calendar));
      return { ...clock, tier, topic, dueAt };
    }),
  );
}

/** @returns undefined: it is promised to nobody */
function minutesOf(clock: ClockRow, { firstResponse, nextResponse, acceptance, resolution }: Promised): number | undefined {
  if (!isPromise(clock)) return undefined;
  if (clock.kind === 'acceptance') return acceptance;
  if (clock.kind === 'resolution') return resolution;
  return clock.kind === 'next_response' ? nextResponse : firstResponse;
}

/** The ticket is no longer a person's: resolved, handed back, withdrawn. Only a resolution is kept as a promise. */
export function ticketEnded(clocks: readonly ClockRow[], ticketId: string, at: number, resolved: boolean): Change {
  const rest = ofTicket(clocks, ticketId);
  const kept = resolved ? rest.filter(({ kind }) => kind === 'resolution') : [];
  // that somebody took it in time may be read later
  const waits = rest.filter(({ kind }) => kind === 'acceptance');
  const others = rest.filter((clock) => !kept.includes(clock) && !waits.includes(clock));
  return both(met(kept, at), settled(others, at), { clocks: ended(waits, at), facts: [] });
}

/** Of the clocks that changed, those of a case that was resolved now; one that was handed back or withdrawn was not. */
export const resolvedBy = (message: Message, changed: readonly ClockRow[]): ClockRow[] =>
  (message.type === 'OwnerChanged' && message.data.cause === 'CaseResolved') ||
  (message.type === 'CaseClosed' && message.data.reason === 'resolved')
    ? changed.filter(({ kind, endedAt }) => kind === 'resolution' && endedAt !== undefined)
    : [];

/** What owns the conversation and what becomes of its tickets come on two topics: a ticket that is over before it is known is remembered as that. */
export function ticketOver(clocks: readonly ClockRow[], message: Message<'OwnerChanged'>): Change {
  const { cause, ticketId } = message.data;
  const at = message.envelope.decidedAt;
  if (clocks.some((clock) => clock.ticketId === ticketId)) return ticketEnded(clocks, ticketId, at, cause === 'CaseResolved');
  return only(started(message, { id: `over:${ticketId}`, kind: 'over', ticketId, startedAt: at, dueAt: at, endedAt: at }));
}

/** Graph accepted a person's answer. A "one moment" stops nothing, nor does what was written to an earlier ticket. */
export function personAnswered(clocks: readonly ClockRow[], message: Message<'MessageSent'>, policies: Policies): Change {
  const { speaker, subjectId, at, holding } = message.data;
  // by the draft where the release before let it out: its news of it does not say
  if (speaker !== 'agent' || holding || clocks.some(({ kind, subject }) => kind === 'holding' && subject === subjectId)) return nothing;
  const { fence } = message.envelope;
  // a ticket is opened before the epoch of whoever takes it; who waits for the next answer may have written in it
  const isOf = ({ kind, fence: of }: ClockRow): boolean =>
    !fence || (of.case === fence.case && (kind === 'next_response' ? of.epoch <= fence.epoch : of.epoch < fence.epoch));
  // what became of an earlier answer may be learnt after a later one was sent
  const isAnswered = ({ kind, startedAt }: ClockRow): boolean => kind !== 'next_response' || startedAt <= at;
  const waited = running(clocks, 'human_first_response', 'next_response').filter((clock) => isOf(clock) && isAnswered(clock));
  const resolution = running(clocks, 'resolution').find(isOf);
  const last = Math.max(at, ...(resolution ? answersTo(clocks, resolution.fence).map(({ dueAt: sent }) => sent) : []));
  return both(
    met(waited, at),
    fence ? only(answerOf(clocks, message, fence)) : nothing,
    resolution ? writtenSince(clocks, message, resolution, last, policies) : nothing,
  );
}

/**
 * Answers and tickets come on two topics: the ticket that was answered may not be known yet, even where one before it still seems to be open. So answers
 * are remembered; started with an owner's first, due with his last.
 */
function answerOf(clocks: readonly ClockRow[], message: Message<'MessageSent'>, { case: number, epoch }: Fence): ClockRow {
  const { at } = message.data;
  const id = `answered:${number}:${epoch}`;
  const known = clocks.find((clock) => clock.id === id);
  const startedAt = Math.min(at, known?.startedAt ?? at);
  const dueAt = Math.max(at, known?.dueAt ?? at);
  return started(message, { id, kind: 'answered', startedAt, dueAt, endedAt: dueAt });
}

/** A "one moment" that the release before may let out. */
export function written(message: Message<'AgentMessageWritten'>): Change {
  const { holding, draftId, ticketId } = message.data;
  const at = message.envelope.decidedAt;
  return holding
    ? only(
        started(message, { id: `holding:${draftId}`, kind: 'holding', subject: draftId, ticketId, startedAt: at, dueAt: at, endedAt: at }),
      )
    : nothing;
}

/** The customer wrote to a person who has answered before: the next answer is promised from the oldest message that none was sent after. */
export function customerWrote(clocks: readonly ClockRow[], message: Message, at: number, policies: Policies): Change {
  const [resolution] = running(clocks, 'resolution');
  if (!resolution || running(clocks, 'human_first_response', 'next_response').length > 0) return nothing;
  const isAnswered = answersTo(clocks, resolution.fence).some(({ dueAt: last }) => last > at);
  return at <= resolution.startedAt || isAnswered ? nothing : nextResponse(message, resolution, at, policies);
}

/** What was sent to the customer since a ticket was opened, by owner. */
const answersTo = (clocks: readonly ClockRow[], opened: ClockRow['fence']): ClockRow[] =>
  clocks.filter(({ kind, fence }) => kind === 'answered' && fence.case === opened.case && fence.epoch > opened.epoch);

/** What the customer wrote after the answer was sent may have been read before it. */
function writtenSince(clocks: readonly ClockRow[], message: Message, resolution: ClockRow, answeredAt: number, policies: Policies): Change {
  const since = wroteAt(running(clocks, 'window')[0]);
  return since > answeredAt ? nextResponse(message, resolution, since, policies) : nothing;
}

/** When the customer last wrote what waits for an answer, ms: what opened the window, or was said before it was opened by something else. */
export const wroteAt = (window: ClockRow | undefined): number => (window ? Number(window.subject || window.startedAt) : 0);

function nextResponse(message: Message, resolution: ClockRow, startedAt: number, policies: Policies): Change {
  const { ticketId, ticketNumber, permalink, tier, topic } = resolution;
  const policy = policies.at(startedAt);
  const due = dueAfter(startedAt, promised(policy, tier, topic).nextResponse, policy.calendar);
  const of = { ticketId, ticketNumber, permalink, tier, topic, policyVersion: policy.version, startedAt, dueAt: due };
  return only(started(message, { ...of, id: `sla:next_response:${ticketId}`, kind: 'next_response' }));
}
