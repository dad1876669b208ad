import { HttpException, Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { SETTINGS } from './settings.ts';
import type { Settings } from './settings.ts';

const time = z.union([z.number(), z.string().transform((text) => Date.parse(text))]);
/** of a thread on one look */
const pageLines = 200;
const transcript = z.object({
  // not from the release before: it gives the last 500, whatever it is asked
  next: z.string().nullish(),
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
  looks: z.array(
    z.object({
      id: z.string(),
      at: time,
      actor: z.string(),
      event_type: z.string(),
      field: z.string().nullish(),
      exported: z.boolean().default(false),
    }),
  ),
});
const place = z.object({ at: z.string(), seq: z.string() });
const searched = z.object({
  hits: z.array(
    z.object({
      id: z.string(),
      conversation_id: z.string(),
      case: z.number().nullable(),
      at: time,
      sender: z.string(),
      excerpt: z.string(),
    }),
  ),
  next: place.nullable(),
  until: time.nullable(),
});
export type Searched = z.output<typeof searched>;
const count = z.number().int();
const costs = z.object({
  currency: z.string(),
  messages: z.object({ micros: count, billed: count, free: count, undelivered: count, unknown: z.record(z.string(), count) }),
});
export type Costs = z.output<typeof costs>;
const nullable = z.number().nullable();
const spread = z.object({ count, p50: nullable, p95: nullable });
const counts = z.record(z.string(), count);
const day = z.object({
  numbers: z.object({
    cases: z.object({ opened: count, resolved: count, inactivity: count, deflected: count, toPeople: count.optional() }),
    handoffs: counts,
    firstResponse: spread.extend({ withinMinute: count, givenUp: count }),
    resolution: spread,
    promises: z.record(z.string(), z.object({ kept: count, missed: count })),
    ratings: z.array(count).length(5),
    confidence: z.object({ count, p25: nullable, p50: nullable, p75: nullable }),
    guardrails: counts,
    model: z.object({ calls: count, tokens: count, usd: z.number(), unknown: count }),
  }),
  costs,
  conversations: count,
});
export type Day = z.output<typeof day>;
const scalars = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const explanation = z.object({
  said: z.string(),
  cut: z.boolean(),
  steps: z.array(
    z.object({
      id: z.string(),
      at: time,
      actor: z.string(),
      type: z.string(),
      causes: z.array(z.string()),
      unknown: z.array(z.string()),
      reasons: z.array(z.string()),
      fence: z.object({ case: z.number(), epoch: z.number(), turn: z.number() }).nullable(),
      consent: z.string(),
      guardrails: z.array(z.object({ name: z.string(), passed: z.boolean(), detail: z.string() })),
      look_ups: z.array(z.object({ name: z.string(), input: z.string(), output: z.string(), latency_ms: z.number() })),
      latency_ms: z.number(),
      after_ms: z.number().nullable(),
      bundle: z.string(),
      model: z.string().nullable(),
      prompt_version: z.string().nullable(),
      tokens_in: z.number().nullable(),
      tokens_out: z.number().nullable(),
      cost_usd: z.number().nullable(),
      intent: z.string().nullable(),
      confidence: z.number().nullable(),
      trace_id: z.string(),
      says: scalars,
      words: z.record(z.string(), z.object({ length: z.number(), tokens: z.array(z.string()) })),
      inputs: scalars.nullable(),
      passages: z.array(scalars),
      tools: z.array(scalars),
    }),
  ),
});
export type Explanation = z.output<typeof explanation>;
export type Step = Explanation['steps'][number];
export type Look = z.output<typeof lookedAt>['looks'][number];
export type Line = z.output<typeof transcript>['messages'][number];

/** audit-logger's record of a conversation, texts still sealed. */
@Injectable()
export class TranscriptClient {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /**
   * @param before a line's id: those before it
   * @returns the last lines, oldest first, and before which line there are more. @throws HttpException 502 TRANSCRIPT_UNAVAILABLE
   */
  async of(conversationId: string, before?: string): Promise<{ lines: Line[]; next: string | null }> {
    const query = new URLSearchParams({ limit: String(pageLines), ...(before ? { before } : {}) });
    const { messages, next } = await this.#ask('transcripts', `${encodeURIComponent(conversationId)}?${query}`, transcript);
    return { lines: before && next === undefined ? [] : messages, next: next ?? null };
  }

  /** One line, however far back it is. @throws HttpException 502 TRANSCRIPT_UNAVAILABLE */
  async line(conversationId: string, id: string): Promise<Line | undefined> {
    const query = new URLSearchParams({ only: id });
    const { messages } = await this.#ask('transcripts', `${encodeURIComponent(conversationId)}?${query}`, transcript);
    return messages.find((line) => line.id === id);
  }

  /** Who opened it, the newest first. @throws HttpException 502 TRANSCRIPT_UNAVAILABLE */
  async looks(conversationId: string): Promise<Look[]> {
    return (await this.#ask('looks', encodeURIComponent(conversationId), lookedAt)).looks;
  }

  /** What its messages cost. @throws HttpException 502 TRANSCRIPT_UNAVAILABLE */
  costs(conversationId: string): Promise<Costs> {
    return this.#ask('costs', encodeURIComponent(conversationId), costs);
  }

  /** What a lead reads of a day, added up as it is asked for, which takes a while. @throws HttpException 502 NUMBERS_UNAVAILABLE */
  day(range: { from: number; to: number }): Promise<Day> {
    return this.#ask('numbers', '', day, range, { withinMs: 60_000, code: 'NUMBERS_UNAVAILABLE' });
  }

  /** Lines that hold what is sought, redacted, the newest first. @throws HttpException 502 TRANSCRIPT_UNAVAILABLE */
  search(sought: { words: readonly string[] } | { order: string }, before?: Searched['next']): Promise<Searched> {
    return this.#ask('search', '', searched, { ...sought, ...(before && { before }) });
  }

  /** Why a message was sent; no steps: there is none of ours. @throws HttpException 502 TRANSCRIPT_UNAVAILABLE */
  why(conversationId: string, messageId: string): Promise<Explanation> {
    return this.#ask('explanations', `${encodeURIComponent(conversationId)}/${encodeURIComponent(messageId)}`, explanation);
  }

  /** All that is on record of it, a JSON text a line, as it is read. @throws HttpException 502 TRANSCRIPT_UNAVAILABLE */
  async all(conversationId: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    try {
      return (await this.#get(`exports/${encodeURIComponent(conversationId)}`, signal)).body!;
    } catch (cause) {
      throw unavailable(cause);
    }
  }

  async #ask<S extends z.ZodType>(what: string, which: string, shape: S, body?: object, { withinMs, code } = usual): Promise<z.output<S>> {
    try {
      const path = which === '' ? what : `${what}/${which}`;
      return shape.parse(await (await this.#get(path, AbortSignal.timeout(withinMs), body)).json());
    } catch (cause) {
      throw unavailable(cause, code);
    }
  }

  async #get(path: string, signal: AbortSignal, body?: object): Promise<Response> {
    const answer = await fetch(`${this.settings.AUDIT_URL}/internal/${path}`, {
      headers: { authorization: `Bearer ${this.settings.SERVICE_TOKEN}`, ...(body && { 'content-type': 'application/json' }) },
      signal,
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer;
  }
}

const usual = { withinMs: 5_000, code: 'TRANSCRIPT_UNAVAILABLE' };

const unavailable = (cause: unknown, code = usual.code): HttpException =>
  new HttpException({ code, message: 'the transcript cannot be read right now' }, 502, { cause });
