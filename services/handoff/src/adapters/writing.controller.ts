import { deriveId } from '@frontdesk/bus';
import { orderNumberIn } from '@frontdesk/business';
import type { Text } from '@frontdesk/contracts';
import { Clock } from '@frontdesk/runtime';
import { Body, Controller, HttpCode, HttpException, Param, Post, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { captionOf, fileWords, longestCaption } from '../domain/attachment.ts';
import type { Attachment } from '../domain/attachment.ts';
import type { Written } from '../domain/command.ts';
import { proofRequest } from '../domain/words.ts';
import { commandId, parse, wrong } from './body.ts';
import { Cases } from './cases.ts';
import { Commands } from './commands.ts';
import type { Listed } from './desks.store.ts';
import { draftView } from './draft-view.ts';
import { DraftsStore } from './drafts.store.ts';
import type { DraftRow } from './drafts.store.ts';
import { ConsoleStore } from './console.store.ts';
import { Reader } from './reader.ts';
import { Me, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';

const uuid = z.uuid();
/** characters; what is longer than a body of WhatsApp (4096) goes out in parts */
const longestReply = 16_000;
const reply = z.object({
  command_id: commandId,
  text: z.string().trim().max(longestReply),
  file_id: uuid.optional(),
  replaces_draft_id: uuid.optional(),
  holding: z.boolean().default(false),
});
const template = z.object({
  command_id: commandId,
  name: z.string().min(1),
  language: z.string().min(2),
  variables: z.array(z.string().max(1024)).max(20),
  replaces_draft_id: uuid.optional(),
});
const askProof = z.object({ command_id: commandId, order: z.string().trim().max(40).default('') });
const unsent = z.object({ text: z.string().max(longestReply) });
const discard = z.object({ command_id: commandId, draft_id: uuid });

/** The body as it will read: its variables have numbers, or names in the order in which they first stand in it. */
function worded(body: string, values: readonly string[]): string {
  const names = [...new Set([...body.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name!))];
  return body.replace(
    /\{\{\s*(\w+)\s*\}\}/g,
    (place, name: string) => values[/^\d+$/.test(name) ? Number(name) - 1 : names.indexOf(name)] ?? place,
  );
}

/** What people write: sealed here, gated by policy, and back as a draft if it is refused. */
@Controller('console/api/tickets/:id')
@UseGuards(SessionGuard)
export class WritingController {
  constructor(
    private readonly commands: Commands,
    private readonly cases: Cases,
    private readonly drafts: DraftsStore,
    private readonly beside: ConsoleStore,
    private readonly reader: Reader,
    private readonly clock: Clock,
  ) {}

  @Post('reply')
  @HttpCode(200)
  async reply(@Me() me: SignedIn, @Param('id') id: string, @Body() body: unknown): Promise<object> {
    const { command_id, text, file_id: fileId, replaces_draft_id: replaced, holding } = parse(reply, body);
    if (fileId === undefined && text === '') throw wrong(['text']);
    const found = await this.cases.serve(me.user, id);
    if (fileId !== undefined) {
      const { file, words } = await this.#withFile(me, found, fileId, text);
      return this.#write(
        me,
        found,
        command_id,
        { file: { ...file, words }, holding },
        { text: words, template: undefined, file },
        replaced,
      );
    }
    const sealed = await this.reader.seal(found.thread, text);
    return this.#write(me, found, command_id, { text: sealed, holding }, { text: sealed, template: undefined }, replaced);
  }

  @Post('template')
  @HttpCode(200)
  async template(@Me() me: SignedIn, @Param('id') id: string, @Body() body: unknown): Promise<object> {
    const { command_id, name, language, variables, replaces_draft_id: replaced } = parse(template, body);
    const found = await this.cases.serve(me.user, id);
    const chosen = (await this.beside.templates()).find((one) => one.name === name && one.language === language);
    if (!chosen) throw new HttpException({ code: 'UNKNOWN_TEMPLATE', message: 'no approved template of that name and language' }, 409);
    const words = worded(chosen.body, variables);
    const [text, ...sealed] = await Promise.all([words, ...variables].map((value) => this.reader.seal(found.thread, value)));
    const row = { text: text!, template: { name, language, variables: sealed.map(({ redacted }) => redacted) } };
    return this.#write(
      me,
      found,
      command_id,
      { template: { name, language, variables: sealed } as NonNullable<Written['template']> },
      row,
      replaced,
    );
  }

  @Post('ask-proof')
  @HttpCode(200)
  async askProof(@Me() me: SignedIn, @Param('id') id: string, @Body() body: unknown): Promise<object> {
    const { command_id, order } = parse(askProof, body);
    const orderNumber = orderNumberIn(order) || orderNumberIn(`FD-${order}`);
    if (order !== '' && orderNumber === '') throw wrong(['order']);
    const found = await this.cases.serve(me.user, id);
    const row = { text: proofRequest(found.ticket.locale, orderNumber), template: undefined };
    return this.#write(me, found, command_id, { asks: { orderNumber } }, row, undefined);
  }

  @Post('draft')
  @HttpCode(200)
  async keep(@Me() { user }: SignedIn, @Param('id') id: string, @Body() body: unknown): Promise<object> {
    const { text } = parse(unsent, body);
    const { thread } = await this.cases.serve(user, id);
    await this.drafts.keepUnsent(id, user.id, await this.reader.seal(thread, text), this.clock.now());
    return {};
  }

  @Post('discard')
  @HttpCode(200)
  async discard(@Me() { user }: SignedIn, @Param('id') id: string, @Body() body: unknown): Promise<object> {
    const { command_id, draft_id } = parse(discard, body);
    await this.cases.serve(user, id);
    await this.commands.record({ user, commandId: command_id, name: 'discard' }, [], (tx) => this.drafts.discard(tx, draft_id, user.id));
    return {};
  }

  /** The file that stands in the box, or went along with what came back. */
  async #withFile(
    { user }: SignedIn,
    { ticket, thread }: Listed,
    fileId: string,
    caption: string,
  ): Promise<{ file: Attachment; words: Text }> {
    if (caption.length > longestCaption)
      throw wrong(['text'], new Map([['text', ` (at most ${longestCaption} characters beside a file)`]]));
    const attached = await this.drafts.attached(ticket.id, user.id);
    const inBox = attached?.fileId === fileId ? attached : undefined;
    const before = inBox ? undefined : await this.drafts.withFile(ticket.id, user.id, fileId);
    const file = inBox ?? before?.file;
    if (!file) throw new HttpException({ code: 'FILE_GONE', message: 'the file is not kept: attach it again' }, 409);
    const { kind, mime, bytes, sha256 } = file;
    const name = inBox ? await this.reader.text(thread, inBox.name) : captionOf(kind, await this.reader.text(thread, before?.text)).name;
    return { file: { fileId, kind, mime, bytes, sha256 }, words: await this.reader.seal(thread, fileWords(kind, caption, name)) };
  }

  async #write(
    { user }: SignedIn,
    { ticket, thread }: Listed,
    id: string,
    message: Written,
    row: Pick<DraftRow, 'text' | 'template' | 'file'>,
    replaced: string | undefined,
  ): Promise<object> {
    const draftId = deriveId(ticket.openedAt, 'draft', user.id, id);
    const { conversationId } = ticket;
    const asked = { user, commandId: id, name: 'write' };
    const write = { type: 'write', ticketId: ticket.id, message: { ...message, draftId } } as const;
    await this.commands.decide(conversationId, asked, write, async (tx) => {
      await this.drafts.insert(tx, { id: draftId, ticketId: ticket.id, conversationId, agentId: user.id, at: this.clock.now(), ...row });
      if (replaced) await this.drafts.discard(tx, replaced, user.id);
      // what stands in the box was not sent with it
      if (!message.asks) await this.drafts.forgetUnsent(tx, ticket.id, user.id, !message.template);
    });
    const draft = await this.drafts.byId(draftId);
    return { draft: draft && draftView(draft, await this.reader.text(thread, draft.text), await this.beside.templates()) };
  }
}
