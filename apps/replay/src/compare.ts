import { create, toJson } from '@bufbuild/protobuf';
import type { JsonValue } from '@bufbuild/protobuf';
import { EnvelopeSchema } from '@frontdesk/contracts';
import type { Fact, Message, MessageType } from '@frontdesk/contracts';
import { dataToJson } from './recording.ts';

export interface Difference {
  /** what of the decision, from its type on */
  readonly what: string;
  /** undefined: nothing */
  readonly before?: JsonValue | undefined;
  readonly after?: JsonValue | undefined;
}

/** A decision as it is compared: what it says, and of itself all but its id, its bundle, its time, and how long anything took. */
export interface Said {
  readonly type: MessageType;
  readonly content: JsonValue;
}

export const saidBefore = ({ type, data, envelope }: Message): Said => ({ type, content: contentOf(type, data, envelope) });

/** With what the shell takes from the cause where the decision names nothing. */
export function saidNow({ type, data, decision }: Fact, { envelope: { occurredAt, conversationId, fence, customerHash } }: Message): Said {
  const named = Object.fromEntries(Object.entries(decision).filter(([, value]) => value !== undefined));
  const envelope = { occurredAt, conversationId, customerHash, ...(fence ? { fence } : {}), ...named };
  return { type, content: contentOf(type, data, envelope) };
}

function contentOf(type: MessageType, data: Message['data'], envelope: Fact['decision']): JsonValue {
  const { occurredAt, conversationId, customerHash, consent, reasons, intent, confidence, guardrails, fence, model, lookUps } = envelope;
  const named = { occurredAt, conversationId, customerHash, consent, reasons, intent, confidence, guardrails, fence, model };
  const whole = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
  const looked = (lookUps ?? []).map(({ name, input, output }) => ({ name, input, output }) as never);
  const about = toJson(EnvelopeSchema, create(EnvelopeSchema, { ...whole, lookUps: looked }));
  return { ...(dataToJson(type, data) as object), envelope: about };
}

/** What differs, decision by decision: those of the same type that follow each other are one and the same. */
export function compare(before: readonly Said[], after: readonly Said[]): Difference[] {
  const [was, ...wereNext] = before;
  const [is, ...areNext] = after;
  if (!was || !is) {
    return [...before.map(({ type }) => ({ what: type, before: type })), ...after.map(({ type }) => ({ what: type, after: type }))];
  }
  if (was.type === is.type) return [...within(was.content, is.content, was.type), ...compare(wereNext, areNext)];
  if (areNext.some(({ type }) => type === was.type)) return [{ what: is.type, after: is.type }, ...compare(before, areNext)];
  return [{ what: was.type, before: was.type }, ...compare(wereNext, after)];
}

function within(before: JsonValue | undefined, after: JsonValue | undefined, what: string): Difference[] {
  if (before === after) return [];
  if (Array.isArray(before) && Array.isArray(after)) {
    const longest = Array.from({ length: Math.max(before.length, after.length) });
    return longest.flatMap((_, index) => within(before[index], after[index], `${what}[${index}]`));
  }
  if (isObject(before) && isObject(after)) {
    const members = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return members.flatMap((member) => within(before[member], after[member], `${what}.${member}`));
  }
  return [{ what, before, after }];
}

const isObject = (json: JsonValue | undefined): json is Record<string, JsonValue> =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
