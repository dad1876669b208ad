import { z } from 'zod';
import { isObject } from './limits.ts';
import type { JsonObject } from './limits.ts';
import { metaTime } from './time.ts';

/** News about the account, a number or a template, as far as Frontdesk uses it. Codes are Meta's; an empty one was not told. */
export type AccountNews =
  | {
      readonly news: 'template';
      readonly id: string;
      readonly name: string;
      readonly language: string;
      readonly status: string;
      readonly category: string;
      readonly announcedCategory: string;
      readonly quality: string;
      readonly reason: string;
    }
  | { readonly news: 'number'; readonly event: string; readonly messagingLimit: string }
  | {
      readonly news: 'standing';
      readonly event: string;
      readonly restrictions: readonly { readonly type: string; readonly until: number }[];
      readonly ban: string;
      readonly violation: string;
    }
  | { readonly news: 'alert'; readonly alert: string; readonly severity: string; readonly status: string }
  | { readonly news: 'capability'; readonly messagingLimit: string; readonly numbers: number };

/** Only what has the form of a code leaves an item in clear. */
const word = z.string().regex(/^[A-Za-z0-9_]{1,64}$/);
const code = word.catch('');
/** older samples hold a list */
const firstCode = z.union([word, z.tuple([word], z.unknown()).transform(([first]) => first)]).catch('');
/** a tier by name, or, in Meta's own samples, by its number */
const limit = z.union([word, z.number().int().transform(String)]).catch('');
const id = z.union([z.string().regex(/^\d{1,32}$/), z.number().int().nonnegative().transform(String)]).catch('');
const name = z
  .string()
  .regex(/^[a-z0-9_]{1,512}$/)
  .catch('');
/** samples have both en-US and en_US */
const language = z
  .string()
  .regex(/^[A-Za-z]{2,3}([_-][A-Za-z]{2})?$/)
  .transform((value) => value.replace('-', '_'))
  .catch('');

const template = z.looseObject({
  event: code,
  reason: code,
  message_template_id: id,
  message_template_name: name,
  message_template_language: language,
  new_quality_score: code,
  new_category: code,
  correct_category: code,
  other_info: z.looseObject({ title: code }).optional().catch(undefined),
});
const phone = z.looseObject({ event: code, decision: code, current_limit: limit, max_daily_conversations_per_business: limit });
const restriction = z.looseObject({ restriction_type: code, expiration: z.unknown().optional() });
const standing = z.looseObject({
  event: code,
  decision: code,
  violation_info: z.looseObject({ violation_type: code }).optional().catch(undefined),
  ban_info: z.looseObject({ waba_ban_state: firstCode }).optional().catch(undefined),
  restriction_info: z.unknown().optional(),
});
const alert = z.looseObject({
  event: code,
  alert_info: z.looseObject({ alert_type: code, alert_severity: code, alert_status: code }).optional().catch(undefined),
  // older samples hold the same beside each other
  alert_type: code,
  alert_severity: code,
  alert_status: code,
});
const capability = z.looseObject({
  max_daily_conversations_per_business: limit,
  max_daily_conversation_per_phone: limit,
  max_phone_numbers_per_waba: z.coerce.number().int().catch(0),
  max_phone_numbers_per_business: z.coerce.number().int().catch(0),
});

/**
 * What an account field says. Shapes: "webhook reference" of the fields; members that are missing or of another form are empty.
 * @returns undefined for a field that is none of these, or an item without a word of what happened
 */
export function readAccountNews(field: string, item: JsonObject): AccountNews | undefined {
  switch (field) {
    case 'message_template_status_update':
    case 'message_template_quality_update':
    case 'message_template_components_update':
    case 'template_category_update':
    case 'template_correct_category_detection':
      return readTemplate(field, item);
    case 'phone_number_quality_update':
    case 'phone_number_name_update': {
      const { event, decision, current_limit: current, max_daily_conversations_per_business: daily } = phone.parse(item);
      const what = event || (decision && `NAME_${decision}`);
      return what ? { news: 'number', event: what, messagingLimit: current || daily } : undefined;
    }
    case 'account_update':
    case 'account_review_update':
      return readStanding(item);
    case 'account_alerts':
    case 'security': {
      const { event, alert_info: info, ...flat } = alert.parse(item);
      const what = info?.alert_type || flat.alert_type || (event && `SECURITY_${event}`);
      if (!what) return undefined;
      return {
        news: 'alert',
        alert: what,
        severity: info?.alert_severity || flat.alert_severity,
        status: info?.alert_status || flat.alert_status,
      };
    }
    case 'business_capability_update': {
      const read = capability.parse(item);
      const messagingLimit = read.max_daily_conversations_per_business || read.max_daily_conversation_per_phone;
      const numbers = Math.max(0, read.max_phone_numbers_per_waba, read.max_phone_numbers_per_business);
      return messagingLimit || numbers ? { news: 'capability', messagingLimit, numbers } : undefined;
    }
    default:
      return undefined;
  }
}

/** Events that say in which state a template is, by another word than the catalogue's; empty: its state is what it was, or what the next reading says. */
const states: ReadonlyMap<string, string> = new Map([
  ['FLAGGED', ''],
  ['REINSTATED', 'APPROVED'],
  ['UNPAUSED', 'APPROVED'],
  ['UNARCHIVED', ''],
]);

/** Locked is only that it can't be edited, unless Meta names the pause that it is locked by. */
const lockedBy: ReadonlyMap<string, string> = new Map([
  ['FIRST_PAUSE', 'PAUSED'],
  ['SECOND_PAUSE', 'PAUSED'],
  ['RATE_LIMITING_PAUSE', 'PAUSED'],
  ['UNPAUSE', 'APPROVED'],
  ['DISABLED', 'DISABLED'],
]);

const stateAfter = (event: string, title = ''): string =>
  event === 'LOCKED' || event === 'UNLOCKED' ? (lockedBy.get(title) ?? '') : (states.get(event) ?? event);

/** Meta's sample of a quality update comes under the field of a status update: what it is follows from its members. */
function readTemplate(field: string, item: JsonObject): AccountNews | undefined {
  const read = template.parse(item);
  if (!read.message_template_id && !read.message_template_name) return undefined;
  // first announced with `correct_category`, then, with `previous_category`, done
  const isAnnounced = read.correct_category !== '';
  const category = field === 'template_category_update' && !isAnnounced ? read.new_category : '';
  return {
    news: 'template',
    id: read.message_template_id,
    name: read.message_template_name,
    language: read.message_template_language,
    status: stateAfter(read.event, read.other_info?.title),
    category,
    announcedCategory: read.correct_category,
    quality: read.new_quality_score,
    reason: read.reason === 'NONE' ? '' : read.reason,
  };
}

function readStanding(item: JsonObject): AccountNews | undefined {
  const read = standing.parse(item);
  const event = read.event || (read.decision && `REVIEW_${read.decision}`);
  if (!event) return undefined;
  const raw = read.restriction_info;
  const list = (Array.isArray(raw) ? raw : [raw]).filter(isObject).slice(0, 64);
  const restrictions = list
    .map((one) => restriction.parse(one))
    .filter(({ restriction_type: type }) => type !== '')
    .map(({ restriction_type: type, expiration }) => ({ type, until: metaTime(expiration) }));
  return {
    news: 'standing',
    event,
    restrictions,
    ban: read.ban_info?.waba_ban_state ?? '',
    violation: read.violation_info?.violation_type ?? '',
  };
}

/** What a person wants from this number, by Meta's own switch in the app. `resume` may be written `signup`. */
export interface Preference {
  readonly category: 'marketing';
  readonly value: 'stop' | 'resume';
  readonly time: number;
}

const preference = z.looseObject({ category: z.literal('marketing_messages'), value: z.enum(['stop', 'resume', 'signup']) });

/** @returns undefined for a category or value that Meta has added since */
export function readPreference(item: JsonObject): Preference | undefined {
  const read = preference.safeParse(item);
  return read.success
    ? { category: 'marketing', value: read.data.value === 'stop' ? 'stop' : 'resume', time: metaTime(item['timestamp']) }
    : undefined;
}
