import type { Choices, Data, OutboundFile } from '@frontdesk/contracts';
import { Clock, Logger } from '@frontdesk/runtime';
import { Vault, VaultError, VaultKeyMissing } from '@frontdesk/vault';
import { GraphClient, splitText, templateValues } from '@frontdesk/whatsapp';
import type { OutboundMessage, Outcome, Recipient } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { callbackData } from '../domain/callback.ts';
import { callableUntil, endsSoon } from '../domain/window.ts';
import { Receipts } from './receipts.ts';
import type { Read } from './receipts.ts';
import type { SendRow } from './send-row.ts';
import { SendsStore } from './sends.store.ts';
import { StatusesStore } from './statuses.store.ts';
import { Uploads } from './uploads.ts';
import type { Upload } from './uploads.ts';

/** Opened for the call and then forgotten. */
export interface Content {
  readonly to: Recipient | undefined;
  /** one per chunk */
  readonly messages: readonly OutboundMessage[];
  /** Meta has to get it first; nothing of the send is marked until that has ended one way or the other */
  readonly missing?: OutboundFile;
  readonly reads?: Read;
  /** the clock's time from which on it may not be called, ms */
  readonly until: number;
}

/** What is sent, and the sending of it. */
@Injectable()
export class Contents {
  constructor(
    private readonly vault: Vault,
    private readonly sends: SendsStore,
    private readonly statuses: StatusesStore,
    private readonly receipts: Receipts,
    private readonly uploads: Uploads,
    private readonly graph: GraphClient,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** By send; one that cannot be opened now is left out, and is due again. */
  async openAll(tx: EntityManager, sends: readonly SendRow[]): Promise<Map<string, Content>> {
    const opened = new Map<string, Content>();
    if (sends.length === 0) return opened;
    await this.load(sends);
    const dispatched = sends.flatMap((send) => this.dispatched(send));
    const now = this.clock.now();
    const [wamids, lastSent] = await Promise.all([
      this.statuses.wamidsOf(
        tx,
        dispatched.flatMap(({ send, data: { typingFor } }) => (send.chunk < 0 ? [typingFor] : [])),
      ),
      this.sends.lastSentAt(
        tx,
        dispatched.flatMap(({ send, data }) => (endsSoon(data.windowEndsAt, now) ? [send.conversationId] : [])),
      ),
    ]);
    for (const { send, data } of dispatched) {
      try {
        const wamid = send.chunk < 0 ? wamids.get(data.typingFor) : undefined;
        const reads = wamid && { messageId: data.typingFor, wamid };
        const until = callableUntil(data.windowEndsAt, lastSent.get(send.conversationId));
        opened.set(send.sendId, { ...(await this.open(send, data)), until, ...(reads && { reads }) });
      } catch (error) {
        this.notOpened(send, error);
      }
    }
    return opened;
  }

  /** A key that cannot be opened is its contact's trouble alone: each is asked for again where it is used. */
  private async load(sends: readonly SendRow[]): Promise<void> {
    await this.vault.load(sends.map(({ contactId }) => contactId)).catch((error: unknown) => {
      if (!(error instanceof VaultError)) throw error;
    });
  }

  private dispatched(send: SendRow): { send: SendRow; data: Data<'MessageDispatched'> }[] {
    try {
      return [{ send, data: this.sends.dispatched(send) }];
    } catch (error) {
      this.notOpened(send, error);
      return [];
    }
  }

  private notOpened({ sendId, conversationId }: SendRow, error: unknown): void {
    this.logger.error('a send was not opened, it is looked at again', error, { send_id: sendId, conversation_id: conversationId });
  }

  /** An erased contact has nothing left to open: there is nobody to send to. @throws what is retriable */
  private async open(
    { sendId, contactId }: SendRow,
    { contact, text, choices, template, file }: Data<'MessageDispatched'>,
  ): Promise<Pick<Content, 'to' | 'messages' | 'missing'>> {
    try {
      const opened = async (sealed: Uint8Array | undefined): Promise<string | undefined> =>
        sealed?.length ? Buffer.from(await this.vault.openBytes(contactId, sealed)).toString('utf8') : undefined;
      const phone = await opened(contact?.sealedPhone);
      const userId = phone === undefined ? await opened(contact?.sealedUserId) : undefined;
      const to = phone !== undefined ? { phone: `+${phone.replace(/^\+/, '')}` } : userId !== undefined ? { userId } : undefined;
      if (file) {
        const words = file.words ? await this.vault.open(contactId, file.words) : '';
        const uploaded = this.uploads.of(sendId);
        return { to, messages: [fileMessage(file.kind, words, uploaded)], ...(to && !uploaded && { missing: file }) };
      }
      if (!template) {
        const bodies = splitText(text ? await this.vault.open(contactId, text) : '');
        const messages: OutboundMessage[] = bodies.map((body) => ({ type: 'text', body }));
        return { to, messages: choices ? [...messages.slice(0, -1), await this.list(contactId, bodies.at(-1) ?? '', choices)] : messages };
      }
      const variables = await Promise.all(template.variables.map((variable) => this.vault.open(contactId, variable)));
      return {
        to,
        messages: [{ type: 'template', name: template.name, language: template.language, body: templateValues(variables, template.names) }],
      };
    } catch (error) {
      if ((error instanceof VaultError || error instanceof VaultKeyMissing) && !error.retriable) return { to: undefined, messages: [] };
      throw error;
    }
  }

  async upload(send: SendRow, { missing }: Content): Promise<void> {
    if (missing) await this.uploads.upload(send, missing);
  }

  private async list(contactId: string, body: string, { button, rows }: Choices): Promise<OutboundMessage> {
    const opened = async (label: Choices['button']): Promise<string> => (label ? await this.vault.open(contactId, label) : '');
    const titled = await Promise.all(rows.map(async ({ id, title }) => ({ id, title: await opened(title) })));
    return { type: 'interactive', kind: 'list', body, button: await opened(button), sections: [{ rows: titled }] };
  }

  /** Writes the request of a marked chunk before `writeBy` (reading of the monotonic clock), or not at all. */
  async send(send: SendRow, content: Content, writeBy: number): Promise<Outcome<{ wamid: string }>> {
    const message = content.messages[send.chunk];
    const uploaded = this.uploads.take(send.sendId);
    if (!content.to || !message) {
      return { kind: 'rejected', code: 0, title: 'Nothing to send, or nobody to send it to', details: '', httpStatus: 0, retryClass: 'N' };
    }
    // Meta's own code for it, so that policy does with it what it does when Meta says so
    if (this.clock.now() >= content.until)
      return { kind: 'rejected', code: 131047, title: 'The window ended before its turn', details: '', httpStatus: 0, retryClass: 'T' };
    // what Meta says of the file it says of the message
    if (uploaded && uploaded.kind !== 'accepted') return uploaded;
    return this.graph.send(
      { numberId: send.numberId, to: content.to, callbackData: callbackData(send.sendId, send.chunk, send.chunks) },
      message,
      { writeBy },
    );
  }

  /** Blue ticks, and "typing…" for the bot, unless that was shown before. */
  async markRead({ numberId, speaker }: SendRow, { reads }: Content, writeBy: number): Promise<void> {
    if (reads !== undefined) await this.receipts.mark(numberId, reads, speaker === 'bot', writeBy);
  }
}

/** Of a document the last line of its words is its name, as of customers' documents. */
function fileMessage(kind: string, words: string, uploaded: Upload | undefined): OutboundMessage {
  const media = { id: uploaded?.kind === 'accepted' ? uploaded.mediaId : '' };
  const end = kind === 'document' ? words.lastIndexOf('\n') : words.length;
  const caption = words.slice(0, Math.max(0, end));
  const said = { media, ...(caption !== '' && { caption }) };
  return kind === 'document' ? { type: 'document', ...said, filename: words.slice(end + 1) } : { type: 'image', ...said };
}
