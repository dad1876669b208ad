import { z } from 'zod';
import { errorCode } from './error-codes.ts';
import type { ErrorCode, RetryClass } from './error-codes.ts';
import type { HttpResult } from './http-call.ts';
import { describeProblem } from './problem.ts';
import type { Problem } from './problem.ts';

export interface Rejected {
  readonly kind: 'rejected';
  /** Meta's code; 0 when the answer held none */
  readonly code: number;
  /** Meta's more exact one */
  readonly subcode?: number;
  readonly title: string;
  readonly details: string;
  readonly httpStatus: number;
  readonly retryClass: RetryClass;
  readonly retryAfterMs?: number;
  /** it was not sent (`httpStatus` 0): which members are beyond which limits */
  readonly problems?: readonly Problem[];
}

/**
 * What became of a call. `not_written`: Meta never saw it, so it may be made again. `unknown`: the request went out and no answer came that
 * says what it did; a status with our callback data decides.
 */
export type Outcome<T> =
  | ({ readonly kind: 'accepted' } & T)
  | Rejected
  | { readonly kind: 'not_written'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

const graphError = z.looseObject({
  error: z.looseObject({
    code: z.number().int().catch(-1),
    error_subcode: z.number().int().positive().optional().catch(undefined),
    message: z.string().catch(''),
    // other products of Meta's say it as text
    error_data: z
      .union([z.string().transform((details) => ({ details })), z.looseObject({ details: z.string().catch('') })])
      .optional()
      .catch(undefined),
  }),
});

/** Reads an answer of the Graph API; `accepted` reads the body of a 200. */
export function readAnswer<T extends object>(result: HttpResult, accepted: (body: unknown) => T | undefined): Outcome<T> {
  if (result.kind !== 'answered') return result;
  const body = parse(result.body);
  if (result.status >= 200 && result.status < 300) {
    const read = accepted(body);
    return read ? { kind: 'accepted', ...read } : { kind: 'unknown', reason: 'answer_not_understood' };
  }
  const failure = graphError.safeParse(body);
  // a proxy's 5xx doesn't say whether Meta had the request, nor does its 408
  if (!failure.success && (result.status >= 500 || result.status === 408)) return { kind: 'unknown', reason: `http_${result.status}` };
  const said = failure.success ? failure.data.error.code : -1;
  const code = Math.max(0, said);
  const subcode = failure.success ? failure.data.error.error_subcode : undefined;
  const rule = said === -1 && result.status === 429 ? errorCode(130429, 429) : errorCode(said, result.status, subcode);
  const retryAfterMs = waitAsked(result.headers);
  return {
    kind: 'rejected',
    code,
    ...(subcode !== undefined && { subcode }),
    title: rule.title,
    httpStatus: result.status,
    retryClass: rule.retry,
    details: failure.success ? withoutSecrets(failure.data.error.error_data?.details || failure.data.error.message) : '',
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

/** What was not even sent, because Meta would refuse it. Its code is Meta's own for that. */
export function refused(problems: readonly Problem[]): Rejected {
  const code = 131009;
  const { title, retry: retryClass } = errorCode(code, 400);
  return {
    kind: 'rejected',
    code,
    title,
    details: problems.map(describeProblem).join('; ').slice(0, 1_000),
    httpStatus: 0,
    retryClass,
    problems,
  };
}

/** What the table says about a refusal. What was held back or refused here has the class it was given. */
export function ruleOf({ code, subcode, httpStatus, title, retryClass }: Rejected): ErrorCode {
  const isMetas = httpStatus > 0 && (code !== 0 || httpStatus === 401);
  if (isMetas) return errorCode(code, httpStatus, subcode);
  return retryClass === 'B' ? { title, retry: 'B', afterMs: 1_000 } : { title, retry: retryClass };
}

/** Graph repeats a bad token in some messages, and what was sent in others; a wamid holds a phone number. */
const withoutSecrets = (message: string): string => message.replace(/[A-Za-z0-9_-]{24,}|\+\d{5,}/g, '***').slice(0, 300);

export function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

const usage = z.record(z.string(), z.array(z.looseObject({ estimated_time_to_regain_access: z.number() })));

/** An HTTP date, as RFC 9110 writes it; anything else that `Date` would guess at is none. */
const dateOf = (value: unknown): number =>
  typeof value === 'string' && /^\w{3}, \d{2} \w{3} \d{4} [\d:]{8} GMT$/.test(value) ? Date.parse(value) : NaN;

/** `Retry-After` is in seconds, or a date by the clock of who answers; Meta's business usage header tells the wait in minutes. */
function waitAsked(headers: Readonly<Record<string, string | string[] | undefined>>): number | undefined {
  const seconds = Number(headers['retry-after']);
  if (Number.isFinite(seconds) && seconds > 0) return seconds * 1000;
  const until = dateOf(headers['retry-after']) - dateOf(headers['date']);
  if (until > 0) return until;
  const header = headers['x-business-use-case-usage'];
  const read = usage.safeParse(typeof header === 'string' ? parse(header) : undefined);
  if (!read.success) return undefined;
  const minutes = Math.max(
    0,
    ...Object.values(read.data)
      .flat()
      .map((entry) => entry.estimated_time_to_regain_access),
  );
  return minutes > 0 ? minutes * 60_000 : undefined;
}
