import { Readable } from 'node:stream';
import { HttpException, Inject, Injectable } from '@nestjs/common';
import { fileType, Logger } from '@frontdesk/runtime';
import { z } from 'zod';
import type { Attachment } from '../domain/attachment.ts';
import { SETTINGS } from './settings.ts';
import type { Settings } from './settings.ts';

const answer = z.object({
  files: z.array(
    z.object({
      message_id: z.string(),
      contact_id: z.string(),
      kind: z.enum(['audio', 'document', 'image', 'sticker', 'video']),
      mime: z.string(),
      bytes: z.number().nullable(),
      state: z.enum(['pending', 'stored', 'failed']),
      reason: z.string().nullable(),
    }),
  ),
});
export type KeptFile = z.output<typeof answer>['files'][number];

const taken = z.object({
  file_id: z.uuid(),
  kind: z.enum(['image', 'document']),
  mime: z.string(),
  bytes: z.number(),
  sha256: z.string(),
});
const refusal = z.object({ reason: z.string() });

const away = (cause: unknown): HttpException =>
  new HttpException({ code: 'FILE_UNAVAILABLE', message: 'the file cannot be read right now' }, 502, { cause });

/** What gateway keeps of customers' files, still sealed. */
@Injectable()
export class FilesClient {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly logger: Logger,
  ) {}

  /** By message; those without a file are left out. @returns undefined where gateway does not say */
  async of(messageIds: readonly string[]): Promise<Map<string, KeptFile> | undefined> {
    if (messageIds.length === 0) return new Map();
    try {
      const { files } = answer.parse(await (await this.#ask('states', AbortSignal.timeout(5_000), { messages: messageIds })).json());
      return new Map(files.map((file) => [file.message_id, file]));
    } catch (error) {
      this.logger.error('files not known', error);
      return undefined;
    }
  }

  /** @returns the sealed bytes, undefined where there are none any more. @throws HttpException 502 FILE_UNAVAILABLE */
  async sealed(messageId: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array> | undefined> {
    const found = await this.#ask(encodeURIComponent(messageId), signal).catch((cause: unknown) => {
      throw away(cause);
    });
    if (found.status === 404) return undefined;
    if (!found.body) throw away(undefined);
    return found.body;
  }

  /** Has gateway keep what a person is about to send. @throws HttpException 422 FILE_REFUSED with the reason, 502 FILE_UNAVAILABLE */
  async keep(file: AsyncIterable<Uint8Array>, to: { contactId: string; numberId: string }, signal: AbortSignal): Promise<Attachment> {
    const query = new URLSearchParams({ contact_id: to.contactId, number_id: to.numberId });
    try {
      // the types of the web know no body that is still coming
      const asked: RequestInit & { duplex: 'half' } = {
        method: 'POST',
        headers: { authorization: `Bearer ${this.settings.SERVICE_TOKEN}`, 'content-type': fileType },
        signal,
        redirect: 'error',
        body: Readable.toWeb(Readable.from(file, { objectMode: false })) as ReadableStream,
        duplex: 'half',
      };
      const response = await fetch(`${this.settings.GATEWAY_URL}/internal/media?${query.toString()}`, asked);
      const body: unknown = await response.json();
      if (response.status === 422)
        throw new HttpException({ code: 'FILE_REFUSED', message: 'the file is not taken', reason: refusal.parse(body).reason }, 422);
      if (!response.ok) throw Object.assign(new Error('gateway refused'), { code: `HTTP_${response.status}` });
      const { file_id: fileId, ...more } = taken.parse(body);
      return { fileId, ...more };
    } catch (error) {
      if (error instanceof HttpException) throw error;
      this.logger.error('a file to be sent was not kept', error);
      throw new HttpException({ code: 'FILE_UNAVAILABLE', message: 'no file can be sent right now' }, 502, { cause: error });
    }
  }

  /** One that nothing was said with. Where gateway does not hear of it, it goes when its days are over. */
  async withdraw(fileId: string): Promise<void> {
    try {
      const response = await fetch(`${this.settings.GATEWAY_URL}/internal/media/${encodeURIComponent(fileId)}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${this.settings.SERVICE_TOKEN}` },
        signal: AbortSignal.timeout(5_000),
        redirect: 'error',
      });
      await response.body?.cancel();
      if (!response.ok) throw Object.assign(new Error('gateway refused'), { code: `HTTP_${response.status}` });
    } catch (error) {
      this.logger.warn('a file that was taken out of the box is not removed yet', { file_id: fileId, reason: String(error) });
    }
  }

  async #ask(path: string, signal: AbortSignal, body?: object): Promise<Response> {
    const response = await fetch(`${this.settings.GATEWAY_URL}/internal/media/${path}`, {
      headers: { authorization: `Bearer ${this.settings.SERVICE_TOKEN}`, ...(body && { 'content-type': 'application/json' }) },
      signal,
      redirect: 'error',
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    if (response.ok || (response.status === 404 && !body)) return response;
    await response.body?.cancel();
    throw Object.assign(new Error('gateway refused'), { code: `HTTP_${response.status}` });
  }
}
