import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { ActorSchema, EnvelopeSchema, FenceSchema, GuardrailSchema, LookUpSchema, ModelUseSchema } from './gen/frontdesk/v1/envelope_pb.ts';
import type { Envelope, Fence } from './gen/frontdesk/v1/envelope_pb.ts';
import { withLentBuffer } from './lent-buffer.ts';
import { isMessageType, messages } from './registry.ts';
import type { Data, DataInit, MessageType } from './registry.ts';

/** A message as it was read: its data, and the envelope that says who, what, when and why. Narrow it by `type`. */
export type Message<T extends MessageType = MessageType> = { [K in T]: { type: K; data: Data<K>; envelope: Envelope } }[T];

/** What a decision says about itself, beyond what the shell fills in (id, causes, decided_at, service as actor, key of its cause). */
export type Decision = Omit<MessageInitShape<typeof EnvelopeSchema>, '$typeName' | 'id' | 'type' | 'causes' | 'data'>;

/** A message that a decision wants written; the shell gives it its id. */
export type Fact<T extends MessageType = MessageType> = { [K in T]: { type: K; data: Data<K>; decision: Decision } }[T];

/** Makes a fact. `decision.conversationId` and `decision.fence` default to those of the cause. */
export function fact<T extends MessageType>(type: T, data: DataInit<T>, decision: Decision = {}): Fact<T> {
  return { type, data: create(messages[type].schema, data as MessageInitShape<(typeof messages)[T]['schema']>), decision } as Fact<T>;
}

/** What was encoded or decoded here, by its bytes: on the embedded bus all services of a process are given the very same, and nobody changes what he reads. */
const known = new WeakMap<Uint8Array, Message>();

/** An envelope around a fact, ready for the log. Nobody changes the fact afterwards: who reads it in this process is given it. */
export function encode(given: MessageInitShape<typeof EnvelopeSchema>, data: Data<MessageType>): Uint8Array {
  const type = given.type as MessageType;
  const inner = withLentBuffer(() => toBinary(messages[type].schema, data as never));
  const envelope = enveloped(given, inner);
  const bytes = withLentBuffer(() => toBinary(EnvelopeSchema, envelope));
  known.set(bytes, { type, data, envelope } as Message);
  return bytes;
}

/** Member by member: `create` takes as long as to write it. */
function enveloped(given: MessageInitShape<typeof EnvelopeSchema>, data: Uint8Array): Envelope {
  const { actor, fence, model, guardrails = [], lookUps = [] } = given;
  return {
    $typeName: 'frontdesk.v1.Envelope',
    id: given.id ?? '',
    type: given.type ?? '',
    occurredAt: given.occurredAt ?? 0,
    decidedAt: given.decidedAt ?? 0,
    causes: given.causes ?? [],
    reasons: given.reasons ?? [],
    conversationId: given.conversationId ?? '',
    customerHash: given.customerHash ?? '',
    consent: given.consent ?? '',
    latencyMs: given.latencyMs ?? 0,
    intent: given.intent ?? '',
    confidence: given.confidence ?? 0,
    bundle: given.bundle ?? '',
    data,
    guardrails: guardrails.map((one) => create(GuardrailSchema, one)),
    lookUps: lookUps.map((one) => create(LookUpSchema, one)),
    ...(actor ? { actor: create(ActorSchema, actor) } : {}),
    ...(fence ? { fence: create(FenceSchema, fence) } : {}),
    ...(model ? { model: create(ModelUseSchema, model) } : {}),
  };
}

/** A message of a type that a newer release writes: all but what it says is known. */
export interface Newer {
  readonly type?: undefined;
  readonly envelope: Envelope;
}

/** The envelope alone; for consumers that pass a message through, or know only some types. */
export function decodeEnvelope(value: Uint8Array): Envelope {
  return fromBinary(EnvelopeSchema, value);
}

/**
 * @returns the message, or undefined if its type is newer than this code (the consumer skips it)
 * @throws if the bytes are not an envelope, or not what its type says: a poison message
 */
export function decode(value: Uint8Array): Message | undefined {
  const before = known.get(value);
  if (before) return before;
  const envelope = decodeEnvelope(value);
  if (!isMessageType(envelope.type)) return undefined;
  const data = fromBinary(messages[envelope.type].schema, envelope.data) as MessageShape<(typeof messages)[MessageType]['schema']>;
  const message = { type: envelope.type, data, envelope } as Message;
  known.set(value, message);
  return message;
}

/** Whether `fence` is the position `current`; `turn` is not compared when the speaker is a person or a notice. */
export const sameEpoch = (fence: Fence | undefined, current: Pick<Fence, 'case' | 'epoch'>): boolean =>
  fence?.case === current.case && fence.epoch === current.epoch;
