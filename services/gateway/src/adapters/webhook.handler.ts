import { Inbox } from '@frontdesk/bus';
import type { Batch, Work } from '@frontdesk/bus';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Catalogue } from './catalogue.ts';
import { Items } from './items.ts';
import { StatusJoiner } from './status-joiner.ts';

@Controller()
export class WebhookHandler {
  /** Meta has said that a template changed */
  #changed = false;

  constructor(
    private readonly inbox: Inbox<'gateway'>,
    private readonly items: Items,
    private readonly statuses: StatusJoiner,
    private readonly catalogue: Catalogue,
  ) {}

  @EventPattern('channel.webhook.v1')
  async on(@Payload() batch: Batch): Promise<void> {
    await this.inbox.process<'channel.webhook.v1'>(batch, this.#take);
    await this.statuses.joinDue();
    if (this.#changed) this.catalogue.readSoon();
    this.#changed = false;
  }

  readonly #take: Work<'gateway', 'channel.webhook.v1'> = (tx, messages, traceparents) => {
    this.#changed ||= messages.some(({ data }) => data.kind === 'account' && data.field.includes('template'));
    return this.items.take(tx, messages, traceparents);
  };
}
