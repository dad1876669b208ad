import { Inbox } from '@frontdesk/bus';
import type { Batch, Work } from '@frontdesk/bus';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Catalogue } from './catalogue.ts';
import { Items } from './items.ts';
import { Numbers } from './numbers.ts';
import { Pace } from './pace.ts';
import { StatusJoiner } from './status-joiner.ts';

/** Only numbers that are also used in the app on a phone have these. */
const phoneFields: ReadonlySet<string> = new Set(['smb_message_echoes', 'smb_app_state_sync', 'history']);

@Controller()
export class WebhookHandler {
  /** Meta has said that a template changed */
  #changed = false;
  #numberChanged = false;
  /** the number of each message that customers wrote, by the item's id: work may run twice */
  #written = new Map<string, string>();

  constructor(
    private readonly inbox: Inbox<'gateway'>,
    private readonly items: Items,
    private readonly statuses: StatusJoiner,
    private readonly catalogue: Catalogue,
    private readonly pace: Pace,
    private readonly numbers: Numbers,
  ) {}

  @EventPattern('channel.webhook.v1')
  async on(@Payload() batch: Batch): Promise<void> {
    await this.inbox.process<'channel.webhook.v1'>(batch, this.#take);
    await this.count();
    await this.statuses.joinDue();
    if (this.#changed) this.catalogue.readSoon();
    if (this.#numberChanged) this.numbers.readSoon();
    this.#changed = this.#numberChanged = false;
  }

  readonly #take: Work<'gateway', 'channel.webhook.v1'> = (tx, messages, traceparents) => {
    this.#changed ||= messages.some(({ data }) => data.kind === 'account' && data.field.includes('template'));
    this.#numberChanged ||= messages.some(({ data }) => data.kind === 'account' && /^(phone_number|account)_/.test(data.field));
    const ours = messages.filter(({ data }) => this.numbers.isOurs(data.numberId));
    for (const { data } of ours) if (phoneFields.has(data.field)) this.numbers.sawPhone(data.numberId);
    for (const { envelope, data } of ours) if (data.kind === 'message') this.#written.set(envelope.id, data.numberId);
    return this.items.take(tx, messages, traceparents);
  };

  private async count(): Promise<void> {
    const counts = new Map<string, number>();
    for (const numberId of this.#written.values()) counts.set(numberId, (counts.get(numberId) ?? 0) + 1);
    this.#written = new Map();
    await this.pace.received(counts, Date.now());
  }
}
