import type { Json } from '../domain/json.ts';
import type { Clock } from './clock.ts';
import type { Events } from './events.ts';
import { sign, toWire } from './wire.ts';

export interface PostResult {
  /** 0 when there was no answer. */
  status: number;
  body: string;
  error?: string;
}

export interface WebhookLog {
  seq: number;
  at: string;
  attempt: number;
  /** Absent: the app that the twin was started with. */
  app?: string;
  status: number;
  error?: string;
  body: unknown;
}

export interface PostOptions {
  signature: string;
  attempt: number;
  appId?: string;
}

const ANSWER_WITHIN = 20_000;
const KEPT = 1000;

/** The HTTP side of a webhook: bytes, signature, the log of what was posted. */
export class Poster {
  private target: (body: unknown, appId?: string) => string | undefined;
  private readonly secret: (appId?: string) => string;
  private readonly clock: Clock;
  private readonly events: Events;
  private log: WebhookLog[] = [];
  private seq = 0;

  constructor(parts: {
    target: (body: unknown, appId?: string) => string | undefined;
    secret: (appId?: string) => string;
    clock: Clock;
    events: Events;
  }) {
    this.target = parts.target;
    this.secret = parts.secret;
    this.clock = parts.clock;
    this.events = parts.events;
  }

  targetOf(body: unknown, appId?: string): string | undefined {
    return this.target(body, appId);
  }

  after(seq: number): WebhookLog[] {
    return this.log.filter((entry) => entry.seq > seq);
  }

  clear(): void {
    this.log = [];
  }

  /** An object is written as Meta would; a string goes out byte for byte. */
  async post(body: Json | string, options: PostOptions): Promise<PostResult> {
    const url = this.target(body, options.appId);
    const text = typeof body === 'string' ? body : toWire(body);
    const signature = this.signature(text, options);
    const at = new Date(this.clock.now()).toISOString();
    const result = url === undefined ? { status: 0, body: '', error: 'no webhook is registered' } : await send(url, text, signature);
    this.note(body, options, at, result);
    return result;
  }

  /** A notification that a fault has swallowed: nobody but the log hears of it. */
  dropped(body: Json, options: PostOptions): void {
    this.note(body, options, new Date(this.clock.now()).toISOString(), { status: 0, error: 'dropped by a fault' });
  }

  private note(body: unknown, options: PostOptions, at: string, result: { status: number; error?: string }): void {
    const entry: WebhookLog = {
      seq: ++this.seq,
      at,
      attempt: options.attempt,
      ...(options.appId ? { app: options.appId } : {}),
      status: result.status,
      body,
      ...(result.error ? { error: result.error } : {}),
    };
    this.log.push(entry);
    if (this.log.length > KEPT) this.log.shift();
    this.events.emit({ type: 'webhook', webhook: entry });
  }

  private signature(text: string, { signature: wanted, appId }: PostOptions): string | undefined {
    if (wanted === 'none') return undefined;
    if (wanted === 'valid') return sign(this.secret(appId), text);
    if (wanted === 'bad') return sign('not-the-app-secret', text);
    return wanted;
  }
}

async function send(url: string, body: string, signature: string | undefined): Promise<PostResult> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'facebookexternalua',
        ...(signature === undefined ? {} : { 'x-hub-signature-256': signature }),
      },
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return {
      status: 0,
      body: '',
      error: cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : String(cause),
    };
  }
}

/** Meta's GET handshake: the whole answer must be the challenge. */
export async function handshake(url: string, verifyToken: string): Promise<string | undefined> {
  const challenge = String(Math.floor(Math.random() * 2 ** 31));
  const query = new URL(url);
  query.searchParams.set('hub.mode', 'subscribe');
  query.searchParams.set('hub.challenge', challenge);
  query.searchParams.set('hub.verify_token', verifyToken);
  try {
    const response = await fetch(query, { signal: AbortSignal.timeout(ANSWER_WITHIN) });
    const text = await response.text();
    if (response.status !== 200) return `the callback answered ${response.status}`;
    return text === challenge ? undefined : 'the callback did not answer with the challenge';
  } catch (error) {
    return `the callback could not be reached: ${error instanceof Error ? error.message : String(error)}`;
  }
}
