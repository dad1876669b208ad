/** An e-mail to one address, in plain text. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** `unavailable` holds a code (TIMEOUT, NETWORK, HTTP_503), never what was received; whether it went out is not known then. */
export type NotifyAnswer = { readonly outcome: 'ok' } | { readonly outcome: 'unavailable'; readonly code: string };

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
      return response.ok ? { outcome: 'ok' } : { outcome: 'unavailable', code: `HTTP_${response.status}` };
    } catch (error) {
      return { outcome: 'unavailable', code: (error as { name?: unknown }).name === 'TimeoutError' ? 'TIMEOUT' : 'NETWORK' };
    }
  }
}
