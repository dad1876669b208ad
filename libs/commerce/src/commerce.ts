import type { z } from 'zod';
import { changeOutcome, isUnasked } from './change-outcome.ts';
import type { ChangeOutcome } from './change-outcome.ts';
import { Customer, Order } from './order.ts';

/** What the shop said. `unavailable` holds a code (TIMEOUT, NETWORK, HTTP_503, MALFORMED), never what was received. */
export type ShopAnswer<T> =
  | { readonly outcome: 'ok'; readonly value: T }
  | { readonly outcome: 'not_found' }
  | { readonly outcome: 'unavailable'; readonly code: string };

/** A change may take the shop longer than a look; nobody waits for it in a lane. */
const changeTimeoutMs = 10_000;

/** The shop's orders and customers over HTTP (docs/shop.md). Never throws for what the shop does. */
export class Commerce {
  readonly #base: string;
  readonly #token: () => string | undefined;
  readonly #timeoutMs: number;

  /** @param base URL before `/orders`; @param token what we show the shop, read anew for each request; @param timeoutMs of one request, body included */
  constructor(base: string, { token = () => undefined, timeoutMs = 1500 }: { token?: () => string | undefined; timeoutMs?: number } = {}) {
    this.#base = base.replace(/\/+$/, '');
    this.#token = token;
    this.#timeoutMs = timeoutMs;
  }

  /** @param number e.g. "FD-10234" */
  order(number: string): Promise<ShopAnswer<Order>> {
    return this.#get(`/orders/${encodeURIComponent(number)}`, Order);
  }

  /** @param phone in any spelling; only its digits are sent */
  customerByPhone(phone: string): Promise<ShopAnswer<Customer>> {
    return this.#get(`/customers/by-phone/${phone.replace(/\D/g, '')}`, Customer);
  }

  /**
   * Has an order go to another address. The shop changes it once for a key, however often it is asked, and answers as the first time.
   * @param lines of the address, as they stand on a parcel @param key of this change @param writeBy reading of `performance.now()`: begun before, or not at all
   */
  async changeAddress(
    number: string,
    lines: readonly string[],
    key: string,
    { writeBy = Infinity, timeoutMs = changeTimeoutMs }: { writeBy?: number; timeoutMs?: number } = {},
  ): Promise<ChangeOutcome> {
    try {
      const request = {
        method: 'PUT',
        headers: { ...this.#headers(), 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ lines }),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      } as const;
      if (performance.now() >= writeBy) return { outcome: 'unavailable', code: 'TOO_LATE_TO_ASK' };
      const response = await fetch(`${this.#base}/orders/${encodeURIComponent(number)}/delivery-address`, request);
      // what it was is said by now
      response.body?.cancel().catch(() => undefined);
      return changeOutcome(response.status);
    } catch (error) {
      return { outcome: isUnasked(error) ? 'unavailable' : 'unknown', code: codeOf(error) };
    }
  }

  #headers(): Record<string, string> {
    const token = this.#token();
    return { accept: 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  }

  async #get<T>(path: string, schema: z.ZodType<T>): Promise<ShopAnswer<T>> {
    try {
      const response = await fetch(`${this.#base}${path}`, {
        headers: this.#headers(),
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      if (response.status === 404) return { outcome: 'not_found' };
      if (!response.ok) return { outcome: 'unavailable', code: `HTTP_${response.status}` };
      const parsed = schema.safeParse(await response.json());
      return parsed.success ? { outcome: 'ok', value: parsed.data } : { outcome: 'unavailable', code: 'MALFORMED' };
    } catch (error) {
      return { outcome: 'unavailable', code: codeOf(error) };
    }
  }
}

function codeOf(error: unknown): string {
  const name = typeof error === 'object' && error !== null && 'name' in error ? error.name : undefined;
  return name === 'SyntaxError' ? 'MALFORMED' : name === 'TimeoutError' ? 'TIMEOUT' : 'NETWORK';
}
