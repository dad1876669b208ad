import type { Outcome, Rejected } from './outcome.ts';

/** Codes that refuse a number, or the account behind it, whatever is sent. */
export const refusingCodes: ReadonlySet<number> = new Set([0, 10, 190, 368, 131031, 131042]);

export const firstOpenMs = 1_000;
export const longestOpenMs = 60_000;
/** a probe that hasn't ended by then is not waited for any longer */
export const probeMs = 15_000;

interface Open { readonly code: number; readonly token: string; readonly waitMs: number; readonly until: number; readonly probing: boolean }
export interface Refusal { readonly code: number; readonly waitMs: number }

/**
 * After a refusal of that kind a number's calls stop, and one call at a time asks whether it still holds: after 1 s, then twice as long each time,
 * at most a minute. Another access token asks at once. Times are readings of one monotonic clock, ms.
 */
export class CircuitBreaker {
  readonly #open = new Map<string, Open>();

  /** @returns undefined: make the call and `note` what became of it; else why not, and when to ask again */
  admit(numberId: string, token: string, now: number): Refusal | undefined {
    const open = this.#open.get(numberId);
    if (!open || open.token !== token) return undefined;
    if (now < open.until) return { code: open.code, waitMs: open.until - now };
    this.#open.set(numberId, { ...open, until: now + probeMs, probing: true });
    return undefined;
  }

  note(numberId: string, token: string, outcome: Outcome<object>, now: number): void {
    const found = this.#open.get(numberId);
    const open = found?.token === token ? found : undefined;
    if (outcome.kind === 'unknown' || outcome.kind === 'not_written') {
      if (open?.probing) this.#open.set(numberId, { ...open, until: now + open.waitMs, probing: false });
      return;
    }
    if (outcome.kind === 'accepted' || !isRefusal(outcome)) {
      if (open) this.#open.delete(numberId);
      return;
    }
    // calls that were on their way when it opened say nothing new
    if (open && !open.probing) return;
    const waitMs = open ? Math.min(longestOpenMs, open.waitMs * 2) : firstOpenMs;
    this.#open.set(numberId, { code: outcome.code, token, waitMs, until: now + waitMs, probing: false });
  }
}

/** Code 0 counts as Meta's own only with the status it comes with: it also stands for an answer without a code. */
const isRefusal = ({ code, httpStatus }: Rejected): boolean => httpStatus > 0 && refusingCodes.has(code) && (code !== 0 || httpStatus === 401);
