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

const atOnce = (status: number, title: string, details?: string): ErrorKind => ({
  status,
  title,
  way: 'sync',
  ...(details ? { details } : {}),
});
const byStatus = (status: number, title: string, details?: string): ErrorKind => ({
  status,
  title,
  way: 'async',
  ...(details ? { details } : {}),
});

const KINDS: Readonly<Record<number, ErrorKind>> = {
  0: atOnce(401, 'AuthException'),
  1: atOnce(400, 'API Unknown'),
  2: atOnce(503, 'API Service'),
  3: atOnce(500, 'API Method'),
  4: atOnce(400, 'Application request limit reached'),
  10: atOnce(403, 'Permission Denied'),
  33: atOnce(400, 'Parameter value is not valid'),
  100: atOnce(400, 'Invalid parameter'),
  190: atOnce(401, 'Access token has expired'),
  200: atOnce(403, 'API Permission'),
  368: atOnce(403, 'Temporarily blocked for policies violations'),
  80007: atOnce(400, 'Rate limit issues', 'The WhatsApp Business Account has reached its rate limit.'),
  130429: atOnce(400, 'Rate limit hit', 'Cloud API message throughput has been reached.'),
  130472: byStatus(
    400,
    "User's number is part of an experiment",
    "Failed to send message because this user's phone number is part of an experiment",
  ),
  130497: atOnce(403, 'Business account is restricted from messaging users in this country'),
  131000: atOnce(500, 'Something went wrong', 'Message failed to send because of an unknown error.'),
  131005: atOnce(403, 'Access denied'),
  131008: atOnce(400, 'Required parameter is missing'),
  131009: atOnce(400, 'Parameter value is not valid'),
  131016: atOnce(500, 'Service unavailable'),
  131021: atOnce(400, 'Recipient cannot be sender', 'Recipient phone number cannot be the sender phone number'),
  131026: byStatus(400, 'Message undeliverable', 'Message Undeliverable.'),
  131030: atOnce(
    400,
    'Recipient phone number not in allowed list',
    'Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again.',
  ),
  131020: atOnce(400, 'Group is not known'),
  131031: atOnce(403, 'Account has been locked'),
  131035: byStatus(400, 'Message could not be kept', 'The message was not delivered within an hour, and the number keeps none for longer.'),
  131036: byStatus(400, 'Media could not be kept', 'The number keeps no media.'),
  131037: atOnce(400, 'Display name approval is required'),
  131041: atOnce(400, 'Group could not be changed'),
  131042: byStatus(400, 'Business eligibility payment issue'),
  131044: atOnce(400, 'Business eligibility payment issue', 'Calls of the business cannot be charged.'),
  131045: atOnce(500, 'Incorrect certificate'),
  131047: byStatus(
    400,
    'Re-engagement message',
    'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
  ),
  131048: byStatus(
    400,
    'Spam rate limit hit',
    'Message failed to send because there are restrictions on how many messages can be sent from this phone number.',
  ),
  131049: byStatus(
    400,
    'This message was not delivered to maintain healthy ecosystem engagement.',
    'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
  ),
  131050: byStatus(
    400,
    'Unable to deliver the message. This recipient has chosen to stop receiving marketing messages on WhatsApp from your business',
  ),
  131051: atOnce(400, 'Unsupported message type'),
  131052: byStatus(400, 'Media download error'),
  131053: byStatus(400, 'Media upload error'),
  131056: atOnce(
    400,
    '(Business Account, Consumer Account) pair rate limit hit',
    'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.',
  ),
  131055: atOnce(400, 'Method not allowed'),
  131057: atOnce(500, 'Account in maintenance mode'),
  131059: atOnce(400, 'Invalid paging cursor'),
  131060: byStatus(400, 'This message is currently not available on the business device'),
  131062: atOnce(400, 'Business-scoped user id is not supported for this message'),
  131063: atOnce(
    400,
    'Marketing templates are not sent on Cloud API',
    'Marketing messages of this account go through the marketing messages API.',
  ),
  131064: byStatus(400, 'Messaging limit lowered', 'The messaging limit was lowered because templates were in the wrong category.'),
  132000: atOnce(400, 'Number of parameters does not match the expected number of params'),
  132001: atOnce(404, 'Template name does not exist in the translation'),
  132005: atOnce(400, 'Translated text too long'),
  132007: atOnce(400, 'Template format character policy violated'),
  132008: atOnce(400, 'Template parameter value is not valid'),
  132012: atOnce(400, 'Parameter format does not match format in the created template'),
  132015: atOnce(400, 'Template is paused'),
  132016: atOnce(400, 'Template is disabled'),
  132018: atOnce(400, 'Template parameter content is not valid'),
  132068: atOnce(400, 'Flow is blocked'),
  132069: atOnce(400, 'Flow is throttled', 'The Flow was sent too often within the last hour.'),
  133004: atOnce(503, 'Server temporarily unavailable'),
  133000: atOnce(500, 'Incomplete deregistration'),
  133005: atOnce(400, 'Two-step verification PIN mismatch', 'The two-step verification PIN does not match the one of the number.'),
  133006: atOnce(400, 'Phone number re-verification needed', 'The phone number needs to be verified before registering.'),
  133008: atOnce(400, 'Too many two-step verification PIN guesses'),
  133009: atOnce(400, 'Two-step verification PIN guessed too fast'),
  133010: atOnce(400, 'Phone number not registered'),
  133016: atOnce(400, 'Account register deregister rate limit exceeded'),
  133015: atOnce(400, 'Please wait a few minutes before attempting to register this phone number'),
  134100: atOnce(400, 'Only marketing messages supported', "You're only able to send marketing messages on this API."),
  134101: atOnce(400, 'Template is being synced', 'The template is not yet known to the marketing messages API. Try again in ten minutes.'),
  134102: atOnce(400, 'Template is not available for use'),
  134011: atOnce(400, 'WhatsApp Payments terms of service has not been accepted'),
  135000: atOnce(400, 'Generic user error'),
  137000: atOnce(400, 'Recipient identity key hash mismatch', 'The hash is not the current one of the recipient.'),
  139000: atOnce(400, 'Blocked by integrity'),
  139001: atOnce(400, 'Flow could not be changed'),
  139002: atOnce(400, 'Flow could not be published'),
  139003: atOnce(400, 'Flow could not be deprecated'),
  139004: atOnce(400, 'Flow could not be deleted'),
  139100: atOnce(400, 'Failed to block/unblock users', 'Failed to block some users, see the block_users response list for details'),
  139101: atOnce(400, 'Blocklist limit reached', 'The blocklist has reached its limit.'),
  139102: atOnce(400, 'Blocklist concurrent update', 'The blocklist was changed while it was read page by page.'),
  139103: atOnce(500, 'Internal error', 'Internal error, please try again.'),
  147001: atOnce(400, 'Username is not valid'),
  147002: atOnce(400, 'Username is taken'),
  147003: atOnce(400, 'Username cannot be changed yet'),
  147004: atOnce(400, 'Username is not available to this account'),
  147005: atOnce(400, 'Username could not be changed'),
  2388019: atOnce(400, 'Message Template Limit Exceeded'),
  2388040: atOnce(400, 'Character Limit Exceeded'),
  2388047: atOnce(400, 'Header Format Incorrect'),
  2388072: atOnce(400, 'Body Format Incorrect'),
  2388073: atOnce(400, 'Footer Format Incorrect'),
  2388293: atOnce(400, 'Parameters Words Ratio Exceeds Limit'),
  2388299: atOnce(400, 'Leading or Trailing Parameters Not Allowed'),
  2494100: atOnce(400, 'Account in maintenance mode'),
};

/** Codes that Meta names as a range, of which the members have no words of their own here. */
const RANGES: readonly { from: number; to: number; kind: ErrorKind }[] = [
  { from: 201, to: 299, kind: atOnce(403, 'API Permission') },
  { from: 131_201, to: 131_215, kind: atOnce(400, 'Group request failed') },
  { from: 138_000, to: 138_018, kind: atOnce(400, 'Call could not be made') },
];

const kindOf = (code: number): ErrorKind | undefined => KINDS[code] ?? RANGES.find(({ from, to }) => code >= from && code <= to)?.kind;

export const errorKind = (code: number): ErrorKind => kindOf(code) ?? atOnce(400, 'An error occurred');

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
        ...(problem.user === undefined
          ? {}
          : { is_transient: false, error_user_title: problem.user.title, error_user_msg: problem.user.text }),
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
export const tooLong = (name: string, limit: number): Problem => ({
  code: 131009,
  details: `${name} must be at most ${limit} characters long.`,
});
/** Parameters of calls that manage something: Graph's own code, the name in the message. */
export const requiredParameter = (name: string): Problem => ({ code: 100, message: `(#100) The parameter ${name} is required.` });
export const invalidParameter = (text: string): Problem => ({ code: 100, message: `(#100) ${text}` });
/** What Meta tells a template's author: which rule it was stands in the subcode, why in the words for people. */
export const invalidTemplate = (subcode: number, title: string, text: string): Problem => ({
  code: 100,
  subcode,
  message: 'Invalid parameter',
  user: { title, text },
});
export const noField = (field: string, node: string): Problem => ({
  code: 100,
  message: `(#100) Tried accessing nonexisting field (${field}) on node type (${node})`,
});
export const unknownObject = (id: string, method: string): Problem => ({
  code: 100,
  subcode: 33,
  type: 'GraphMethodException',
  message: `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
});
