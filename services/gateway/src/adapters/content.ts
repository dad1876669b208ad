import { Vault, VaultError, VaultKeyMissing } from '@frontdesk/vault';
import { GraphClient, splitText, templateComponents } from '@frontdesk/whatsapp';
import type { Outcome, Recipient } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SendsStore } from './sends.store.ts';
import type { SendRow } from './sends.store.ts';
import { StatusesStore } from './statuses.store.ts';

/** Opened for the call and then forgotten. */
export interface Content {
  readonly to: Recipient | undefined;
  readonly bodies: readonly string[];
  readonly template?: { readonly name: string; readonly language: string; readonly components: readonly object[] };
  /** wamid of the message that is read */
  readonly reads?: string;
}

const typingTimeoutMs = 2_000;

/** What is sent, and the sending of it. */
@Injectable()
export class Contents {
  constructor(
    private readonly vault: Vault, private readonly sends: SendsStore, private readonly statuses: StatusesStore,
    private readonly graph: GraphClient, private readonly dataSource: DataSource,
  ) {}

  /** An erased contact has nothing left to open: there is nobody to send to. @throws what is retriable */
  async open(send: SendRow): Promise<Content> {
    try {
      return await this.read(send);
    } catch (error) {
      if (error instanceof VaultError || error instanceof VaultKeyMissing) return { to: undefined, bodies: [''] };
      throw error;
    }
  }

  private async read(send: SendRow): Promise<Content> {
    const { contact, text, template, typingFor } = this.sends.dispatched(send);
    const { contactId } = send;
    const opened = async (sealed: Uint8Array | undefined): Promise<string | undefined> =>
      sealed?.length ? Buffer.from(await this.vault.openBytes(contactId, sealed)).toString('utf8') : undefined;
    const phone = await opened(contact?.sealedPhone);
    const userId = phone === undefined ? await opened(contact?.sealedUserId) : undefined;
    const to = phone !== undefined ? { phone: `+${phone.replace(/^\+/, '')}` } : userId !== undefined ? { userId } : undefined;
    const reads = send.chunk < 0 ? await this.statuses.wamidOf(this.dataSource.manager, typingFor) : undefined;
    if (template) {
      const variables = await Promise.all(template.variables.map((variable) => this.vault.open(contactId, variable)));
      const { name, language } = template;
      return { to, bodies: [''], template: { name, language, components: templateComponents(variables) }, ...(reads !== undefined && { reads }) };
    }
    return { to, bodies: splitText(text ? await this.vault.open(contactId, text) : ''), ...(reads !== undefined && { reads }) };
  }

  /** Writes the request of a marked chunk before `writeBy` (reading of the monotonic clock), or not at all. */
  async send(send: SendRow, content: Content, writeBy: number): Promise<Outcome<{ wamid: string }>> {
    const body = content.bodies[send.chunk];
    if (!content.to || body === undefined) {
      return { kind: 'rejected', code: 0, title: 'Nothing to send, or nobody to send it to', details: '', httpStatus: 0, retryClass: 'N' };
    }
    const common = { numberId: send.numberId, to: content.to, callbackData: send.sendId };
    if (content.template) return this.graph.sendTemplate(common, content.template, { writeBy });
    return this.graph.sendText(common, body, { writeBy });
  }

  /** Blue ticks and "typing…"; what becomes of it doesn't matter. */
  async markRead(send: SendRow, content: Content, writeBy: number): Promise<void> {
    if (content.reads !== undefined) await this.graph.markRead(send.numberId, content.reads, true, { writeBy, timeoutMs: typingTimeoutMs });
  }
}
