import { create } from '@bufbuild/protobuf';
import { PacketSchema } from '@frontdesk/contracts';
import type { Fence, Packet } from '@frontdesk/contracts';
import { z } from 'zod';

/** requested: told to policy; waiting: the queue owns it; accepting, returning, handing_back, resolving: told to policy, not in force yet. */
export const statuses = [
  'requested',
  'waiting',
  'offered',
  'accepting',
  'held',
  'returning',
  'handing_back',
  'resolving',
  'back',
  'resolved',
  'withdrawn',
] as const;
export type Status = (typeof statuses)[number];
export const hasEnded = (status: Status): boolean => status === 'back' || status === 'resolved' || status === 'withdrawn';
export const isQueued = (status: Status): boolean => status === 'waiting' || status === 'offered';

export const reasons = ['ASKED', 'VIP', 'KEYWORD', 'LOW_CONFIDENCE', 'SILENCE', 'BOT_OFF', 'LEAD'] as const;
export type Reason = (typeof reasons)[number];

const words = { tier: z.string(), topic: z.string(), sentiment: z.string(), locale: z.enum(['en', 'de']) };

/** What is known of a conversation (kept as JSON beside its packet). */
export const threadSchema = z.object({
  caseNo: z.number(),
  /** the highest that any message had */
  epoch: z.number(),
  /** of the owner that policy named last: what is decided here is decided under it, whatever has been seen of a later one */
  ownerEpoch: z.number().optional(),
  turn: z.number(),
  /** what was proved up to this turn holds no longer */
  voidedTurn: z.number().default(0),
  owner: z.string(),
  state: z.string(),
  consent: z.string(),
  optInAsked: z.boolean(),
  introduces: z.boolean(),
  windowEndsAt: z.number(),
  oldestOpenAt: z.number(),
  reachedEpoch: z.number(),
  reachedUnknown: z.array(z.string()),
  lastAgent: z.string(),
  lastResolvedAt: z.number(),
  lastLine: z.string(),
  /** of what the bot answered last in the case */
  botBundle: z.string().default(''),
  /** the case's first answer on evidence, where something is tried */
  trial: z
    .object({
      /** of the reply */
      id: z.string(),
      candidate: z.string(),
      cohort: z.string(),
      /** as in ReplyProposed */
      wording: z.string(),
      /** ms */
      answeredAt: z.number(),
    })
    .nullable()
    .default(null),
  /** of these no proof was looked at when auth said so last, "*": of none */
  lockedOrders: z.array(z.string()).default([]),
  lockedAt: z.number().default(0),
  ...words,
});
export type Thread = z.infer<typeof threadSchema> & {
  readonly conversationId: string;
  readonly packet: Packet;
  readonly ownerEpoch: number;
};

export const ticketSchema = z.object({
  mode: z.enum(['warm', 'cold']),
  reason: z.enum(reasons),
  intent: z.string(),
  priority: z.number(),
  waitingSince: z.number(),
  promiseMs: z.number(),
  /** by which its promises were made; '': not known */
  policyVersion: z.string().default(''),
  acceptanceDueAt: z.number(),
  offerId: z.string(),
  offerExpiresAt: z.number(),
  lapsed: z.array(z.string()),
  /** whom it was handed to, who is invited next; '': anybody */
  handedTo: z.string().default(''),
  /** when its last owner lost it, or handed it over, ms; 0: none has. What was said while it waited before stands no more */
  returnedAt: z.number().default(0),
  announcementId: z.string(),
  acknowledgementId: z.string(),
  packetComplete: z.boolean(),
  requestedBy: z.string(),
  escalated: z.boolean(),
  atRisk: z.boolean(),
  openedFor: z.string(),
  /** the customer's oldest message that no person has answered, ms; 0: none */
  unansweredSince: z.number().default(0),
  /** the customer's newest message, ms */
  wroteAt: z.number().default(0),
  /** when its owner took it, or last did something for the customer in it, ms; 0: not known */
  heardAt: z.number().default(0),
  /** their last answer that is on its way, and when they wrote it, ms; '': none is */
  answering: z.string().default(''),
  saidAt: z.number().default(0),
  /** drafts that answer nothing ("one moment"), for what the release before lets out: its news of it does not say */
  holding: z.array(z.string()).default([]),
  /** when a person's last answer was sent, ms; 0: none was */
  answeredAt: z.number().default(0),
  /** how much of the time promised for the answer that is waited for has passed, in per cent as it was warned of, and until when that was promised, ms */
  warned: z.number().default(0),
  warnedOf: z.number().default(0),
  breached: z.boolean(),
  /** promises that were broken, each by its clock and due time: what is withdrawn is taken out */
  breaches: z.array(z.string()).default([]),
  answered: z.boolean(),
  /** of the conversation when the ticket was opened: what raised it to this was before */
  openedEpoch: z.number().default(0),
  /** that the takeover raised it to; 0: not known yet */
  epoch: z.number(),
  unknown: z.array(z.string()),
  rating: z.number(),
  /** the last proof that a person asked for, and what came of it */
  proof: z
    .object({
      /** of the words that ask */
      id: z.string(),
      /** '': the customer names the order */
      subject: z.string(),
      by: z.string(),
      askedAt: z.number(),
      outcome: z.enum(['asked', 'not_a_proof', 'failed', 'locked', 'unavailable', 'proved']),
      /** attempts, with failed */
      left: z.number(),
      at: z.number(),
    })
    .nullable()
    .default(null),
  ...words,
});
export type Ticket = z.infer<typeof ticketSchema> & {
  readonly id: string;
  readonly number: number;
  readonly conversationId: string;
  readonly caseNo: number;
  readonly status: Status;
  /** '': nobody's */
  readonly assignee: string;
  readonly offeredTo: string;
  readonly token: string;
  readonly helpdeskKey: string;
  readonly openedAt: number;
  readonly dueAt: number;
  readonly packet: Packet;
};

/** A conversation, and its newest ticket. */
export interface Desk {
  readonly thread: Thread;
  readonly ticket: Ticket | undefined;
}

export const ticketNumber = (number: number): string => `T-${number}`;

export const fenceOf = ({ caseNo, ownerEpoch, turn }: Thread): Pick<Fence, 'case' | 'epoch' | 'turn'> => ({
  case: caseNo,
  epoch: ownerEpoch,
  turn,
});

export const emptyThread = (conversationId: string): Thread => ({
  conversationId,
  caseNo: 0,
  epoch: 0,
  ownerEpoch: 0,
  turn: 0,
  voidedTurn: 0,
  owner: 'bot',
  state: 'new',
  consent: '',
  optInAsked: false,
  introduces: false,
  windowEndsAt: 0,
  oldestOpenAt: 0,
  reachedEpoch: 0,
  reachedUnknown: [],
  lastAgent: '',
  lastResolvedAt: 0,
  lastLine: '',
  lockedOrders: [],
  lockedAt: 0,
  tier: '',
  topic: '',
  sentiment: '',
  botBundle: '',
  trial: null,
  locale: 'en',
  packet: create(PacketSchema, { conversationId }),
});

/** The ticket that is open in a case, by default the thread's. */
export const openTicket = ({ thread, ticket }: Desk, caseNo = thread.caseNo): Ticket | undefined =>
  ticket && !hasEnded(ticket.status) && ticket.caseNo === caseNo ? ticket : undefined;

/** Who waits in a ticket, and for what. */
export type Waiting = Pick<Ticket, 'unansweredSince' | 'answering' | 'saidAt' | 'wroteAt'>;

/** Its owner owes the customer an answer, and has not written it yet. */
export const isOwed = ({ unansweredSince, answering, saidAt, wroteAt }: Waiting): boolean =>
  unansweredSince > 0 && (answering === '' || saidAt < wroteAt);

/** Each ticket that desks had on their way, as it was last; those of one conversation in the order in which they began. */
export const ticketsOf = (stages: readonly Desk[]): Ticket[] => [
  ...new Map(stages.flatMap(({ ticket }) => (ticket ? [[ticket.id, ticket] as const] : []))).values(),
];
