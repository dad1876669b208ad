export interface Problem {
  code: number;
  /** Seconds, for `Retry-After`. */
  retryAfter?: number;
  details?: string;
  /** Replaces `(#code) title`, for the plain Graph errors that have no title. */
  message?: string;
  type?: string;
  status?: number;
  subcode?: number;
  /** What Meta says to people, beside what it says to programs. */
  user?: { title: string; text: string };
}

export interface ErrorKind {
  status: number;
  title: string;
  details?: string;
  /** Whether it is an answer to the call, or a `failed` status after a 200. */
  way: 'sync' | 'async';
}

const sync = (status: number, title: string, details?: string): ErrorKind => ({ status, title, way: 'sync', ...(details ? { details } : {}) });
const async = (status: number, title: string, details?: string): ErrorKind => ({ status, title, way: 'async', ...(details ? { details } : {}) });

const KINDS: Readonly<Record<number, ErrorKind>> = {
  0: sync(401, 'AuthException'),
  1: sync(400, 'API Unknown'),
  2: sync(503, 'API Service'),
  3: sync(500, 'API Method'),
  4: sync(400, 'Application request limit reached'),
  10: sync(403, 'Permission Denied'),
  33: sync(400, 'Parameter value is not valid'),
  100: sync(400, 'Invalid parameter'),
  190: sync(401, 'Access token has expired'),
  200: sync(403, 'API Permission'),
  368: sync(403, 'Temporarily blocked for policies violations'),
  80007: sync(400, 'Rate limit issues', 'The WhatsApp Business Account has reached its rate limit.'),
  130429: sync(400, 'Rate limit hit', 'Cloud API message throughput has been reached.'),
  130472: async(400, "User's number is part of an experiment", "Failed to send message because this user's phone number is part of an experiment"),
  130497: sync(403, 'Business account is restricted from messaging users in this country'),
  131000: sync(500, 'Something went wrong', 'Message failed to send because of an unknown error.'),
  131005: sync(403, 'Access denied'),
  131008: sync(400, 'Required parameter is missing'),
  131009: sync(400, 'Parameter value is not valid'),
  131016: sync(500, 'Service unavailable'),
  131021: sync(400, 'Recipient cannot be sender', 'Recipient phone number cannot be the sender phone number'),
  131026: async(400, 'Message undeliverable', 'Message Undeliverable.'),
  131030: sync(400, 'Recipient phone number not in allowed list', 'Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again.'),
  131020: sync(400, 'Group is not known'),
  131031: sync(403, 'Account has been locked'),
  131035: async(400, 'Message could not be kept', 'The message was not delivered within an hour, and the number keeps none for longer.'),
  131036: async(400, 'Media could not be kept', 'The number keeps no media.'),
  131037: sync(400, 'Display name approval is required'),
  131041: sync(400, 'Group could not be changed'),
  131042: async(400, 'Business eligibility payment issue'),
  131044: sync(400, 'Business eligibility payment issue', 'Calls of the business cannot be charged.'),
  131045: sync(500, 'Incorrect certificate'),
  131047: async(400, 'Re-engagement message', 'Message failed to send because more than 24 hours have passed since the customer last replied to this number.'),
  131048: async(400, 'Spam rate limit hit', 'Message failed to send because there are restrictions on how many messages can be sent from this phone number.'),
  131049: async(400, 'This message was not delivered to maintain healthy ecosystem engagement.', 'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.'),
  131050: async(400, 'Unable to deliver the message. This recipient has chosen to stop receiving marketing messages on WhatsApp from your business'),
  131051: sync(400, 'Unsupported message type'),
  131052: async(400, 'Media download error'),
  131053: async(400, 'Media upload error'),
  131056: sync(400, '(Business Account, Consumer Account) pair rate limit hit', 'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.'),
  131055: sync(400, 'Method not allowed'),
  131057: sync(500, 'Account in maintenance mode'),
  131059: sync(400, 'Invalid paging cursor'),
  131060: async(400, 'This message is currently not available on the business device'),
  131062: sync(400, 'Business-scoped user id is not supported for this message'),
  131063: sync(400, 'Marketing templates are not sent on Cloud API', 'Marketing messages of this account go through the marketing messages API.'),
  131064: async(400, 'Messaging limit lowered', 'The messaging limit was lowered because templates were in the wrong category.'),
  132000: sync(400, 'Number of parameters does not match the expected number of params'),
  132001: sync(404, 'Template name does not exist in the translation'),
  132005: sync(400, 'Translated text too long'),
  132007: sync(400, 'Template format character policy violated'),
  132008: sync(400, 'Template parameter value is not valid'),
  132012: sync(400, 'Parameter format does not match format in the created template'),
  132015: sync(400, 'Template is paused'),
  132016: sync(400, 'Template is disabled'),
  132018: sync(400, 'Template parameter content is not valid'),
  132068: sync(400, 'Flow is blocked'),
  132069: sync(400, 'Flow is throttled', 'The Flow was sent too often within the last hour.'),
  133004: sync(503, 'Server temporarily unavailable'),
  133000: sync(500, 'Incomplete deregistration'),
  133005: sync(400, 'Two-step verification PIN mismatch', 'The two-step verification PIN does not match the one of the number.'),
  133006: sync(400, 'Phone number re-verification needed', 'The phone number needs to be verified before registering.'),
  133008: sync(400, 'Too many two-step verification PIN guesses'),
  133009: sync(400, 'Two-step verification PIN guessed too fast'),
  133010: sync(400, 'Phone number not registered'),
  133016: sync(400, 'Account register deregister rate limit exceeded'),
  133015: sync(400, 'Please wait a few minutes before attempting to register this phone number'),
  134100: sync(400, 'Only marketing messages supported', "You're only able to send marketing messages on this API."),
  134101: sync(400, 'Template is being synced', 'The template is not yet known to the marketing messages API. Try again in ten minutes.'),
  134102: sync(400, 'Template is not available for use'),
  134011: sync(400, 'WhatsApp Payments terms of service has not been accepted'),
  135000: sync(400, 'Generic user error'),
  137000: sync(400, 'Recipient identity key hash mismatch', 'The hash is not the current one of the recipient.'),
  139000: sync(400, 'Blocked by integrity'),
  139001: sync(400, 'Flow could not be changed'),
  139002: sync(400, 'Flow could not be published'),
  139003: sync(400, 'Flow could not be deprecated'),
  139004: sync(400, 'Flow could not be deleted'),
  139100: sync(400, 'Failed to block/unblock users', 'Failed to block some users, see the block_users response list for details'),
  139101: sync(400, 'Blocklist limit reached', 'The blocklist has reached its limit.'),
  139102: sync(400, 'Blocklist concurrent update', 'The blocklist was changed while it was read page by page.'),
  139103: sync(500, 'Internal error', 'Internal error, please try again.'),
  147001: sync(400, 'Username is not valid'),
  147002: sync(400, 'Username is taken'),
  147003: sync(400, 'Username cannot be changed yet'),
  147004: sync(400, 'Username is not available to this account'),
  147005: sync(400, 'Username could not be changed'),
  2388019: sync(400, 'Message Template Limit Exceeded'),
  2388040: sync(400, 'Character Limit Exceeded'),
  2388047: sync(400, 'Header Format Incorrect'),
  2388072: sync(400, 'Body Format Incorrect'),
  2388073: sync(400, 'Footer Format Incorrect'),
  2388293: sync(400, 'Parameters Words Ratio Exceeds Limit'),
  2388299: sync(400, 'Leading or Trailing Parameters Not Allowed'),
  2494100: sync(400, 'Account in maintenance mode'),
};

/** Codes that Meta names as a range, of which the members have no words of their own here. */
const RANGES: readonly { from: number; to: number; kind: ErrorKind }[] = [
  { from: 201, to: 299, kind: sync(403, 'API Permission') },
  { from: 131_201, to: 131_215, kind: sync(400, 'Group request failed') },
  { from: 138_000, to: 138_018, kind: sync(400, 'Call could not be made') },
];

const kindOf = (code: number): ErrorKind | undefined => KINDS[code] ?? RANGES.find(({ from, to }) => code >= from && code <= to)?.kind;

export const errorKind = (code: number): ErrorKind => kindOf(code) ?? sync(400, 'An error occurred');

export const isErrorCode = (code: number): boolean => kindOf(code) !== undefined;

/** The answer to a Graph call that failed. */
export function graphError(problem: Problem, traceId: string): { status: number; body: { error: Record<string, unknown> } } {
  const kind = errorKind(problem.code);
  const details = problem.details ?? (problem.message === undefined ? kind.details : undefined);
  return {
    status: problem.status ?? kind.status,
    body: {
      error: {
        message: problem.message ?? `(#${problem.code}) ${kind.title}`,
        type: problem.type ?? 'OAuthException',
        code: problem.code,
        ...(details === undefined ? {} : { error_data: { messaging_product: 'whatsapp', details } }),
        ...(problem.subcode === undefined ? {} : { error_subcode: problem.subcode }),
        ...(problem.user === undefined ? {} : { is_transient: false, error_user_title: problem.user.title, error_user_msg: problem.user.text }),
        fbtrace_id: traceId,
      },
    },
  };
}

/** The same as an element of `statuses[].errors`. */
export function statusError(code: number, details?: string): Record<string, unknown> {
  const { title, details: usual } = errorKind(code);
  return {
    code,
    title,
    message: title,
    error_data: { details: details ?? usual ?? title },
    href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
  };
}

export const required = (name: string): Problem => ({ code: 131008, details: `${name} is required.` });
export const invalid = (details: string): Problem => ({ code: 131009, details });
export const tooLong = (name: string, limit: number): Problem => ({ code: 131009, details: `${name} must be at most ${limit} characters long.` });
/** Parameters of calls that manage something: Graph's own code, the name in the message. */
export const requiredParameter = (name: string): Problem => ({ code: 100, message: `(#100) The parameter ${name} is required.` });
export const invalidParameter = (text: string): Problem => ({ code: 100, message: `(#100) ${text}` });
/** What Meta tells a template's author: which rule it was stands in the subcode, why in the words for people. */
export const invalidTemplate = (subcode: number, title: string, text: string): Problem => ({ code: 100, subcode, message: 'Invalid parameter', user: { title, text } });
export const noField = (field: string, node: string): Problem => ({ code: 100, message: `(#100) Tried accessing nonexisting field (${field}) on node type (${node})` });
export const unknownObject = (id: string, method: string): Problem => ({
  code: 100,
  subcode: 33,
  type: 'GraphMethodException',
  message: `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
});
