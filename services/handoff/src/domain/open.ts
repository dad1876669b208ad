import { introduction } from '@frontdesk/business';
import type { Decision, Fence } from '@frontdesk/contracts';
import { dueAt, isOpen, nextOpening, openMsBetween, priorityClass, promised } from '@frontdesk/sla';
import { fenceOf, hasEnded, isQueued, ticketNumber } from './desk.ts';
import type { Reason, Ticket } from './desk.ts';
import type { Draft } from './draft.ts';
import { missing, packetOf } from './packet.ts';
import { withdraw } from './withdraw.ts';
import { acknowledgement, optInQuestion, stillWaiting } from './words.ts';
import type { Expected } from './words.ts';

export interface Request {
  readonly reason: Reason;
  /** Meta's time of the oldest message that waits; 0: not known */
  readonly waitingSince: number;
  /** message that asked; '' where none did */
  readonly messageId: string;
  /** evidence is on its way */
  readonly gathering: boolean;
  /** it was admitted to the queue: policy has moved the owner already, whether or not its word on that has been read */
  readonly toQueue?: boolean;
}

/** When a person is expected, told from now. A promise that has passed is not repeated. */
export function expected(draft: Draft, ticket: Pick<Ticket, 'tier' | 'topic' | 'dueAt' | 'locale'>): Expected {
  const { now, policies } = draft.context;
  const policy = policies.at(now);
  const due = ticket.dueAt > now ? ticket.dueAt : dueAt(now, promised(policy, ticket.tier, ticket.topic).firstResponse, policy.calendar);
  const opensAt = isOpen(now, policy.calendar) ? undefined : nextOpening(now, policy.calendar);
  return { locale: ticket.locale, zone: policy.calendar.zone, now, dueAt: due, opensAt };
}

/** Opens the case's one ticket; who already waits and asks again is told the time instead. */
export function request(draft: Draft, asked: Request, about: Decision): void {
  const { open, thread } = draft;
  if (open) askedAgain(draft, open, asked, about.fence?.epoch);
  else if (thread.caseNo > 0 && thread.caseNo === draft.caseNo && yields(thread.owner, asked.reason)) openTicket(draft, asked, about);
}

/** Who answers on the business's phone is a person already: only a wish takes it from there. */
const yields = (owner: string, reason: Reason): boolean =>
  owner === 'bot' || (owner === 'phone' && (reason === 'ASKED' || reason === 'LEAD'));

/** @param epoch that the asking message was admitted under: whose the conversation was then is known by it, if by nothing else yet */
function askedAgain(draft: Draft, open: Ticket, { reason, messageId, toQueue = false }: Request, epoch = 0): void {
  const repeats = reason === 'ASKED' || reason === 'BOT_OFF';
  const waits = isQueued(open.status) || (open.status === 'requested' && toQueue);
  if (!repeats || !waits || messageId === open.openedFor) return;
  draft.settle({ openedFor: messageId });
  const word = stillWaiting(expected(draft, open), ticketNumber(open.number));
  const known = fenceOf(draft.thread);
  const fence = { ...known, epoch: Math.max(known.epoch, epoch) } as Fence;
  draft.emit('WaitTold', { ticketId: open.id, word, wordId: draft.context.id('wait') }, { reasons: [reason], fence });
}

function openTicket(draft: Draft, { reason, waitingSince, messageId, gathering }: Request, about: Decision): void {
  const { thread, context, desk } = draft;
  if (desk.ticket && !hasEnded(desk.ticket.status) && desk.ticket.status !== 'resolving') withdraw(draft, desk.ticket, 'CASE_CLOSED');
  const { now, id, number, token, agents, policies, publicUrl, business } = context;
  const policy = policies.at(now);
  if (number === 0) throw new Error('a ticket is opened that nobody took a number for: follow.mayOpen said no');
  const { locale, sentiment, introduces } = thread;
  const tier = thread.tier || 'retail';
  const topic = thread.topic || 'general';
  const promise = promised(policy, tier, topic);
  const since = waitingSince > 0 && waitingSince <= now ? waitingSince : now;
  const due = dueAt(since, promise.firstResponse, policy.calendar);
  const priority = priorityClass({ tier, topic, sentiment });
  const key = ticketNumber(number);
  const warm = agents.length > 0 || reason === 'LEAD';
  const asksOptIn = !thread.optInAsked && !['opt_in', 'opted_out'].includes(thread.consent);
  const question = asksOptIn ? optInQuestion(locale) : undefined;
  const packet = packetOf(thread.packet, {
    transcriptUrl: `${publicUrl}/console/t/${token}`,
    priority,
    dueAt: due,
    summary: thread.lastLine || reason,
  });
  draft.emit(
    'HandoffOpened',
    {
      ticketId: id('ticket'),
      ticketNumber: key,
      mode: warm ? 'warm' : 'cold',
      reason,
      packet,
      tier,
      tierAssumed: thread.tier === '',
      topic,
      priority,
      dueAt: due,
      waitingSince: since,
      acknowledgement: acknowledgement(expected(draft, { tier, topic, locale, dueAt: due }), {
        introduction: introduces ? introduction(locale, business) : '',
        number: warm ? '' : key,
        question: question?.redacted ?? '',
      }),
      acknowledgementId: id('acknowledgement'),
      introduces,
      asksOptIn,
      ...(question && { optInQuestion: question }),
      acceptanceDueAt: dueAt(now, promise.acceptance, policy.calendar),
      helpdeskKey: warm ? '' : key,
      locale,
      policyVersion: policy.version,
    },
    { reasons: [reason, policy.version], intent: packet.intent, ...about },
  );
  draft.settle({
    openedFor: messageId,
    packetComplete: !gathering && missing(packet).length === 0,
    promiseMs: openMsBetween(since, due, policy.calendar),
  });
}
