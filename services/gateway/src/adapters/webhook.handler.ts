import { Inbox } from '@frontdesk/bus';
import type { Batch } from '@frontdesk/bus';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Catalogue } from './catalogue.ts';
import { Items } from './items.ts';
import { StatusJoiner } from './status-joiner.ts';
import { tracesOf } from './traces.ts';

@Controller()
export class WebhookHandler {
  constructor(
    private readonly inbox: Inbox<'gateway'>,
    private readonly items: Items,
    private readonly statuses: StatusJoiner,
    private readonly catalogue: Catalogue,
  ) {}

  @EventPattern('channel.webhook.v1')
  async on(@Payload() batch: Batch): Promise<void> {
    const traces = tracesOf(batch);
    let changed = false;
    await this.inbox.process<'channel.webhook.v1'>(batch, (tx, messages) => {
      changed ||= messages.some(({ data }) => data.kind === 'account' && data.field.includes('template'));
      return this.items.take(tx, messages, traces);
    });
    await this.statuses.joinDue();
    if (changed) this.catalogue.readSoon();
  }
}
