import { z } from 'zod';

/** What became of a change. `unavailable`: certainly not made by this request. `unknown`: nobody can say. Both may be asked for again under the same key. */
export type ChangeOutcome =
  | { readonly outcome: 'made' | 'too_late' | 'invalid' }
  | { readonly outcome: 'unavailable' | 'unknown'; readonly code: string };

const said: Readonly<Record<number, 'made' | 'too_late' | 'invalid'>> = {
  200: 'made',
  204: 'made',
  404: 'invalid', // the order is gone
  409: 'too_late',
  422: 'invalid',
};
const refusedUnread: readonly number[] = [401, 403, 429, 503];
const neverConnected = z.object({ cause: z.object({ code: z.enum(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']) }) });

export function changeOutcome(status: number): ChangeOutcome {
  const outcome = said[status];
  if (outcome) return { outcome };
  return { outcome: refusedUnread.includes(status) ? 'unavailable' : 'unknown', code: `HTTP_${status}` };
}

/** There was never a connection, so nothing was asked. */
export const isUnasked = (error: unknown): boolean => neverConnected.safeParse(error).success;
