import { randomUUID } from 'node:crypto';
import { fact } from '@frontdesk/contracts';
import type { Fact, WrittenBy } from '@frontdesk/contracts';
import { Injectable } from '@nestjs/common';
import type { Thread } from '../domain/desk.ts';
import { mayAudit, maySeeTranscripts } from '../domain/people.ts';
import type { User } from '../domain/people.ts';
import { ACCOUNT, Commands } from './commands.ts';
import { DesksStore } from './desks.store.ts';
import type { KeptFile } from './files.client.ts';
import { Recent } from './recent.ts';
import { notFound } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';
import { TranscriptClient } from './transcript.client.ts';
import type { Line } from './transcript.client.ts';

/** sessions with conversations or files, some 100 bytes each */
const mostLooks = 10_000;

/** A conversation as it was said, for who may read it. */
@Injectable()
export class Threads {
  /** looks that are committed: an open page asks again with each message, and needs no transaction for it */
  readonly #looks = new Recent(mostLooks);

  constructor(
    private readonly desks: DesksStore,
    private readonly transcripts: TranscriptClient,
    private readonly commands: Commands,
  ) {}

  /**
   * @param before a line's id: those before it
   * @throws HttpException 404 without the right, 502 TRANSCRIPT_UNAVAILABLE
   */
  async of(
    user: User,
    conversationId: string,
    before?: string,
  ): Promise<{ thread: Thread; lines: Line[]; next: string | null; ticketId: string }> {
    const visible = await this.visible(user, conversationId);
    return { ...visible, ...(await this.transcripts.of(conversationId, before)) };
  }

  /** One line of it. @throws HttpException as `of` */
  async line(user: User, conversationId: string, id: string): Promise<{ thread: Thread; line: Line | undefined; ticketId: string }> {
    const visible = await this.visible(user, conversationId);
    return { ...visible, line: await this.transcripts.line(conversationId, id) };
  }

  /**
   * What no person was ever asked into is for who watches over all: an agent learns of it by the live stream, but not what is said.
   * @throws HttpException 404 without the right
   */
  async visible(user: User, conversationId: string): Promise<{ thread: Thread; ticketId: string }> {
    const thread = maySeeTranscripts(user) ? await this.desks.thread(conversationId) : undefined;
    const ticketId = thread && (await this.desks.newestTicketOf(conversationId));
    if (!thread || (ticketId === undefined && !mayAudit(user))) throw notFound();
    return { thread, ticketId: ticketId ?? '' };
  }

  /** That somebody reads what was said is on record, once per session and conversation. */
  async opened(me: SignedIn, conversationId: string, ticketId: string): Promise<void> {
    const opened = { agentId: me.user.id, conversationId, ticketId };
    await this.#once(me, 'open-transcript', conversationId, fact('TranscriptOpened', opened, { conversationId: ACCOUNT }));
  }

  /** That somebody takes all of it out is on record each time. */
  async exported({ user }: SignedIn, conversationId: string, ticketId: string): Promise<void> {
    const opened = { agentId: user.id, conversationId, ticketId };
    await this.commands.record({ user, commandId: randomUUID(), name: 'export' }, [
      fact('TranscriptOpened', opened, { conversationId: ACCOUNT, reasons: ['EXPORTED'] }),
    ]);
  }

  /** The same of a file, once per session and file. */
  async openedFile(me: SignedIn, conversationId: string, ticketId: string, messageId: string, { kind }: KeptFile): Promise<void> {
    const opened = { agentId: me.user.id, conversationId, ticketId, messageId, kind };
    await this.#once(me, 'open-file', messageId, fact('FileOpened', opened, { conversationId: ACCOUNT }));
  }

  async #once({ user, session }: SignedIn, name: string, what: string, looked: Fact<WrittenBy<'handoff'>>): Promise<void> {
    const commandId = `${session.id} ${what}`;
    const look = `${name} ${commandId}`;
    if (this.#looks.has(look)) return;
    await this.commands.record({ user, commandId, name }, [looked]);
    this.#looks.add(look);
  }
}

/** What gateway calls the file of a line: a customer's by their message, one that people sent by its own id. */
export const fileIdOf = ({ id, metadata }: Line): string => (typeof metadata['file_id'] === 'string' ? metadata['file_id'] : id);

/** Whether it came as a file: only such lines are asked after. */
export const isFile = ({ metadata, revoked }: Line): boolean =>
  !revoked && typeof metadata['media_kind'] === 'string' && metadata['media_kind'] !== '';
