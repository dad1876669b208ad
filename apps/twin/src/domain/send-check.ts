import { digitsOf, isUserId, phoneAddress } from './address.ts';
import type { Problem } from './errors.ts';
import { errorKind, invalid, required, tooLong } from './errors.ts';
import { interactiveProblem } from './interactive-check.ts';
import type { Json } from './json.ts';
import { asArray, asString, isObject, lengthOf } from './json.ts';
import { unknownWord } from './parts-check.ts';

export interface Send {
  kind: 'send';
  /** Digits, or a business-scoped user id. */
  to: string;
  input: string;
  type: string;
  /** The object named by `type`. */
  content: Json;
  contacts?: unknown[];
  quotes?: string;
  callbackData?: string;
  /** Only to whoever still has this identity. */
  identityHash?: string;
  /** Sent by the way that is for marketing alone. */
  marketingOnly?: boolean;
}

export interface MarkRead {
  kind: 'read';
  messageId: string;
  typing: boolean;
}

export type Checked = Send | MarkRead | { kind: 'problem'; problem: Problem };

const problem = (found: Problem): Checked => ({ kind: 'problem', problem: found });

/** Everything about a `POST /messages` body that Meta answers at once and that needs no look-up. */
export function checkSend(body: unknown, businessPhone: string, listBodyLimit = 1024): Checked {
  if (!isObject(body)) return problem({ code: 100, message: '(#100) The request body must be a JSON object.' });
  if (body.messaging_product !== 'whatsapp') {
    return problem(
      body.messaging_product === undefined
        ? { code: 100, message: '(#100) The parameter messaging_product is required.' }
        : {
            code: 100,
            message: "(#100) Param messaging_product must be one of {WHATSAPP} - got '" + String(body.messaging_product) + "'.",
          },
    );
  }
  if (body.status !== undefined) return checkRead(body);
  const input = asString(body.to) ?? asString(body.recipient);
  if (input === undefined) return problem({ code: 100, message: 'The parameter to is required.' });
  const to = asString(body.to) === undefined || isUserId(input) ? (isUserId(input) ? input : undefined) : phoneAddress(input);
  if (to === undefined) return problem(invalid(`'${input}' is not a phone number or a business-scoped user id.`));
  if (to === digitsOf(businessPhone)) return problem({ code: 131021 });
  if (body.recipient_type !== undefined && body.recipient_type !== 'individual')
    return problem(invalid("recipient_type must be 'individual'."));
  const identityHash = body.recipient_identity_key_hash;
  if (identityHash !== undefined && typeof identityHash !== 'string')
    return problem(invalid('recipient_identity_key_hash must be a string.'));
  const type = body.type === undefined ? 'text' : asString(body.type);
  if (type === undefined || !Object.hasOwn(CONTENT, type)) return problem(unknownWord('type', body.type, Object.keys(CONTENT)));
  const callbackData = body.biz_opaque_callback_data;
  if (callbackData !== undefined && (typeof callbackData !== 'string' || lengthOf(callbackData) > 512)) {
    return problem(tooLong('biz_opaque_callback_data', 512));
  }
  const quotes = isObject(body.context) ? asString(body.context.message_id) : undefined;
  if (body.context !== undefined && quotes === undefined) return problem(required('context.message_id'));
  const content = body[type];
  const found =
    type === 'contacts' ? contactsProblem(content) : isObject(content) ? CONTENT[type]!(content, listBodyLimit) : required(type);
  if (found) return problem(found);
  return {
    kind: 'send',
    to,
    input,
    type,
    content: isObject(content) ? content : {},
    ...(type === 'contacts' ? { contacts: asArray(content) } : {}),
    ...(quotes === undefined ? {} : { quotes }),
    ...(typeof callbackData === 'string' ? { callbackData } : {}),
    ...(identityHash === undefined ? {} : { identityHash }),
  };
}

function checkRead(body: Json): Checked {
  if (body.status !== 'read') return problem(invalid("status must be 'read'."));
  const messageId = asString(body.message_id);
  if (messageId === undefined) return problem({ code: 100, message: '(#100) The parameter message_id is required.' });
  const typing = body.typing_indicator;
  if (typing !== undefined && (!isObject(typing) || typing.type !== 'text'))
    return problem(invalid("typing_indicator.type must be 'text'."));
  return { kind: 'read', messageId, typing: typing !== undefined };
}

type Check = (content: Json, listBodyLimit: number) => Problem | undefined;

const CONTENT: Readonly<Record<string, Check>> = {
  text: (text) => unexpected('text', text, ['body', 'preview_url']) ?? bodyProblem(text.body),
  image: (media) => mediaProblem('image', media, ['caption']),
  video: (media) => mediaProblem('video', media, ['caption']),
  audio: (media) => mediaProblem('audio', media, ['voice']),
  document: (media) => mediaProblem('document', media, ['caption', 'filename']),
  sticker: (media) => mediaProblem('sticker', media, []),
  location: (location) =>
    unexpected('location', location, ['latitude', 'longitude', 'name', 'address', 'url']) ??
    coordinate('location.latitude', location.latitude, 90) ??
    coordinate('location.longitude', location.longitude, 180),
  contacts: () => undefined,
  reaction: (reaction) =>
    asString(reaction.message_id) === undefined
      ? required('reaction.message_id')
      : typeof reaction.emoji !== 'string'
        ? required('reaction.emoji')
        : lengthOf(reaction.emoji) > 10 || /[\p{L}\s]/u.test(reaction.emoji)
          ? invalid('reaction.emoji must be one emoji.')
          : undefined,
  interactive: interactiveProblem,
  template: (template) =>
    asString(template.name) === undefined
      ? required('template.name')
      : !isObject(template.language) || asString(template.language.code) === undefined
        ? required('template.language.code')
        : template.language.policy !== undefined && template.language.policy !== 'deterministic'
          ? invalid("template.language.policy must be 'deterministic'.")
          : template.components !== undefined && !Array.isArray(template.components)
            ? invalid('template.components must be an array.')
            : undefined,
};

function bodyProblem(body: unknown): Problem | undefined {
  if (typeof body !== 'string' || body.trim() === '')
    return { code: 100, message: "(#100) The parameter text['body'] is required.", status: errorKind(100).status };
  return lengthOf(body) > 4096 ? { code: 100, message: "(#100) Param text['body'] must be at most 4096 characters long." } : undefined;
}

function mediaProblem(type: string, media: Json, also: string[]): Problem | undefined {
  const strange = unexpected(type, media, ['id', 'link', 'provider', ...also]);
  if (strange) return strange;
  const id = asString(media.id);
  const link = asString(media.link);
  if ((id === undefined) === (link === undefined))
    return { code: 100, message: `(#100) Exactly one of ${type}['id'] and ${type}['link'] is required.` };
  if (link !== undefined && !/^https?:\/\//i.test(link)) return invalid(`${type}.link must be an http(s) URL.`);
  if (media.caption !== undefined && (typeof media.caption !== 'string' || lengthOf(media.caption) > 1024))
    return tooLong(`${type}.caption`, 1024);
  return undefined;
}

function contactsProblem(content: unknown): Problem | undefined {
  if (!Array.isArray(content) || content.length === 0) return required('contacts');
  if (content.length > 257) return invalid('contacts must have at most 257 elements.');
  for (const [index, contact] of content.entries()) {
    const name = isObject(contact) && isObject(contact.name) ? contact.name : {};
    if (asString(name.formatted_name) === undefined) return required(`contacts[${index}].name.formatted_name`);
    if (!['first_name', 'last_name', 'middle_name', 'prefix', 'suffix'].some((part) => asString(name[part]) !== undefined)) {
      return invalid(`contacts[${index}].name needs one more part besides formatted_name.`);
    }
  }
  return undefined;
}

function coordinate(name: string, value: unknown, limit: number): Problem | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (value === undefined) return required(name);
  return typeof number === 'number' && Math.abs(number) <= limit
    ? undefined
    : invalid(`${name} must be a number between -${limit} and ${limit}.`);
}

function unexpected(param: string, object: Json, known: string[]): Problem | undefined {
  const key = Object.keys(object).find((name) => !known.includes(name));
  return key === undefined ? undefined : { code: 100, message: `(#100) Unexpected key "${key}" on param "${param}".` };
}
