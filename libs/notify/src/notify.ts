/** An e-mail to one address, in plain text. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** `unavailable` holds a code (TIMEOUT, NETWORK, HTTP_503), never what was received. */
export type NotifyAnswer =
  | { readonly outcome: 'ok' }
  | {
      readonly outcome: 'unavailable';
      readonly code: string;
      /** false: certainly not, because nobody was there, or it was refused (4xx, 503) */
      readonly mayHaveGone: boolean;
    };

/** There was no connection. */
const unreached: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Whatever sends e-mails, over HTTP in JSON (docs/deploy.md). Never throws for what it does. */
export class Notify {
  readonly #base: string;
  readonly #token: () => string | undefined;
  readonly #timeoutMs: number;

  /** @param base URL before `/email`; @param token what we show it, read anew for each request; @param timeoutMs of one request, body included */
  constructor(base: string, { token = () => undefined, timeoutMs = 5_000 }: { token?: () => string | undefined; timeoutMs?: number } = {}) {
    this.#base = base.replace(/\/+$/, '');
    this.#token = token;
    this.#timeoutMs = timeoutMs;
  }

  /** @param id of the mail: the same again goes out once */
  async email(id: string, mail: Mail): Promise<NotifyAnswer> {
    try {
      const token = this.#token();
      const response = await fetch(`${this.#base}/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': id, ...(token && { authorization: `Bearer ${token}` }) },
        body: JSON.stringify(mail),
        redirect: 'error',
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      await response.body?.cancel();
      const { ok, status } = response;
      return ok ? { outcome: 'ok' } : { outcome: 'unavailable', code: `HTTP_${status}`, mayHaveGone: status >= 500 && status !== 503 };
    } catch (error) {
      const { name, cause } = error as { name?: unknown; cause?: { code?: unknown } };
      return {
        outcome: 'unavailable',
        code: name === 'TimeoutError' ? 'TIMEOUT' : 'NETWORK',
        mayHaveGone: !unreached.has(String(cause?.code)),
      };
    }
  }
}
