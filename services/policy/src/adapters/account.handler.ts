import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Inbox } from '@frontdesk/bus';
import type { Batch } from '@frontdesk/bus';
import { fact } from '@frontdesk/contracts';
import { bundle } from '../domain/bundle.ts';
import { fromAccountNews, fromNumberNews } from '../domain/standing.ts';
import { CatalogueStore } from './catalogue.store.ts';

/** What the gate reads besides the conversation: Meta's templates, what Meta forbids, and the switches that leads turn. */
@Controller()
export class AccountHandler {
  constructor(private readonly inbox: Inbox<'policy'>, private readonly catalogue: CatalogueStore) {}

  @EventPattern('channel.account.v1')
  onAccount(@Payload() batch: Batch): Promise<void> {
    return this.inbox.process<'channel.account.v1'>(batch, async (tx, messages) => {
      const { catalogue } = this;
      const newest = messages.filter((message) => message.type === 'TemplateCatalogRead').at(-1);
      if (newest) await catalogue.replaceTemplates(tx, newest.data.templates, newest.envelope.decidedAt);
      for (const message of messages) {
        const { decidedAt, conversationId } = message.envelope;
        switch (message.type) {
          case 'TemplateChanged': await catalogue.changeTemplate(tx, message.data, decidedAt); break;
          case 'AccountStandingChanged': await catalogue.changeStanding(tx, fromAccountNews(message.data), decidedAt); break;
          case 'NumberChanged': await catalogue.changeStanding(tx, fromNumberNews(message.data, conversationId.replace(/^account:/, '')), decidedAt); break;
          default: // kept and shown by others; the gate asks for none of it
        }
      }
      return messages.map(() => []);
    });
  }

  @EventPattern('system.admin.v1')
  onAdmin(@Payload() batch: Batch): Promise<void> {
    return this.inbox.process<'system.admin.v1'>(batch, async (tx, messages) => {
      const changes = messages.filter((message) => message.type === 'SwitchChanged');
      await this.catalogue.turn(tx, changes.map(({ data, envelope }) => ({ ...data, at: envelope.decidedAt })));
      return messages.map((message) => {
        if (message.type !== 'SwitchChanged') return [];
        const { switch: name, scope, on, by } = message.data;
        return [fact('SwitchApplied', { switch: name, scope, on, by }, { bundle, reasons: [on ? 'SWITCHED_ON' : 'SWITCHED_OFF'] })];
      });
    });
  }
}
