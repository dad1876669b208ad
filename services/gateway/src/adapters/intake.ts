import { deriveId } from '@frontdesk/bus';
import type { Bus, LogRecord } from '@frontdesk/bus';
import { encode, fact } from '@frontdesk/contracts';
import { BUS, Clock } from '@frontdesk/runtime';
import { parseWebhook } from '@frontdesk/whatsapp';
import type { WebhookItem } from '@frontdesk/whatsapp';
import { Inject, Injectable } from '@nestjs/common';
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { itemIdentity } from '../domain/item-identity.ts';
import { Keys } from './keys.ts';

const tracer = trace.getTracer('frontdesk');

/** Puts the items of a verified webhook on the log; needs nothing else, so that Meta is answered while PostgreSQL is away. */
@Injectable()
export class Intake {
  constructor(@Inject(BUS) private readonly bus: Bus, private readonly keys: Keys, private readonly clock: Clock) {}

  /** @returns what the body was; items are on the log when it resolves. @throws when the log did not acknowledge */
  accept(body: Buffer): Promise<'accepted' | 'other_product' | 'not_json' | 'not_a_webhook' | 'too_many_items'> {
    return tracer.startActiveSpan('webhook', { kind: SpanKind.SERVER, root: true }, ROOT_CONTEXT, async (span) => {
      try {
        const parsed = parseWebhook(JSON.parse(body.toString('utf8')) as unknown);
        if (parsed.outcome !== 'items') return parsed.outcome;
        span.setAttribute('frontdesk.items', parsed.items.length);
        const headers: Record<string, string> = {};
        propagation.inject(context.active(), headers);
        await this.bus.append(parsed.items.map((item) => this.record(item, headers)));
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

  private record(item: WebhookItem, headers: Record<string, string>): LogRecord {
    const { kind, field, numberId, time } = item;
    const key = this.keyOf(item);
    const now = this.clock.now();
    const sealed = this.keys.sealText(JSON.stringify(item));
    const { type, data } = fact('WebhookItem', { kind, field, numberId, sealed, metaTime: time, receivedAt: now });
    const envelope = {
      id: deriveId(time, 'webhook', ...itemIdentity(item)), type, occurredAt: time || now, decidedAt: now,
      actor: { kind: 'meta' }, conversationId: key, causes: [], reasons: [],
    };
    return { topic: 'channel.webhook.v1', key, value: encode(envelope, data), headers };
  }

  /** Whoever it is about, so that their items keep their order; else the number. */
  private keyOf({ sender, numberId, wabaId }: WebhookItem): string {
    const person = sender.waId ?? sender.userId;
    return person === undefined ? `account:${numberId || wabaId || '*'}` : this.keys.hash('sender', numberId, person);
  }
}
