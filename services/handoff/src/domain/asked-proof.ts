import type { Challenge, Data, DataInit, Identity, Message } from '@frontdesk/contracts';
import type { Desk, Thread, Ticket } from './desk.ts';
import type { Draft } from './draft.ts';
import { proofRequest } from './words.ts';

/** that no proof is looked at holds for so long at least, from when auth said it */
const LOCKED_MS = 10 * 60_000;

/** Which order; '': the customer names it. */
export interface Asks {
  readonly orderNumber: string;
}

/** The words are ours, so that they are the same whether there is such an order or not. */
export function askingWords(
  { orderNumber }: Asks,
  { id: agentId, draftId, now, locale }: { id: string; draftId: string; now: number; locale: Ticket['locale'] },
): Pick<DataInit<'AgentMessageWritten'>, 'text' | 'challenge'> {
  const challenge = { id: draftId, level: 'order', subject: orderNumber, askedAt: now, agentId } as Challenge;
  return { text: proofRequest(locale, orderNumber), challenge };
}

/** Whether a proof would not be looked at, as far as auth's last word on it tells. */
export const isLocked = ({ lockedOrders, lockedAt }: Thread, { orderNumber }: Asks, now: number): boolean =>
  now - lockedAt < LOCKED_MS && lockedOrders.some((order) => order === '*' || order === orderNumber);

const outcomes = ['not_a_proof', 'failed', 'locked', 'unavailable', 'proved'] as const;

/** What auth says of all that is written while the question stands, once it is so. */
const settled: readonly string[] = ['locked', 'proved'];

/** What auth said of the customer's words while a person's question was open. That later ones are no proof hides nothing that was found. */
export function proofSeen(draft: Draft, { data, envelope }: Message<'Routed'>): void {
  const { open } = draft;
  const outcome = outcomes.find((one) => one === data.proofOutcome);
  if (!open?.proof || !outcome || data.turn?.challenge?.id !== open.proof.id) return;
  const isFound = open.proof.outcome !== 'asked' && open.proof.outcome !== 'unavailable';
  if ((outcome === 'not_a_proof' && isFound) || (settled.includes(outcome) && outcome === open.proof.outcome)) return;
  const at = envelope.decidedAt;
  draft.settle({ proof: { ...open.proof, outcome, left: outcome === 'failed' ? data.attemptsLeft : 0, at } });
  if (outcome === 'locked') draft.know({ lockedOrders: ['*'], lockedAt: at });
}

/** Words that were not let out ask for nothing. */
export function askingRefused(draft: Draft, { data }: Message<'VerdictGiven'>): void {
  if (data.verdict === 'REFUSE' && data.subjectId === draft.desk.ticket?.proof?.id) draft.settle({ proof: null });
}

export const proofAsked = ({ challenge, agentId }: Data<'AgentMessageWritten'>): Partial<Ticket> =>
  challenge
    ? {
        proof: {
          id: challenge.id,
          subject: challenge.subject,
          by: agentId,
          askedAt: challenge.askedAt,
          outcome: 'asked',
          left: 0,
          at: challenge.askedAt,
        },
      }
    : {};

/** What people had proved to them goes back to the bot with the conversation, while it holds. */
export function provedToPeople({ ticket, thread }: Desk, now: number): { identity?: Identity } {
  const { identity } = thread.packet;
  return ticket?.proof?.outcome === 'proved' && identity && identity.expiresAt > now ? { identity } : {};
}
