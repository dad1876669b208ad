import { z } from 'zod';
import { readReply } from './reply.ts';
import type { Reply } from './reply.ts';
import { messagesFor, repairOf, requestOf } from './request.ts';
import type { Asked, ChatMessage } from './request.ts';

/** What a call consumed, its repair included. */
export interface Used {
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** false: the endpoint did not say, or what it said did not arrive */
  readonly known: boolean;
  /** as the endpoint calls the model that answered; may be empty */
  readonly version: string;
  readonly latencyMs: number;
}

/** A code (TIMEOUT, NETWORK, HTTP_503, MALFORMED, EMPTY, FILTERED, CUT, SCHEMA), never what was sent or received. */
export interface Failed {
  readonly ok: false;
  readonly code: string;
  readonly used: Used;
}
export type ModelAnswer = { readonly ok: true; readonly reply: Reply; readonly used: Used } | Failed;

const count = z.number().int().nonnegative();
const Completion = z.object({
  model: z.string().nullish(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish(),
});

interface Said extends Omit<Used, 'latencyMs'> {
  readonly content: string;
  readonly code?: string;
}

class CallError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

const nothing = { tokensIn: 0, tokensOut: 0, known: true, version: '' };

/** Any OpenAI-compatible `POST {base}/chat/completions`. Never throws for what the endpoint does. */
export class Model {
  readonly #url: string;

  /** @param options.timeoutMs of an answer, its repair included; @param options.key asked for at each call, as it may change */
  constructor(
    base: string,
    readonly name: string,
    private readonly options: { readonly timeoutMs: number; readonly key: () => string | undefined },
  ) {
    this.#url = `${base.replace(/\/+$/, '')}/chat/completions`;
  }

  async answer(asked: Asked, stop?: AbortSignal): Promise<ModelAnswer> {
    const from = performance.now();
    const deadline = AbortSignal.timeout(this.options.timeoutMs);
    const signal = stop ? AbortSignal.any([stop, deadline]) : deadline;
    let used = nothing;
    const after = (): Used => ({ ...used, latencyMs: Math.round(performance.now() - from) });
    const failed = (code: string): Failed => ({ ok: false, code, used: after() });
    let messages = messagesFor(asked);
    try {
      for (const isLast of [false, true]) {
        const said = await this.#say(messages, signal);
        used = {
          tokensIn: used.tokensIn + said.tokensIn,
          tokensOut: used.tokensOut + said.tokensOut,
          known: used.known && said.known,
          version: said.version,
        };
        if (said.code) return failed(said.code);
        const read = readReply(said.content);
        if (read.ok) return { ok: true, reply: read.reply, used: after() };
        if (isLast) break;
        messages = repairOf(messages, said.content, read.wrong);
      }
      return failed('SCHEMA');
    } catch (error) {
      const code = codeOf(error);
      // it may have worked for what was given up
      if (!code.startsWith('HTTP_')) used = { ...used, known: false };
      return failed(code);
    }
  }

  async #say(messages: readonly ChatMessage[], signal: AbortSignal): Promise<Said> {
    const key = this.options.key();
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
      body: JSON.stringify(requestOf(this.name, messages)),
      // what was asked goes to nobody else
      redirect: 'error',
      signal,
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new CallError(`HTTP_${response.status}`);
    }
    const parsed = Completion.safeParse(await response.json());
    if (!parsed.success) throw new CallError('MALFORMED');
    const { choices, usage, model } = parsed.data;
    const { message, finish_reason: reason } = choices[0]!;
    const code =
      reason === 'content_filter' || message.refusal
        ? 'FILTERED'
        : reason === 'length'
          ? 'CUT'
          : (message.content ?? '').trim() === ''
            ? 'EMPTY'
            : undefined;
    return {
      content: message.content ?? '',
      ...(code && { code }),
      tokensIn: usage?.prompt_tokens ?? 0,
      tokensOut: usage?.completion_tokens ?? 0,
      known: Boolean(usage),
      version: (model ?? '').slice(0, 100),
    };
  }
}

/** Whether it was the endpoint that failed, and not what it said. */
export const isAway = (code: string): boolean => /^(TIMEOUT|NETWORK|MALFORMED|HTTP_\d+)$/.test(code);

function codeOf(error: unknown): string {
  if (error instanceof CallError) return error.code;
  const name = typeof error === 'object' && error !== null && 'name' in error ? error.name : undefined;
  return name === 'SyntaxError' ? 'MALFORMED' : name === 'TimeoutError' || name === 'AbortError' ? 'TIMEOUT' : 'NETWORK';
}
