import { fromJson, toJson } from '@bufbuild/protobuf';
import type { DescMessage, JsonValue, MessageShape } from '@bufbuild/protobuf';
import {
  ChallengeSchema,
  ContactSchema,
  IdentitySchema,
  OpenMessageSchema,
  OrderChangeSchema,
  TextSchema,
  TrialSchema,
  WaitingQuestionSchema,
} from '@frontdesk/contracts';
import { z } from 'zod';
import { states } from '../domain/machine.ts';
import { initial } from '../domain/state.ts';
import type { State } from '../domain/state.ts';

/** A published shape inside the row: proto's JSON, bytes as base64; members of a newer release are ignored by an older one. */
const proto = <S extends DescMessage>(schema: S) =>
  z.codec(z.unknown(), z.custom<MessageShape<S>>(), {
    decode: (json) => fromJson(schema, json as JsonValue, { ignoreUnknownFields: true }),
    encode: (message): unknown => toJson(schema, message),
  });

const open = z.object({
  message: proto(OpenMessageSchema),
  lostSend: z.string().optional(),
  admittedAt: z.number(),
  attempt: z.number(),
  giveUpAt: z.number(),
});
const held = z.object({
  heldId: z.string(),
  lostSend: z.string().optional(),
  question: proto(WaitingQuestionSchema),
  dueAt: z.number(),
  giveUpAt: z.number(),
  attempt: z.number(),
});
const sent = z.object({
  sendId: z.string(),
  speaker: z.string(),
  author: z.string(),
  subjectId: z.string(),
  answers: z.array(open),
  asTemplate: z.boolean(),
  windowFrom: z.number().default(0),
  holding: z.boolean().optional(),
});
const line = z.object({ messageId: z.string(), speaker: z.string(), text: proto(TextSchema).optional(), at: z.number() });

const row = z.object({
  contact: proto(ContactSchema).optional(),
  case: z.number(),
  epoch: z.number(),
  turn: z.number(),
  seq: z.number(),
  dispatchSeq: z.number(),
  owner: z.string(),
  ticketId: z.string(),
  state: z.enum(states),
  openedAt: z.number(),
  closedAt: z.number(),
  closedBy: z.string(),
  rated: z.boolean(),
  previousCase: z.number(),
  open: z.array(open),
  gathering: z.array(z.string()),
  held: z.array(held),
  sent: z.array(sent),
  lines: z.array(line),
  lastMessageId: z.string(),
  lastInboundAt: z.number(),
  disputedAt: z.number(),
  identity: proto(IdentitySchema).optional(),
  challenge: proto(ChallengeSchema).optional(),
  change: z.object({ change: proto(OrderChangeSchema), shownAt: z.number() }).optional(),
  changing: z.array(z.object({ changeId: z.string(), orderNumber: z.string(), messageId: z.string(), sentAt: z.number() })),
  voidedTurn: z.number(),
  answeredTurn: z.number(),
  tier: z.string(),
  topic: z.string(),
  locale: z.string(),
  introduced: z.boolean(),
  clarified: z.number(),
  trial: proto(TrialSchema).optional(),
  handedBack: z.boolean(),
  leftBot: z.boolean(),
  turnBotOff: z.boolean(),
  turnStopped: z.array(z.string()),
  optedIn: z.boolean(),
  optInCategory: z.string(),
  optedOut: z.boolean(),
  consentWordAt: z.number(),
  marketing: z.object({ optedOut: z.boolean(), at: z.number() }),
  optInQuestion: z.string(),
  optInAskedAt: z.number(),
  optInDeclined: z.boolean(),
  superseded: z.number(),
  arrivals: z.array(z.number()),
  blockedAt: z.number(),
  noticedFor: z.string(),
  overdueFor: z.string(),
});

export const encodeState = (state: State): object => z.encode(row, state as z.output<typeof row>);

const empty = encodeState(initial);

/** What an earlier release didn't write reads as its initial value, or as what else it wrote says. @throws if the row is none of ours */
export function decodeState(json: unknown): State {
  const written = json as { handedBack?: boolean };
  return { ...initial, ...row.parse({ ...empty, leftBot: written.handedBack ?? false, ...written }) } as State;
}
