/** What a call's outcome means for its send. */
export interface CallOutcome {
  readonly kind: 'accepted' | 'rejected' | 'not_written' | 'unknown';
  readonly code?: number;
  readonly retryClass?: 'N' | 'B' | 'W' | 'F' | 'T';
  /** what Meta asked for, ms */
  readonly retryAfterMs?: number;
  /** first wait of the code's rule, and by how much each grows */
  readonly firstWaitMs?: number;
  readonly factor?: number;
}

export type Settled =
  | { readonly state: 'accepted' | 'unknown' }
  | { readonly state: 'failed'; readonly code: number }
  | { readonly state: 'queued'; readonly waitMs: number; readonly code: number };

export const maxAttempts = 5;
/** A send that waits longer than this says nothing the customer still waits for: a person decides. */
export const longestWaitMs = 2 * 60_000;

/**
 * @param attempt calls made so far for this chunk, this one included
 * @param jitter 0..1, drawn by the caller
 */
export function settle(outcome: CallOutcome, attempt: number, jitter: number): Settled {
  if (outcome.kind === 'accepted' || outcome.kind === 'unknown') return { state: outcome.kind };
  const code = outcome.code ?? 0;
  const isRetried = outcome.kind === 'not_written' || outcome.retryClass === 'B';
  if (!isRetried || attempt >= maxAttempts) return { state: 'failed', code };
  const grown = (outcome.firstWaitMs ?? 500) * (outcome.factor ?? 2) ** (attempt - 1);
  const waitMs = Math.max(outcome.retryAfterMs ?? 0, Math.round(grown * (1 + 0.5 * jitter)));
  return waitMs > longestWaitMs ? { state: 'failed', code } : { state: 'queued', waitMs, code };
}
