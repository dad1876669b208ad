import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, context, trace } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';

const tracer = trace.getTracer('frontdesk');
const pattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** https://www.w3.org/TR/trace-context/#traceparent-header */
const spanContext = (traceparent: string | undefined) => {
  const found = pattern.exec(traceparent ?? '');
  return found ? { traceId: found[1]!, spanId: found[2]!, traceFlags: Number.parseInt(found[3]!, 16), isRemote: true } : undefined;
};

export interface SpanWanted {
  readonly name: string;
  /** record: parent is the record's; run: parent is what it names, or what is active */
  readonly kind: 'record' | 'run';
  readonly traceparent?: string | undefined;
  readonly link?: string | undefined;
  /** real time, ms */
  readonly startTime: number;
  /** how long the record lay before it was taken; the collector keeps the traces in which it was long */
  readonly waitedMs?: number | undefined;
  readonly topic?: string | undefined;
  readonly type?: string | undefined;
  readonly id: string;
  readonly conversationId: string;
}

/** One span per message or cause. The attributes are all there are; nothing personal fits into them. */
export function startSpan(wanted: SpanWanted): Span {
  const parent = spanContext(wanted.traceparent);
  // who is not sampled has no children that are (the parent decides): nothing would be kept of a span of its own
  if (parent && (parent.traceFlags & TraceFlags.SAMPLED) === 0) return trace.wrapSpanContext(parent);
  const linked = spanContext(wanted.link);
  const under = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : wanted.kind === 'run' ? context.active() : ROOT_CONTEXT;
  return tracer.startSpan(
    wanted.name,
    {
      kind: wanted.kind === 'record' ? SpanKind.CONSUMER : SpanKind.INTERNAL,
      startTime: wanted.startTime,
      links: linked ? [{ context: linked }] : [],
      attributes: {
        ...(wanted.topic ? { 'messaging.destination.name': wanted.topic } : {}),
        ...(wanted.type ? { 'frontdesk.message.type': wanted.type } : {}),
        'frontdesk.conversation_id': wanted.conversationId,
        'frontdesk.message.id': wanted.id,
        ...(wanted.waitedMs === undefined ? {} : { 'frontdesk.waited_ms': Math.max(0, Math.round(wanted.waitedMs)) }),
      },
    },
    under,
  );
}

/** The header of what the span's work writes: the reader's span becomes its child. */
export function traceparentOf(span: Span): string | undefined {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return /^0+$/.test(traceId) ? undefined : `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

export function failSpan(span: Span, code: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: code });
}

export const inSpan = <R>(span: Span, work: () => R): R => context.with(withSpan(span), work);
const withSpan = (span: Span): Context => trace.setSpan(context.active(), span);
