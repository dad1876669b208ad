import { deriveId } from '@frontdesk/bus';
import { messages } from '@frontdesk/contracts';
import type { Manifest, Message, Service } from '@frontdesk/contracts';
import type { Conversation, Recorded } from './recording.ts';

/** A message that a service read, and what it decided then. */
export interface Step<Input extends Message = Message> {
  readonly input: Input;
  /** when it was decided, ms */
  readonly now: number;
  readonly decided: readonly Message[];
}

/** What a service read of a conversation in the order in which it did: topics have none among them, its transactions had. */
export function stepsOf({ messages: all }: Conversation, { name }: Manifest): Step[] {
  const written = all.map(({ message }) => message).filter(isWrittenBy(name));
  const steps = all.flatMap(({ message: input, readAt }): (Step & Recorded)[] => {
    const at = readAt[name];
    if (at === undefined) return [];
    const decided = inOrder(input, name, written);
    // of what led to nothing the transaction's time is all there is
    return [{ message: input, readAt, input, now: decided[0]?.envelope.decidedAt ?? at, decided }];
  });
  const took = ({ readAt }: Recorded): number => readAt[name] ?? 0;
  return steps
    .toSorted((a, b) => took(a) - took(b) || numberOf(a) - numberOf(b))
    .map(({ input, now, decided }) => ({ input, now, decided }));
}

const isWrittenBy =
  (name: Service) =>
  ({ type }: Message): boolean =>
    messages[type].writer === name;

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
