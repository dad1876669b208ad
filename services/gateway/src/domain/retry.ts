import { actionOf, ruleOf as ruleOfRefusal } from '@frontdesk/whatsapp';
import type { Action, ErrorCode, Outcome } from '@frontdesk/whatsapp';

/** Why Meta doesn't have the message: it refused it, in its answer or in a status, or nothing was written. */
export type Failure =
  | { readonly kind: 'not_written' }
  /** `retryAfterMs`: the wait that Meta asked for */
  | { readonly kind: 'refused'; readonly code: number; readonly rule: ErrorCode; readonly retryAfterMs?: number };

export interface Settled {
  /** `queued`: it goes out again after `waitMs`; `failed`: not by itself, and where the action is `hold` not before `waitMs` */
  readonly state: 'queued' | 'failed';
  readonly code: number;
  readonly action: Action;
  readonly waitMs: number;
}

export const maxCalls = 5;
/** A send that waits longer than this says nothing the customer still waits for: policy decides. */
export const longestWaitMs = 2 * 60_000;
/** What is held is asked for again no sooner. */
export const shortestHoldMs = 60_000;

const unreachable: ErrorCode = { title: 'Meta could not be reached', retry: 'B', afterMs: 500 };
const ruleOf = (failure: Failure): ErrorCode => (failure.kind === 'refused' ? failure.rule : unreachable);
const firstWaitMs = 1_000;

/**
 * What the error table means for a send, whichever way the code came.
 * @param call how many calls were made for this chunk, the refused one included
 * @param jitter 0..1, drawn by the caller
 */
export function settle(failure: Failure, call: number, jitter: number): Settled {
  const rule = ruleOf(failure);
  const code = failure.kind === 'refused' ? failure.code : 0;
  const action = actionOf(rule);
  if (action !== 'retry' && action !== 'hold') return { state: 'failed', code, action, waitMs: 0 };
  const grown = (rule.afterMs ?? firstWaitMs) * (rule.factor ?? 2) ** (call - 1);
  const asked = failure.kind === 'refused' ? (failure.retryAfterMs ?? 0) : 0;
  const waitMs = Math.max(asked, Math.round(grown * (1 + 0.5 * jitter)));
  if (waitMs <= longestWaitMs && call < (rule.calls ?? maxCalls)) return { state: 'queued', code, action, waitMs };
  // a code that is worth a few calls only will not pass by waiting
  if (rule.calls !== undefined) return { state: 'failed', code, action: 'fatal', waitMs: 0 };
  return { state: 'failed', code, action: 'hold', waitMs: Math.max(waitMs, shortestHoldMs) };
}

/** The same for a `failed` status. What has to be mended first is not tried again here: the call was answered, so only people would notice. */
export function settleStatus(failure: Failure & { kind: 'refused' }, call: number, jitter: number): Settled {
  const settled = settle(failure, call, jitter);
  if (settled.state === 'failed' || settled.action === 'retry') return settled;
  return { ...settled, state: 'failed', waitMs: Math.max(settled.waitMs, shortestHoldMs) };
}

const refusedReadMs = 30_000;
const longestReadMs = 60 * 60_000;

/**
 * When something of the account, which could not be read, is asked for again. Calls like that have a limit of their own (80007), so a refusal is not asked
 * again before its wait is over. @param soonMs where Meta was not reached
 */
export function readAgainMs(failed: Exclude<Outcome<object>, { kind: 'accepted' }>, soonMs: number): number {
  if (failed.kind !== 'rejected') return soonMs;
  return Math.min(longestReadMs, Math.max(refusedReadMs, failed.retryAfterMs ?? 0, ruleOfRefusal(failed).afterMs ?? 0));
}
