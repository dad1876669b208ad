import { z } from 'zod';

/** What a help desk is told of a case: codes, numbers and a link for staff, none of anybody's words. */
export interface DeskTicket {
  /** of the case: asked for twice it is made once */
  readonly caseId: string;
  /** as the customer knows it, e.g. "T-1042" */
  readonly number: string;
  readonly url: string;
  readonly status: 'waiting' | 'open' | 'closed';
  readonly topic: string;
  readonly tier: string;
  /** 1 is the most urgent of 4 */
  readonly priority: number;
  readonly dueAt: number;
}

/** `failed` holds a code (TIMEOUT, NETWORK, HTTP_503, MALFORMED), never what was received. */
export type DeskAnswer<T> = { readonly outcome: 'ok'; readonly value: T } | { readonly outcome: 'failed'; readonly code: string };

const made = z.object({ key: z.string().min(1).max(200) });

/** A help desk over HTTP, in JSON. Never throws for what it does. */
export class HelpDesk {
  readonly #base: string;

  /** @param base URL before `/tickets`; @param token as it is now: its file may change while we run */
  constructor(
    base: string,
    private readonly token: () => string | undefined,
    readonly timeoutMs = 5_000,
  ) {
    this.#base = base.replace(/\/+$/, '');
  }

  /** @returns what the desk calls it; of a case that it has already, the same */
  async create(ticket: DeskTicket): Promise<DeskAnswer<string>> {
    const answer = await this.#call('POST', '/tickets', bodyOf(ticket), ticket.caseId);
    if (answer.outcome === 'failed') return answer;
    const read = made.safeParse(answer.value);
    return read.success ? { outcome: 'ok', value: read.data.key } : { outcome: 'failed', code: 'MALFORMED' };
  }

  update(key: string, ticket: DeskTicket): Promise<DeskAnswer<unknown>> {
    return this.#call('PATCH', `/tickets/${encodeURIComponent(key)}`, bodyOf(ticket));
  }

  /** @param id of the comment: the same again is not added twice */
  comment(key: string, id: string, text: string): Promise<DeskAnswer<unknown>> {
    return this.#call('POST', `/tickets/${encodeURIComponent(key)}/comments`, { text }, id);
  }

  close(key: string): Promise<DeskAnswer<unknown>> {
    return this.#call('POST', `/tickets/${encodeURIComponent(key)}/close`, {});
  }

  async #call(method: 'POST' | 'PATCH', path: string, body: object, idempotencyKey?: string): Promise<DeskAnswer<unknown>> {
    try {
      const token = this.token();
      const response = await fetch(`${this.#base}${path}`, {
        method,
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          ...(token && { authorization: `Bearer ${token}` }),
          ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
        },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(this.timeoutMs),
      });
      if (!response.ok) {
        await response.body?.cancel();
        return { outcome: 'failed', code: `HTTP_${response.status}` };
      }
      return { outcome: 'ok', value: await response.json().catch(() => ({})) };
    } catch (error) {
      return { outcome: 'failed', code: (error as { name?: unknown }).name === 'TimeoutError' ? 'TIMEOUT' : 'NETWORK' };
    }
  }
}

const bodyOf = ({ caseId, number, url, status, topic, tier, priority, dueAt }: DeskTicket): object => ({
  case_id: caseId,
  number,
  url,
  status,
  topic,
  tier,
  priority,
  due_at: new Date(dueAt).toISOString(),
});
