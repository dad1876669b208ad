import { Readable } from 'node:stream';
import { arriving, Clock } from '@frontdesk/runtime';
import { Body, Controller, Headers, HttpCode, HttpException, Param, Post, UseGuards } from '@nestjs/common';
import { attachedName } from '../domain/attachment.ts';
import { wrong } from './body.ts';
import { Cases } from './cases.ts';
import { fileView } from './draft-view.ts';
import { DraftsStore } from './drafts.store.ts';
import { FilesClient } from './files.client.ts';
import { Reader } from './reader.ts';
import { Me, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';

const longestMs = 120_000;

/** The file in a person's box: gateway keeps it, the box names it. Nothing is sent by that. */
@Controller('console/api/tickets/:id')
@UseGuards(SessionGuard)
export class AttachController {
  constructor(
    private readonly cases: Cases,
    private readonly drafts: DraftsStore,
    private readonly files: FilesClient,
    private readonly reader: Reader,
    private readonly clock: Clock,
  ) {}

  @Post('file')
  @HttpCode(200)
  async attach(
    @Me() { user }: SignedIn,
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers('x-file-name') named?: string,
  ): Promise<object> {
    if (!(body instanceof Readable)) throw wrong(['body']);
    try {
      const { ticket, thread } = await this.cases.serve(user, id);
      const { contactId, numberId } = thread.packet.customer ?? {};
      if (ticket.status !== 'held' || ticket.assignee !== user.id || !contactId || !numberId)
        throw new HttpException({ code: 'NOT_YOURS', message: 'you do not hold it', state: ticket.status }, 409);
      const file = await this.files.keep(arriving(body), { contactId, numberId }, AbortSignal.timeout(longestMs));
      const name = attachedName(decoded(named ?? ''), file);
      const sealed = await this.reader.seal(thread, name);
      await this.#detach(id, user.id);
      await this.drafts.attach(id, user.id, { ...file, name: sealed }, this.clock.now());
      return { file: fileView(file, name) };
    } finally {
      body.resume();
    }
  }

  @Post('detach')
  @HttpCode(200)
  async detach(@Me() { user }: SignedIn, @Param('id') id: string): Promise<object> {
    await this.cases.serve(user, id);
    await this.#detach(id, user.id);
    return {};
  }

  async #detach(ticketId: string, agentId: string): Promise<void> {
    const before = await this.drafts.detach(ticketId, agentId);
    if (before !== undefined) await this.files.withdraw(before);
  }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return '';
  }
}
