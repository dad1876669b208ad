import { HttpException, Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { SETTINGS } from './settings.ts';
import type { Settings } from './settings.ts';

const time = z.union([z.number(), z.string().transform((text) => Date.parse(text))]);
const transcript = z.object({
  messages: z.array(
    z.object({
      id: z.string(),
      ts: time,
      sender: z.string(),
      text: z.object({ redacted: z.string(), sealed: z.string().nullish() }),
      earlier: z.array(z.object({ at: time, redacted: z.string(), sealed: z.string().nullish() })).default([]),
      revoked: z.boolean().default(false),
      status: z.string().nullish(),
      statuses: z.array(z.object({ status: z.string(), at: time, code: z.number().nullish(), title: z.string().nullish() })).default([]),
      verdict: z.record(z.string(), z.unknown()).nullish(),
      marks: z.array(z.object({ kind: z.string(), detail: z.record(z.string(), z.unknown()) })).default([]),
      metadata: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
});
const lookedAt = z.object({
  looks: z.array(z.object({ id: z.string(), at: time, actor: z.string(), event_type: z.string(), field: z.string().nullish() })),
});
const count = z.number().int();
const costs = z.object({
  currency: z.string(),
  messages: z.object({ micros: count, billed: count, free: count, undelivered: count, unknown: z.record(z.string(), count) }),
});
export type Costs = z.output<typeof costs>;
export type Look = z.output<typeof lookedAt>['looks'][number];
export type Line = z.output<typeof transcript>['messages'][number];

/** audit-logger's record of a conversation, texts still sealed. */
@Injectable()
export class TranscriptClient {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /** @throws HttpException 502 TRANSCRIPT_UNAVAILABLE */
  async of(conversationId: string): Promise<Line[]> {
    return (await this.#ask('transcripts', conversationId, transcript)).messages;
  }

  /** Who opened it, the newest first. @throws HttpException 502 TRANSCRIPT_UNAVAILABLE */
  async looks(conversationId: string): Promise<Look[]> {
    return (await this.#ask('looks', conversationId, lookedAt)).looks;
  }

  /** What its messages cost. @throws HttpException 502 TRANSCRIPT_UNAVAILABLE */
  costs(conversationId: string): Promise<Costs> {
    return this.#ask('costs', conversationId, costs);
  }

  async #ask<S extends z.ZodType>(what: string, conversationId: string, shape: S): Promise<z.output<S>> {
    try {
      const answer = await fetch(`${this.settings.AUDIT_URL}/internal/${what}/${encodeURIComponent(conversationId)}`, {
        headers: { authorization: `Bearer ${this.settings.SERVICE_TOKEN}` },
        signal: AbortSignal.timeout(5_000),
      });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      return shape.parse(await answer.json());
    } catch (cause) {
      throw new HttpException({ code: 'TRANSCRIPT_UNAVAILABLE', message: 'the transcript cannot be read right now' }, 502, { cause });
    }
  }
}
