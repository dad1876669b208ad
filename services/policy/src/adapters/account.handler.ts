import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Inbox } from '@frontdesk/bus';
import type { Batch } from '@frontdesk/bus';
import { fact } from '@frontdesk/contracts';
import type { Envelope, Fact, Message, OnTopic, WrittenBy } from '@frontdesk/contracts';
import { Meters } from '@frontdesk/runtime';
import type { EntityManager } from 'typeorm';
import { ofAccount, ofAlert, ofNumber, ofSwitch } from '../domain/attention.ts';
import type { Attention } from '../domain/attention.ts';
import { bundle } from '../domain/bundle.ts';
import { fromAccountNews, fromNumberNews } from '../domain/standing.ts';
import { CatalogueStore } from './catalogue.store.ts';

const scopeOf = (conversationId: string): string => conversationId.replace(/^account:/, '');

function said({ what, why, subjects, until = 0, over }: Attention, conversationId: string): Fact<WrittenBy<'policy'>> {
  const trouble = { what, why, subjects: [...subjects], scope: scopeOf(conversationId) };
  const about = { conversationId, bundle, reasons: [what] };
  return over ? fact('AttentionOver', trouble, about) : fact('AttentionNeeded', { ...trouble, until }, about);
}

/** What the gate reads besides the conversation: Meta's templates, what Meta forbids, and the switches that leads turn. */
@Controller()
export class AccountHandler {
  constructor(
    private readonly inbox: Inbox<'policy'>,
    private readonly catalogue: CatalogueStore,
    private readonly meters: Meters,
  ) {}

  @EventPattern('channel.account.v1')
  onAccount(@Payload() batch: Batch): Promise<void> {
    return this.inbox.process<'channel.account.v1'>(batch, async (tx, messages) => {
      const newest = messages.filter((message) => message.type === 'TemplateCatalogRead').at(-1)?.envelope.decidedAt;
      const facts: Fact<WrittenBy<'policy'>>[][] = [];
      for (const message of messages)
        facts.push(
          (await this.changes(tx, message, message.envelope.decidedAt === newest)).map((one) => this.called(one, message.envelope)),
        );
      return facts;
    });
  }

  /** @returns what of it somebody has to look at, or need not any more. Of several readings of the catalogue the last one counts, with all its parts. */
  private async changes(tx: EntityManager, message: Message<OnTopic<'channel.account.v1'>>, isNewest: boolean): Promise<Attention[]> {
    const { catalogue } = this;
    const { decidedAt, conversationId } = message.envelope;
    switch (message.type) {
      case 'TemplateCatalogRead':
        return isNewest ? catalogue.replaceTemplates(tx, message.data, decidedAt) : [];
      case 'TemplateChanged':
        return catalogue.changeTemplate(tx, message.data, decidedAt);
      case 'AccountStandingChanged':
        return [...(await catalogue.changeStanding(tx, fromAccountNews(message.data), decidedAt)), ...ofAccount(message.data)];
      case 'NumberChanged':
        return [
          ...(await catalogue.changeStanding(tx, fromNumberNews(message.data, scopeOf(conversationId)), decidedAt)),
          ...ofNumber(message.data),
        ];
      case 'AccountAlerted':
        return ofAlert(message.data);
      default:
        return []; // kept and shown by others; the gate asks for none of it
    }
  }

  private called(one: Attention, envelope: Envelope): Fact<WrittenBy<'policy'>> {
    if (!one.over) this.meters.accountTroubles.inc({ what: one.what });
    // templates are the account's, though it is a number whose reading tells of them: what its reading called, the account's news end
    return said(one, one.what.startsWith('TEMPLATE_') ? 'account:*' : envelope.conversationId);
  }

  @EventPattern('system.admin.v1')
  onAdmin(@Payload() batch: Batch): Promise<void> {
    return this.inbox.process<'system.admin.v1'>(batch, async (tx, messages) => {
      const changes = messages.filter((message) => message.type === 'SwitchChanged');
      await this.catalogue.turn(
        tx,
        changes.map(({ data, envelope }) => ({ ...data, at: envelope.decidedAt })),
      );
      return messages.map((message) => {
        if (message.type !== 'SwitchChanged') return [];
        const { switch: name, scope, on, by } = message.data;
        return [
          fact('SwitchApplied', { switch: name, scope, on, by }, { bundle, reasons: [on ? 'SWITCHED_ON' : 'SWITCHED_OFF'] }),
          ...ofSwitch(message.data).map((one) => said(one, message.envelope.conversationId)),
        ];
      });
    });
  }
}
