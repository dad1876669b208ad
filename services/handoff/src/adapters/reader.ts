import type { Text } from '@frontdesk/contracts';
import { Logger } from '@frontdesk/runtime';
import { Vault, VaultKeyMissing } from '@frontdesk/vault';
import { HttpException, Injectable } from '@nestjs/common';
import type { Thread } from '../domain/desk.ts';
import { dialled, masked } from '../domain/people.ts';
import type { Staff } from '../domain/staff.ts';
import type { Line } from './transcript.client.ts';

/** Opens sealed words for people who may read them; what cannot be opened (an erased contact) stays redacted. */
@Injectable()
export class Reader {
  constructor(
    private readonly vault: Vault,
    private readonly logger: Logger,
  ) {}

  async text(thread: Thread, text: Pick<Text, 'redacted' | 'sealed'> | undefined): Promise<string> {
    if (!text) return '';
    const contact = thread.packet.customer?.contactId;
    if (!contact || text.sealed.length === 0) return text.redacted;
    return this.vault.open(contact, text).catch((error: unknown) => {
      this.logger.warn('a text could not be opened', { code: codeOf(error), conversation_id: thread.conversationId });
      return text.redacted;
    });
  }

  /** @throws HttpException 409 ERASED: nobody is left to write to, or of */
  seal(thread: Thread, text: string): Promise<Text> {
    return this.vault.seal(thread.packet.customer?.contactId ?? '', text).catch((error: unknown) => {
      if (!(error instanceof VaultKeyMissing)) throw error;
      throw new HttpException({ code: 'ERASED', message: 'the customer has been forgotten' }, 409);
    });
  }

  async customer(thread: Thread): Promise<{ name: string | null; phone: string | null }> {
    const [name, phone] = await Promise.all([this.bytes(thread, thread.packet.customer?.sealedName), this.phone(thread)]);
    return { name: name ?? null, phone: phone ? masked(phone) : null };
  }

  /** In full: for who has it put on record. @returns undefined where WhatsApp hides it, or the contact is erased */
  async phone(thread: Thread): Promise<string | undefined> {
    const phone = await this.bytes(thread, thread.packet.customer?.sealedPhone);
    return phone && dialled(phone);
  }

  async line(thread: Thread, line: Line, staff: Staff): Promise<object> {
    const opened = ({ redacted, sealed }: { redacted: string; sealed?: string | null | undefined }): Promise<string> =>
      this.text(thread, { redacted, sealed: sealed ? Buffer.from(sealed, 'base64') : Buffer.alloc(0) });
    const [sender, author = null] = line.sender.split(':');
    const failed = [
      ...line.statuses.map(({ code, title }) => ({ code, title })),
      ...line.marks.filter(({ kind }) => kind === 'failed').map(({ detail }) => detail),
    ].find(({ code }) => typeof code === 'number');
    return {
      id: line.id,
      ts: line.ts,
      sender,
      author,
      author_name: author && staff.nameOf(author),
      text: await opened(line.text),
      redacted: line.text.redacted,
      earlier: await Promise.all(line.earlier.map(async (version) => ({ at: version.at, text: await opened(version) }))),
      revoked: line.revoked,
      status: line.status || null,
      statuses: line.statuses.map(({ status, at }) => ({ status, at })),
      verdict: line.verdict ?? null,
      error: failed ? { code: failed.code, title: failed.title ?? '' } : null,
      flag: line.marks.find(({ kind }) => kind === 'flagged')?.detail['reason'] ?? null,
      late: line.metadata['late'] === true,
      kind: line.metadata['kind'] ?? null,
      meta_type: line.metadata['meta_type'] ?? null,
      template: line.metadata['template'] ?? null,
      subject_id: line.metadata['subject_id'] ?? null,
    };
  }

  private async bytes(thread: Thread, sealed: Uint8Array | undefined): Promise<string | undefined> {
    const contact = thread.packet.customer?.contactId;
    if (!contact || !sealed || sealed.length === 0) return undefined;
    return this.vault.openBytes(contact, sealed).then(
      (bytes) => Buffer.from(bytes).toString('utf8'),
      () => undefined,
    );
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN');
