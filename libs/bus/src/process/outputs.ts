import { Buffer } from 'node:buffer';
import { deadTopic, encode, messages } from '@frontdesk/contracts';
import type { Fact, Service } from '@frontdesk/contracts';
import { z } from 'zod';
import type { LogRecord } from '../port.ts';
import type { Cause } from './cause.ts';
import { deriveId } from './derive-id.ts';
import { PoisonError } from './errors.ts';

const MAX_BYTES = 256 * 1024;

const Kept = z.array(z.object({ topic: z.string(), key: z.string(), headers: z.record(z.string(), z.string()), value: z.string() }));

/** Records as a JSON column keeps them. */
export const keepOutputs = (records: readonly LogRecord[]): string =>
  JSON.stringify(records.map(({ topic, key, headers, value }) => ({ topic, key, headers, value: Buffer.from(value).toString('base64') })));

export const keptOutputs = (kept: unknown): LogRecord[] =>
  Kept.parse(kept).map((record) => ({ ...record, value: Buffer.from(record.value, 'base64') }));

/**
 * What a cause led to, as records: ids derived from the cause and the ordinal, the cause's conversation, fence and customer unless the
 * decision names its own.
 * @throws PoisonError if one is above 256 KiB
 */
export function outputsOf(
  service: Service,
  cause: Cause,
  facts: readonly Fact[],
  decidedAt: number,
  traceparent: string | undefined,
): LogRecord[] {
  return facts.map((fact, ordinal) => {
    const id = deriveId(cause.at, cause.id, service, ordinal);
    const envelope = {
      occurredAt: cause.occurredAt ?? cause.at,
      decidedAt,
      actor: cause.actor ?? { kind: 'service', id: service },
      conversationId: cause.conversationId,
      fence: cause.fence,
      customerHash: cause.customerHash ?? '',
      ...stated(fact.decision),
      id,
      type: fact.type,
      causes: [...(cause.causes ?? [cause.id])],
    };
    const value = encode(envelope, fact.data);
    if (value.byteLength > MAX_BYTES) throw new PoisonError('OUTPUT_TOO_LARGE', `${fact.type} has ${value.byteLength} bytes`);
    return {
      topic: messages[fact.type].topic === 'dead.v1' ? deadTopic(service) : messages[fact.type].topic,
      key: envelope.conversationId,
      headers: { id, type: fact.type, ...(traceparent ? { traceparent } : {}) },
      value,
    };
  });
}

const stated = (decision: Fact['decision']): Fact['decision'] =>
  Object.fromEntries(Object.entries(decision).filter(([, value]) => value !== undefined));

/** Records for facts that go to the log without an inbox; gateway's webhook items only: their ids come from what Meta sent. */
export const recordsFor = (service: Service, cause: Cause, facts: readonly Fact[], decidedAt: number, traceparent?: string): LogRecord[] =>
  outputsOf(service, cause, facts, decidedAt, traceparent ?? cause.traceparent);
