import { isAuthTitle } from './error-codes.ts';
import type { Outcome, Rejected } from './outcome.ts';

/** Codes that refuse a number, or the account behind it, whatever is sent. */
export const refusingCodes: ReadonlySet<number> = new Set([0, 10, 190, 368, 131031, 131042]);

/** Whether a `failed` status says so of its number. Code 0 also stands for an error without a code: it counts with Meta's title for it. */
export const refusesNumber = ({ code, title }: { readonly code: number; readonly title: string }): boolean =>
  refusingCodes.has(code) && (code !== 0 || isAuthTitle(title));

export const firstOpenMs = 1_000;
/** a status comes after the answer, which was yes: so long the next one is waited for */
export const firstNewsMs = 10_000;
export const longestOpenMs = 60_000;
/** a probe that hasn't ended by then is not waited for any longer */
export const probeMs = 15_000;

interface Open {
  readonly code: number;
  readonly token: string;
  readonly waitMs: number;
  readonly until: number;
  /** `taken`: the probe was accepted, and the status that may still refuse it is waited for */
  readonly state: 'shut' | 'probing' | 'taken';
  /** said by a status: an answer that accepts proves nothing */
  readonly byStatus: boolean;
}
export interface Refusal {
  readonly code: number;
  readonly waitMs: number;
}

/**
 * After a refusal of that kind a number's calls stop, and one call at a time asks whether it still holds: after 1 s, then twice as long each time,
 * at most a minute. Another access token asks at once. Where a status said so the first wait is 10 s, and a call that was accepted counts only when
 * no status has refused it for as long again. Times are readings of one monotonic clock, ms.
 */
export class CircuitBreaker {
  readonly #open = new Map<string, Open>();

  /**
   * @param sends whether it is a message; what a status said concerns no other call, and no other finds out
   * @returns undefined: make the call and `note` what became of it; else why not, and when to ask again
   */
  admit(numberId: string, token: string, now: number, sends = true): Refusal | undefined {
    const open = this.#open.get(numberId);
    if (!open || open.token !== token || (open.byStatus && !sends)) return undefined;
    if (now < open.until) return { code: open.code, waitMs: open.until - now };
    if (open.state === 'taken') this.#open.delete(numberId);
    else this.#open.set(numberId, { ...open, until: now + probeMs, state: 'probing' });
    return undefined;
  }

  note(numberId: string, token: string, outcome: Outcome<object>, now: number, sends = true): void {
    const found = this.#open.get(numberId);
    const open = found?.token === token ? found : undefined;
    if (open?.byStatus && !sends) return;
    if (outcome.kind === 'unknown' || outcome.kind === 'not_written') {
      if (open?.state === 'probing') this.#open.set(numberId, { ...open, until: now + open.waitMs, state: 'shut' });
      return;
    }
    if (outcome.kind === 'accepted' || !isRefusal(outcome)) {
      if (open && !open.byStatus) this.#open.delete(numberId);
      else if (open?.state === 'probing') this.#open.set(numberId, { ...open, until: now + open.waitMs, state: 'taken' });
      return;
    }
    // calls that were on their way when it opened say nothing new
    if (open && open.state !== 'probing') return;
    this.shut(numberId, { code: outcome.code, token, waitMs: open ? open.waitMs * 2 : firstOpenMs, byStatus: false }, now);
  }

  /** A status refuses the number after its call was accepted. */
  noteStatus(numberId: string, token: string, code: number, now: number): void {
    const found = this.#open.get(numberId);
    const open = found?.token === token ? found : undefined;
    if (open && open.state !== 'taken') return;
    this.shut(numberId, { code, token, waitMs: open ? open.waitMs * 2 : firstNewsMs, byStatus: true }, now);
  }

  private shut(numberId: string, why: Pick<Open, 'code' | 'token' | 'waitMs' | 'byStatus'>, now: number): void {
    const waitMs = Math.min(longestOpenMs, why.waitMs);
    this.#open.set(numberId, { ...why, waitMs, until: now + waitMs, state: 'shut' });
  }
}

/** Code 0 counts as Meta's own only with the status it comes with: it also stands for an answer without a code. */
const isRefusal = ({ code, httpStatus }: Rejected): boolean =>
  httpStatus > 0 && refusingCodes.has(code) && (code !== 0 || httpStatus === 401);
