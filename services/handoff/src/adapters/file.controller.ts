import { Readable } from 'node:stream';
import { Logger } from '@frontdesk/runtime';
import { Vault, VaultKeyMissing } from '@frontdesk/vault';
import { Controller, Get, HttpException, Param, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { disposition, fileName, servedAs } from '../domain/file.ts';
import { FilesClient } from './files.client.ts';
import { Reader } from './reader.ts';
import { Me, notFound, SessionGuard } from './session.guard.ts';
import type { SignedIn } from './session.guard.ts';
import { fileIdOf, isFile, Threads } from './threads.ts';

const longestMs = 120_000;
/** Nothing in it runs, nobody but who asked keeps it, no page but ours shows it. */
const headers = {
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'private, no-store',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
};
const gone = (reason: string | null): HttpException =>
  new HttpException({ code: 'FILE_GONE', message: 'the file is not kept', reason: reason ?? 'not_kept' }, 410);

/** A file that a customer sent, or was sent, opened on its way to who may read the conversation. */
@Controller('console/api')
@UseGuards(SessionGuard)
export class FileController {
  constructor(
    private readonly threads: Threads,
    private readonly files: FilesClient,
    private readonly reader: Reader,
    private readonly vault: Vault,
    private readonly logger: Logger,
  ) {}

  /** On record before the first byte: who, which, when. */
  @Get('conversations/:id/files/:messageId')
  async file(
    @Me() me: SignedIn,
    @Param('id') id: string,
    @Param('messageId') messageId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { thread, line, ticketId } = await this.threads.line(me.user, id, messageId);
    if (!line || !isFile(line)) throw notFound();
    const fileId = fileIdOf(line);
    const known = await this.files.of([fileId]);
    if (!known) throw new HttpException({ code: 'FILE_UNAVAILABLE', message: 'the file cannot be read right now' }, 502);
    const file = known.get(fileId);
    if (file?.state === 'pending') throw new HttpException({ code: 'FILE_COMING', message: 'the file is being fetched' }, 409);
    const ended = new AbortController();
    // whoever goes away, and whatever fails on the way, lets go of what gateway holds open
    reply.raw.once('close', () => ended.abort());
    const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(longestMs)]);
    const sealed = file?.state === 'stored' ? await this.files.sealed(fileId, signal) : undefined;
    if (!file || !sealed) throw gone(file?.reason ?? null);
    const opened = await this.opened(file.contact_id, sealed);
    await this.threads.openedFile(me, id, ticketId, messageId, file);
    const { type, inline } = servedAs(file.kind, file.mime);
    const words = await this.reader.text(thread, {
      redacted: line.text.redacted,
      sealed: line.text.sealed ? Buffer.from(line.text.sealed, 'base64') : Buffer.alloc(0),
    });
    void reply
      .status(200)
      .headers(headers)
      .header('content-disposition', disposition(inline, fileName(file.kind, file.mime, words)))
      .type(type)
      .send(Readable.from(opened, { objectMode: false }));
  }

  /** With its first piece already read, so that a file whose key is destroyed is told as such, not as half an answer. */
  private async opened(contactId: string, sealed: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
    const pieces = this.vault.openStream(contactId, sealed);
    const first = await pieces.next().catch((error: unknown) => {
      if (error instanceof VaultKeyMissing) throw gone('erased');
      this.logger.error('a file was not opened', error);
      throw new HttpException({ code: 'FILE_UNAVAILABLE', message: 'the file cannot be read right now' }, 502, { cause: error });
    });
    return (async function* rest() {
      if (!first.done) yield first.value;
      yield* pieces;
    })();
  }
}
