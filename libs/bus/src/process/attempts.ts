import { setTimeout as pause } from 'node:timers/promises';
import { backoffMs } from '../backoff.ts';
import { failureOf, isTransient } from './errors.ts';

/** How the work outside ended: its result, or why it never will. */
export type Outcome<R> =
  | { readonly ok: true; readonly value: R }
  | { readonly ok: false; readonly error: { readonly code: string; readonly retriable: boolean } };

class TimedOutError extends Error {
  readonly code = 'TIMED_OUT';
  readonly retriable = true;
}

/** Calls until it succeeds, fails for a reason that won't pass, or the attempts are used up. Never rejects; real time. */
export async function attempt<R>(
  call: (signal: AbortSignal, attempt: number) => Promise<R>,
  limits: { attempts: number; timeoutMs: number },
): Promise<Outcome<R>> {
  for (let number = 1; ; number += 1) {
    try {
      return { ok: true, value: await within(limits.timeoutMs, (signal) => call(signal, number)) };
    } catch (error) {
      const retriable = isTransient(error);
      if (!retriable || number >= limits.attempts) return { ok: false, error: { code: failureOf(error).code, retriable } };
      await pause(backoffMs(number));
    }
  }
}

async function within<R>(ms: number, call: (signal: AbortSignal) => Promise<R>): Promise<R> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new TimedOutError(`no answer within ${ms} ms`);
      abort.abort(error);
      reject(error);
    }, ms);
  });
  try {
    return await Promise.race([call(abort.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
