import { deriveId, recordsFor } from '@frontdesk/bus';
import type { Bus, LogRecord } from '@frontdesk/bus';
import { fact } from '@frontdesk/contracts';
import { BUS, Clock } from '@frontdesk/runtime';
import { parseWebhook } from '@frontdesk/whatsapp';
import type { WebhookItem } from '@frontdesk/whatsapp';
import { Inject, Injectable } from '@nestjs/common';
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { itemIdentity } from '../domain/item-identity.ts';
import { Keys } from './keys.ts';

/** A mark of the order of bytes before the text is none of it. */
const decoder = new TextDecoder();
const tracer = trace.getTracer('frontdesk');

/** Puts the items of a verified webhook on the log; needs nothing else, so that Meta is answered while PostgreSQL is away. */
@Injectable()
export class Intake {
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  /** @returns what the body was; items are on the log when it resolves. @throws when the log did not acknowledge */
  accept(body: Buffer): Promise<'accepted' | 'other_product' | 'not_json' | 'not_a_webhook' | 'too_many_items'> {
    return tracer.startActiveSpan('webhook', { kind: SpanKind.SERVER, root: true }, ROOT_CONTEXT, async (span) => {
      try {
        const parsed = parseWebhook(JSON.parse(decoder.decode(body)) as unknown);
        if (parsed.outcome !== 'items') return parsed.outcome;
        span.setAttribute('frontdesk.items', parsed.items.length);
        const headers: { traceparent?: string } = {};
        propagation.inject(context.active(), headers);
        await this.bus.append(parsed.items.flatMap((item) => this.records(item, headers.traceparent)));
        return 'accepted';
      } catch (error) {
        if (error instanceof SyntaxError) return 'not_json';
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  }

  /** Ids derive from what Meta sent and nothing else, so that every copy has the same. */
  private records(item: WebhookItem, traceparent: string | undefined): LogRecord[] {
    const { kind, field, numberId, time } = item;
    const now = this.clock.now();
    const sealed = this.keys.sealText(JSON.stringify(item));
    const cause = {
      id: deriveId(time, 'webhook', ...itemIdentity(item)),
      at: time,
      occurredAt: time || now,
      conversationId: this.keyOf(item),
      actor: { kind: 'meta' },
    };
    return recordsFor(
      'gateway',
      cause,
      [fact('WebhookItem', { kind, field, numberId, sealed, metaTime: time, receivedAt: now })],
      now,
      traceparent,
    );
  }

  /** Whoever it is about, so that their items keep their order (a phone may be hidden in the next one, a user id not); else the number. */
  private keyOf({ sender, numberId, wabaId }: WebhookItem): string {
    const person = sender.userId ?? sender.waId;
    return person === undefined ? `account:${numberId || wabaId || '*'}` : this.keys.hash('sender', numberId, person);
  }
}
