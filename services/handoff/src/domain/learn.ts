import { create } from '@bufbuild/protobuf';
import { PacketSchema } from '@frontdesk/contracts';
import type { Data, Evidence, Fence, Identity, Message, OpenMessage, Packet, Turn } from '@frontdesk/contracts';
import type { Thread } from './desk.ts';

const unique = (values: readonly string[]): string[] => [...new Set(values.filter((value) => value !== ''))];

function packetWith(packet: Packet, more: Partial<Packet>): Packet {
  return create(PacketSchema, { ...packet, ...more });
}

/** A new case starts with nothing of the one before but the customer. */
function atCase(thread: Thread, message: Message): Thread | undefined {
  const { fence } = message.envelope;
  if (!fence || fence.case < thread.caseNo) return fence ? undefined : thread;
  const fresh = fence.case > thread.caseNo;
  const { conversationId, customer } = thread.packet;
  return {
    ...thread,
    caseNo: fence.case,
    epoch: Math.max(thread.epoch, fence.epoch),
    turn: fresh ? fence.turn : Math.max(thread.turn, fence.turn),
    ...(fresh
      ? {
          optInAsked: false,
          oldestOpenAt: 0,
          topic: '',
          sentiment: '',
          state: 'new',
          botBundle: '',
          trial: null,
          packet: create(PacketSchema, { conversationId, ...(customer ? { customer } : {}) }),
        }
      : {}),
  };
}

/** What is said of a proof in a turn from before the contact changed is not true any more, whenever it is read. */
const provedIn = ({ voidedTurn }: Thread, identity: Identity | undefined, fence: Fence | undefined): Identity | undefined =>
  (fence?.turn ?? 0) > voidedTurn ? identity : undefined;

/** @param current false: it was computed before the owner last changed */
function ofTurn(thread: Thread, turn: Turn | undefined, current: boolean, fence: Fence | undefined): Thread {
  if (!turn) return thread;
  const identity = provedIn(thread, turn.identity, fence);
  const media = turn.open.filter(({ kind }) => kind === 'media').map(({ messageId }) => messageId);
  // what is left of an earlier question is no line that anybody wrote
  const last = turn.open.findLast(({ kept }) => !kept)?.text?.redacted;
  return {
    ...thread,
    ...(current ? { owner: turn.owner, state: turn.state } : {}),
    introduces: turn.introduces,
    tier: turn.tier || thread.tier,
    locale: turn.locale === 'de' ? 'de' : 'en',
    windowEndsAt: turn.windowEndsAt || thread.windowEndsAt,
    lastLine: last ?? thread.lastLine,
    oldestOpenAt: turn.open.find(({ sentAt }) => sentAt > 0)?.sentAt ?? thread.oldestOpenAt,
    packet: packetWith(thread.packet, {
      ...(turn.contact ? { customer: turn.contact } : {}),
      ...(identity ? { identity } : {}),
      attachments: unique([...thread.packet.attachments, ...media]),
    }),
  };
}

/** What is written to people is in no turn's `open`. */
function withMessage(thread: Thread, one: OpenMessage | undefined): Thread {
  if (!one || one.kept) return thread;
  const attachments = one.kind === 'media' ? unique([...thread.packet.attachments, one.messageId]) : thread.packet.attachments;
  return { ...thread, lastLine: one.text?.redacted || thread.lastLine, packet: packetWith(thread.packet, { attachments }) };
}

/** Who proved it may not be who writes now. */
export const withoutProof = ({ identity: _, ...packet }: Packet): Packet => create(PacketSchema, packet);

function withEvidence(packet: Packet, evidence: readonly Evidence[]): Packet {
  const key = ({ kind, source, facts, citation }: Evidence): string =>
    JSON.stringify([kind, source, facts?.redacted, citation?.documentId, citation?.quote]);
  return packetWith(packet, {
    evidence: [...new Map([...packet.evidence, ...evidence].map((one) => [key(one), one])).values()].slice(-20),
  });
}

/** What is true of the conversation, in whatever case it was said: topics have no order among them, so another may have shown the next case already. */
function ofConversation(thread: Thread, message: Message): Thread {
  switch (message.type) {
    case 'OwnerChanged':
      return { ...thread, owner: message.data.to, ownerEpoch: message.data.epoch, epoch: Math.max(thread.epoch, message.data.epoch) };
    case 'WindowOpened':
      return { ...thread, windowEndsAt: message.data.endsAt };
    case 'ConsentChanged':
      // what holds now: a STOP that was taken back leaves what was agreed to before
      return message.data.category !== 'marketing' ? { ...thread, consent: message.envelope.consent } : thread;
    case 'FenceReached':
      return message.data.epoch < thread.reachedEpoch
        ? thread
        : { ...thread, reachedEpoch: message.data.epoch, reachedUnknown: message.data.unknown };
    default:
      return thread;
  }
}

/** To ask for a person is no topic and no intent: the case keeps those that it has. */
function routed(thread: Thread, data: Data<'Routed'>, current: boolean, fence: Fence | undefined): Thread {
  const known = ofTurn(thread, data.turn, current, fence);
  const { packet } = known;
  const asksForPerson = data.intent === 'human';
  return {
    ...known,
    topic: asksForPerson && known.topic !== '' ? known.topic : data.topic || known.topic,
    sentiment: data.sentiment || known.sentiment,
    locale: data.language === 'de' ? 'de' : 'en',
    packet: packetWith(packet, {
      intent: asksForPerson && packet.intent !== '' ? packet.intent : data.intent || packet.intent,
      orderNumbers: unique([...packet.orderNumbers, data.orderNumber, ...data.otherOrders]),
      ...(packet.summary || !data.question ? {} : { summary: data.question }),
    }),
  };
}

/** What the bot cites is evidence for a person too, unless it is there already. */
function proposed(thread: Thread, { data: { summary, citations, ...data }, envelope }: Message<'ReplyProposed'>): Thread {
  const identity = provedIn(thread, data.identity, envelope.fence);
  const isKnown = (quote: string): boolean => thread.packet.evidence.some(({ citation }) => citation?.quote === quote);
  const cited = citations
    .filter(({ quote }) => !isKnown(quote))
    .map((citation) => ({ $typeName: 'frontdesk.v1.Evidence' as const, kind: 'passage', source: citation.documentId, citation }));
  const packet = withEvidence(thread.packet, cited);
  const botBundle = data.answer?.redacted ? envelope.bundle : thread.botBundle;
  const trial = tried(thread.trial, data, envelope.decidedAt);
  return {
    ...thread,
    botBundle,
    trial,
    packet: packetWith(packet, { ...(summary ? { summary } : {}), ...(identity ? { identity } : {}) }),
  };
}

type Answer = Pick<Data<'ReplyProposed'>, 'replyId' | 'answerOk' | 'trial' | 'wording'>;

/** What is tried is judged by the first answer of its own in a case: who writes again has read that. */
function tried(before: Thread['trial'], { replyId: id, answerOk, trial, wording }: Answer, answeredAt: number): Thread['trial'] {
  if (!trial || !answerOk || before?.candidate === trial.candidate) return before;
  return { id, candidate: trial.candidate, cohort: trial.cohort, wording, answeredAt };
}

/** That there is no lock, as before, is nothing new: the thread would be stored again for every message. */
function locks(thread: Thread, { data: { lockedOrders }, envelope }: Message<'Routed'>): Partial<Thread> {
  if (lockedOrders.length === 0) return thread.lockedOrders.length === 0 ? {} : { lockedOrders, lockedAt: 0 };
  return { lockedOrders, lockedAt: envelope.decidedAt };
}

/** What a message adds to what is known; one of an earlier case adds nothing to this one. */
export function learn(before: Thread, message: Message): Thread {
  const thread = atCase(before, message);
  if (!thread) return ofConversation(before, message);
  const { fence } = message.envelope;
  const current = thread.caseNo > before.caseNo || (fence?.epoch ?? 0) >= before.epoch;
  switch (message.type) {
    case 'MessageAdmitted':
      return withMessage(ofTurn(thread, message.data.turn, current, fence), message.data.message);
    case 'Routed':
      return { ...routed(thread, message.data, current, fence), ...locks(thread, message) };
    case 'Grounded': {
      // it may be read before what it was gathered for
      const known = message.data.routed ? routed(thread, message.data.routed, current, fence) : thread;
      return { ...known, packet: withEvidence(known.packet, message.data.evidence) };
    }
    case 'ReplyProposed':
      return proposed(thread, message);
    case 'ProofVoided':
      return { ...thread, voidedTurn: fence?.turn ?? thread.turn, packet: withoutProof(thread.packet) };
    case 'StateChanged':
      return { ...thread, state: message.data.to };
    case 'CaseClosed':
      return { ...thread, state: 'closed', oldestOpenAt: 0 };
    case 'ConsentAsked':
      return { ...thread, optInAsked: true };
    case 'TurnAnswered':
      return message.data.stillOpen.length > 0 ? thread : { ...thread, oldestOpenAt: 0 };
    default:
      return ofConversation(thread, message);
  }
}
