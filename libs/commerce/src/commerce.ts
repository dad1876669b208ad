import type { z } from 'zod';
import { Customer, Order } from './order.ts';

/** What the shop said. `unavailable` holds a code (TIMEOUT, NETWORK, HTTP_503, MALFORMED), never what was received. */
export type ShopAnswer<T> =
  | { readonly outcome: 'ok'; readonly value: T }
  | { readonly outcome: 'not_found' }
  | { readonly outcome: 'unavailable'; readonly code: string };

/** The shop's orders and customers over HTTP (docs/shop.md). Reads only; never throws for what the shop does. */
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

  async #get<T>(path: string, schema: z.ZodType<T>): Promise<ShopAnswer<T>> {
    try {
      const token = this.#token();
      const response = await fetch(`${this.#base}${path}`, {
        headers: { accept: 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
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
