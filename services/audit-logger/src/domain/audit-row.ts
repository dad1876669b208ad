import type { Message, Newer } from '@frontdesk/contracts';
import { recordOf } from './record-of.ts';
import type { Json } from './record-of.ts';

/** A row of `wa_events`: the decision as it was made. Its payload holds ids, codes, scores, token kinds and sealed forms, no free text in clear. */
export interface AuditRow {
  readonly id: string;
  readonly ts: number;
  readonly conversationId: string;
  readonly actor: string;
  readonly eventType: string;
  readonly payload: Json;
  readonly model: string | null;
  readonly tokensIn: number | null;
  readonly tokensOut: number | null;
  readonly costUsd: number | null;
  readonly promptVersion: string | null;
  readonly intent: string | null;
  readonly confidence: number | null;
}

/** The record of one message. @param traceId the trace that the message belongs to, from its headers */
export function auditRow(message: Message | Newer, traceId: string): AuditRow {
  const { envelope } = message;
  const { model, actor } = envelope;
  return {
    id: envelope.id,
    ts: envelope.decidedAt,
    conversationId: envelope.conversationId,
    actor: actor ? `${actor.kind}:${actor.id}` : '',
    eventType: envelope.type,
    payload: {
      data: message.type ? recordOf(message) : { unread_bytes: envelope.data.length },
      occurred_at: new Date(envelope.occurredAt).toISOString(),
      causes: envelope.causes,
      reasons: envelope.reasons,
      fence: envelope.fence ? { case: envelope.fence.case, epoch: envelope.fence.epoch, turn: envelope.fence.turn } : null,
      customer_hash: envelope.customerHash,
      consent: envelope.consent,
      guardrails: envelope.guardrails.map(({ name, passed, detail }) => ({ name, passed, detail })),
      look_ups: envelope.lookUps.map(({ name, input, output, latencyMs }) => ({ name, input, output, latency_ms: latencyMs })),
      latency_ms: envelope.latencyMs,
      bundle: envelope.bundle,
      ...(model?.processor || model?.region || model?.retention
        ? { processed: { by: model.processor, region: model.region, retention: model.retention } }
        : {}),
      trace_id: traceId,
    },
    model: model?.model ? `${model.model}@${model.version}` : null,
    tokensIn: model ? model.tokensIn : null,
    tokensOut: model ? model.tokensOut : null,
    costUsd: model && !model.costUnknown ? model.costUsd : null,
    promptVersion: model?.promptVersion || null,
    intent: envelope.intent || null,
    confidence: envelope.intent ? envelope.confidence : null,
  };
}

/** The trace id in a W3C `traceparent` header, or ''. */
export const traceIdOf = (traceparent: string | undefined): string => traceparent?.split('-')[1] ?? '';
