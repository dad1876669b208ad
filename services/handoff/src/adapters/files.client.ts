import { HttpException, Inject, Injectable } from '@nestjs/common';
import { Logger } from '@frontdesk/runtime';
import { z } from 'zod';
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
