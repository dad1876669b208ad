import { deriveId } from '@frontdesk/bus';
import { messages } from '@frontdesk/contracts';
import type { Manifest, Message, Service } from '@frontdesk/contracts';
import type { Conversation } from './recording.ts';

/** A message that a service read, and what it decided then; or what it said by itself when something was due, which then is both. */
export interface Step<Input extends Message = Message> {
  readonly input: Input;
  readonly isOwn: boolean;
  /** when it was taken, ms: what is slow is decided later */
  readonly takenAt: number;
  readonly decidedAt: number;
  readonly decided: readonly Message[];
}

/** A service's steps in a conversation, in the order in which it took them: topics have none among them, its transactions had. */
export function stepsOf({ messages: all }: Conversation, { name }: Manifest): Step[] {
  const written = all.map(({ message }) => message).filter(({ type }) => messages[type].writer === name);
  const read = all.flatMap(({ message: input, readAt }): Step[] => {
    const takenAt = readAt[name];
    if (takenAt === undefined) return [];
    const decided = inOrder(input, name, written);
    // of what led to nothing the transaction's time is all there is
    return [{ input, isOwn: false, takenAt, decidedAt: decided[0]?.envelope.decidedAt ?? takenAt, decided }];
  });
  const answered = new Set(read.flatMap(({ decided }) => decided));
  const own = written.filter((message) => !answered.has(message)).map(byItself);
  return [...read, ...own].toSorted((a, b) => a.takenAt - b.takenAt || numberOf(a) - numberOf(b));
}

function byItself(input: Message): Step {
  const { decidedAt } = input.envelope;
  return { input, isOwn: true, takenAt: decidedAt, decidedAt, decided: [input] };
}

/** Within a transaction policy numbers what it says. What is not numbered changed nothing, and may come last. */
function numberOf({ decided }: Step): number {
  const numbers = decided.flatMap(({ data }) => ('seq' in data ? [data.seq] : []));
  return Math.min(...numbers, Number.MAX_SAFE_INTEGER);
}

/** A cause's decisions by the ordinals that their ids are derived from; those of slow work have an id for its end. */
function inOrder({ envelope: { id, decidedAt } }: Message, name: Service, written: readonly Message[]): Message[] {
  const own = written.filter(({ envelope }) => envelope.causes.includes(id));
  const ends = deriveId(decidedAt, id, 'conclusion');
  const ordinals = new Map(
    own.flatMap((_, ordinal) => [id, ends].map((cause) => [deriveId(decidedAt, cause, name, ordinal), ordinal] as const)),
  );
  const ordinal = ({ envelope }: Message): number => ordinals.get(envelope.id) ?? own.length;
  return own.toSorted((a, b) => ordinal(a) - ordinal(b));
}
