/**
 * What to do about a code: `N` never send this again; `B` back off and retry; `W` wait long; `F` configuration or token has to be mended;
 * `T` send a template instead.
 */
export type RetryClass = 'N' | 'B' | 'W' | 'F' | 'T';

export interface ErrorCode {
  readonly title: string;
  readonly retry: RetryClass;
  /** first wait of a retry, ms */
  readonly afterMs?: number;
  /** each wait is this many times the one before; default 2 */
  readonly factor?: number;
  /** at most so many calls in all, where it is fewer than for others */
  readonly calls?: number;
  /** somebody has to look, though nothing has to be mended */
  readonly alert?: true;
  /** the customer has stopped marketing messages of this number */
  readonly optOut?: true;
}

/** Somebody has to look, now: the table says so, or it is theirs to mend. */
export const callsSomebody = ({ alert, retry }: ErrorCode): boolean => alert === true || retry === 'F';

/** In a word: `retry` soon, `hold` until the wait is over or somebody has mended it, say it with a `template`, note an `opt_out`, or give up. */
export type Action = 'retry' | 'hold' | 'template' | 'opt_out' | 'fatal';

const actions: Readonly<Record<RetryClass, Action>> = { N: 'fatal', B: 'retry', W: 'hold', F: 'hold', T: 'template' };
export const actionOf = (rule: ErrorCode): Action => (rule.optOut ? 'opt_out' : actions[rule.retry]);

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Meta's error codes. Source: "Error codes" of the Cloud API, and the retry tables of nyaruka/courier and kapso's client. */
export const errorCodes: Readonly<Record<number, ErrorCode>> = {
  0: { title: 'Access token invalid', retry: 'F' },
  1: { title: 'Invalid request or possible server error', retry: 'B', afterMs: second, calls: 3 },
  2: { title: 'Service temporarily unavailable', retry: 'B', afterMs: second },
  3: { title: 'Capability or permission missing', retry: 'F' },
  4: { title: 'Too many API calls', retry: 'B', afterMs: minute },
  10: { title: 'Permission denied', retry: 'F' },
  33: { title: 'Phone number deleted', retry: 'N' },
  100: { title: 'Invalid parameter', retry: 'N' },
  190: { title: 'Access token expired', retry: 'F' },
  368: { title: 'Temporarily blocked for policy violations', retry: 'N', alert: true },
  80007: { title: 'Rate limit of the business account', retry: 'B', afterMs: minute },
  130429: { title: 'Rate limit hit', retry: 'B', afterMs: second },
  130472: { title: 'User is in an experiment', retry: 'N' },
  130497: { title: 'Country restricted', retry: 'N' },
  131000: { title: 'Something went wrong', retry: 'B', afterMs: second, calls: 3 },
  131005: { title: 'Access denied', retry: 'F' },
  131008: { title: 'Required parameter missing', retry: 'N' },
  131009: { title: 'Parameter value invalid', retry: 'N' },
  131016: { title: 'Service unavailable', retry: 'B', afterMs: second },
  131020: { title: 'Group: not allowed', retry: 'N' },
  131021: { title: 'Recipient is the sender', retry: 'N' },
  131026: { title: 'Message undeliverable', retry: 'N' },
  131030: { title: 'Recipient not in allowed list', retry: 'N' },
  131031: { title: 'Account locked', retry: 'N', alert: true },
  131035: { title: 'Not delivered with no-storage', retry: 'N' },
  131036: { title: 'Media not available with no-storage', retry: 'N' },
  131037: { title: 'Display name not approved', retry: 'F' },
  131014: { title: 'Request limit of the account', retry: 'B', afterMs: minute },
  131041: { title: 'Group: not allowed', retry: 'N' },
  131042: { title: 'Payment problem', retry: 'F' },
  131044: { title: 'Payment problem for calls', retry: 'F' },
  131045: { title: 'Number not registered correctly', retry: 'F' },
  131047: { title: 'More than 24 hours since the customer wrote', retry: 'T' },
  131048: { title: 'Spam rate limit', retry: 'W', afterMs: hour, alert: true },
  131049: { title: 'Not delivered for healthy engagement', retry: 'N' },
  131050: { title: 'Customer stopped marketing messages', retry: 'N', optOut: true },
  131051: { title: 'Message type unsupported', retry: 'N' },
  131052: { title: 'Media could not be fetched', retry: 'N' },
  131053: { title: 'Media upload failed', retry: 'B', afterMs: second, calls: 2 },
  131055: { title: 'Method not allowed', retry: 'N' },
  131056: { title: 'Pair rate limit hit', retry: 'B', afterMs: second, factor: 4 },
  131057: { title: 'Account in maintenance', retry: 'B', afterMs: 10 * second },
  131059: { title: 'Paging cursor invalid', retry: 'N' },
  131060: { title: 'Companion device unsupported', retry: 'N' },
  131062: { title: 'User id not allowed for this message', retry: 'N' },
  131063: { title: 'Marketing templates disabled', retry: 'F' },
  131064: { title: 'Messaging limit lowered', retry: 'W', afterMs: hour, alert: true },
  132000: { title: 'Template parameter count mismatch', retry: 'N' },
  132001: { title: 'Template does not exist', retry: 'N' },
  132005: { title: 'Template text too long', retry: 'N' },
  132007: { title: 'Template format policy violated', retry: 'N' },
  132008: { title: 'Template parameter value invalid', retry: 'N' },
  132012: { title: 'Template parameter format mismatch', retry: 'N' },
  132015: { title: 'Template is paused', retry: 'N' },
  132016: { title: 'Template is disabled', retry: 'N' },
  132018: { title: 'Template parameter content not allowed', retry: 'N' },
  132068: { title: 'Flow is blocked', retry: 'N' },
  132069: { title: 'Flow is throttled', retry: 'W', afterMs: hour },
  133000: { title: 'Incomplete deregistration', retry: 'F' },
  133004: { title: 'Server temporarily unavailable', retry: 'B', afterMs: second },
  133005: { title: 'Two-step PIN is wrong', retry: 'F' },
  133006: { title: 'Number has to be verified', retry: 'F' },
  133008: { title: 'Too many PIN guesses', retry: 'W', afterMs: hour },
  133009: { title: 'PIN guessed too fast', retry: 'W', afterMs: minute },
  133010: { title: 'Phone number not registered', retry: 'F' },
  133015: { title: 'Phone number recently deleted', retry: 'W', afterMs: 5 * minute },
  133016: { title: 'Too many registrations', retry: 'W', afterMs: 72 * hour },
  134011: { title: 'Payments terms not accepted', retry: 'F' },
  134100: { title: 'Marketing messages: number is not eligible', retry: 'N' },
  134101: { title: 'Marketing messages: template not ready yet', retry: 'W', afterMs: 10 * minute },
  134102: { title: 'Marketing messages: template not available', retry: 'N' },
  135000: { title: 'Generic user error', retry: 'N' },
  137000: { title: 'Identity key changed', retry: 'N' },
  139100: { title: 'Block list: some failed', retry: 'N' },
  139101: { title: 'Block list is full', retry: 'N' },
  139102: { title: 'Block list is being changed', retry: 'B', afterMs: second },
  139103: { title: 'Block list: internal error', retry: 'B', afterMs: second },
  2388019: { title: 'Too many templates', retry: 'N' },
  2388040: { title: 'Template: too many characters', retry: 'N' },
  2388047: { title: 'Template: header format', retry: 'N' },
  2388072: { title: 'Template: body format', retry: 'N' },
  2388073: { title: 'Template: footer format', retry: 'N' },
  2388293: { title: 'Template: too many variables for its length', retry: 'N' },
  2388299: { title: 'Template: variable at its start or end', retry: 'N' },
  2494100: { title: 'Account in maintenance', retry: 'B', afterMs: minute },
};

/** Somebody has to look, and it passes by itself; what is less disliked goes through all the while. */
export const passingCodes: ReadonlySet<number> = new Set(
  Object.keys(errorCodes)
    .map(Number)
    .filter((code) => errorCodes[code]?.retry === 'W' && errorCodes[code].alert),
);

/** The number is too fast, for everybody it writes to. */
export const throttlingCodes: ReadonlySet<number> = new Set([4, 80007, 130429, 131014]);
/** Too fast for one person; others don't feel it. */
export const pairRateCode = 131056;

/** Of products that Frontdesk doesn't use: never retried. */
const families: readonly (readonly [number, number, string])[] = [
  [131201, 131215, 'Groups'],
  [138000, 138018, 'Calling'],
  [139000, 139004, 'Flows'],
  [147001, 147005, 'Username'],
];

/** Of this length Meta also says its codes as `error_subcode`, under a code that says less (2388040 under 100); shorter ones mean something else there. */
const shortestSubcode = 1_000_000;

/**
 * The rule for a code, by its subcode where the table has that; for one that Meta has added since, what its HTTP status says (429 and 5xx: retry).
 */
export function errorCode(code: number, httpStatus: number, subcode = 0): ErrorCode {
  const known = (subcode >= shortestSubcode ? errorCodes[subcode] : undefined) ?? errorCodes[code];
  if (known) return known;
  const family = families.find(([from, to]) => code >= from && code <= to)?.[2];
  if (family !== undefined) return { title: family, retry: 'N' };
  if (code >= 200 && code <= 299) return { title: 'API permission missing', retry: 'F' };
  if (httpStatus === 429 || httpStatus >= 500) return { title: 'Unknown error', retry: 'B', afterMs: second };
  // a redirect is no answer of Meta's: something lies between
  if (httpStatus === 401 || httpStatus === 403 || (httpStatus >= 300 && httpStatus < 400)) return { title: 'Unknown error', retry: 'F' };
  return { title: 'Unknown error', retry: 'N' };
}

/** Meta's title of code 0, which else means that it named none. */
export const isAuthTitle = (title: string): boolean => /auth/i.test(title);

/** The rule for a code in a `failed` status. */
export const statusRule = (code: number, title = ''): ErrorCode =>
  code === 0 && !isAuthTitle(title) ? { title: 'Meta gave no reason', retry: 'N' } : errorCode(code, 400);
