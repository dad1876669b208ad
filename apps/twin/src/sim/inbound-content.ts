import { createHash } from 'node:crypto';
import type { NumberState } from '../domain/account.ts';
import { errorKind } from '../domain/errors.ts';
import { asString, isObject } from '../domain/json.ts';
import type { Json } from '../domain/json.ts';
import { INBOUND_LIFE, isAnimated } from '../domain/media.ts';
import type { BusinessNumber } from '../domain/notifications.ts';
import { newObjectId } from './ids.ts';
import { mediaUrl } from './media.ts';
import { sampleFile } from './samples.ts';
import { changedEntry, personOf, threadOf } from './sim.ts';
import type { Sim } from './sim.ts';
import type { Customer, Entry } from './state.ts';

export const MEDIA = ['image', 'video', 'audio', 'document', 'sticker', 'voice'];

/** A message of a customer in the form that Meta gives it; undefined when the body describes none. */
export async function contentOf(sim: Sim, customer: Customer, number: NumberState, body: Json, now: number): Promise<Json | undefined> {
  const type = String(body.type ?? 'text');
  const quoted = asString(body.context);
  const context = quoted === undefined ? {} : { context: contextOf(sim, customer, number, quoted) };
  const referral = body.referral === undefined ? {} : { referral: body.referral };
  if (type === 'text')
    return typeof body.text === 'string' ? { ...context, ...forwarded(body), ...referral, text: { body: body.text }, type } : undefined;
  if (type === 'button' || type === 'list') return answer(sim, customer, number, body, quoted);
  if (type === 'reaction')
    return { reaction: { message_id: String(body.message_id), ...(asString(body.emoji) ? { emoji: body.emoji } : {}) }, type };
  if (type === 'edit' || type === 'revoke') return change(sim, customer, number, type, body);
  if (type === 'flow' || type === 'address') return { ...context, ...flowReply(type, body) };
  if (type === 'contact_info') return { ...context, ...sharedContact(customer) };
  if (type === 'call_permission') return { ...context, ...callPermission(body, now) };
  if (MEDIA.includes(type) && body.too_large === true)
    return {
      ...context,
      type: 'unsupported',
      unsupported: { type },
      errors: [
        unsupportedError(
          131052,
          'Media file size too big. Max file size we currently support: 100MB. Please communicate with your customer to send a media file with a smaller size.',
        ),
      ],
    };
  if (MEDIA.includes(type))
    return { ...context, ...forwarded(body), ...(await mediaContent(sim, number, type === 'voice' ? 'audio' : type, body, now)) };
  const given = body[type];
  return given === undefined && type !== 'request_welcome'
    ? undefined
    : { ...context, ...referral, ...(given === undefined ? {} : { [type]: given }), type };
}

const forwarded = ({ forwarded: times }: Json): Json =>
  times === undefined || times === false ? {} : { context: Number(times) > 5 ? { frequently_forwarded: true } : { forwarded: true } };

const unsupportedError = (code: number, details: string): Json => {
  const { title } = errorKind(code);
  return { code, title, message: title, error_data: { details } };
};

/** Only a number that is also in the WhatsApp Business app hears what was edited or deleted; the others hear that something was. */
function change(sim: Sim, customer: Customer, number: NumberState, type: 'edit' | 'revoke', body: Json): Json | undefined {
  const original = threadOf(sim, customer.key).find(
    (entry) => entry.wamid === body.message_id && entry.direction === 'in' && !entry.revoked,
  );
  const text = asString(body.text);
  const life = type === 'edit' ? 15 * 60_000 : 2 * 24 * 3_600_000;
  if (!original || (type === 'edit' && text === undefined) || sim.clock.now() - original.at > life) return undefined;
  if (type === 'revoke') original.revoked = true;
  else Object.assign(original, { edited: true, text });
  changedEntry(sim, customer.key, original);
  if (!number.coexistence)
    return {
      type: 'unsupported',
      unsupported: { type },
      errors: [
        {
          ...unsupportedError(131051, 'Message type is currently not supported.'),
          title: 'Message type unknown',
          message: 'Message type unknown',
        },
      ],
    };
  const message = { type: 'text', text: { body: text } };
  return { type, [type]: { original_message_id: original.wamid, ...(type === 'edit' ? { message } : {}) } };
}

function flowReply(type: 'flow' | 'address', body: Json): Json {
  const response = isObject(body.response) ? body.response : {};
  const name = type === 'flow' ? 'flow' : 'address_message';
  return {
    type: 'interactive',
    interactive: { type: 'nfm_reply', nfm_reply: { name, body: 'Sent', response_json: JSON.stringify(response) } },
  };
}

function sharedContact({ name = '', phone }: Customer): Json {
  const [first = '', ...others] = name.split(' ');
  const parts = {
    formatted_name: name || `+${phone ?? ''}`,
    ...(first ? { first_name: first } : {}),
    ...(others.length > 0 ? { last_name: others.join(' ') } : {}),
  };
  return {
    type: 'contacts',
    contacts: [{ name: parts, phones: [{ phone: `+${phone ?? ''}`, wa_id: phone ?? '', type: 'CELL' }], origin: 'contact_request' }],
  };
}

function callPermission({ response, permanent }: Json, now: number): Json {
  const accepted = response !== 'reject';
  const until = Math.floor(now / 1000) + 7 * 24 * 3600;
  const reply = {
    response: accepted ? 'accept' : 'reject',
    ...(accepted ? (permanent === true ? { is_permanent: true } : { expiration_timestamp: until }) : {}),
    response_source: 'user_action',
  };
  return { type: 'interactive', interactive: { type: 'call_permission_reply', call_permission_reply: reply } };
}

function contextOf(sim: Sim, customer: Customer, number: BusinessNumber, wamid: string): Json {
  const quoted = threadOf(sim, customer.key).find((entry) => entry.wamid === wamid);
  const from = quoted?.direction === 'in' ? personOf(sim, customer, number).phone : number.displayPhoneNumber.replace(/\D/g, '');
  return { ...(from === undefined ? {} : { from }), id: wamid };
}

/** A tap on a button or a row: in the form that belongs to the message that showed it. */
function answer(sim: Sim, customer: Customer, number: BusinessNumber, body: Json, quoted: string | undefined): Json {
  const id = String(body.id ?? body.title ?? '');
  const asked = threadOf(sim, customer.key).findLast(
    (entry) => entry.direction === 'out' && (quoted === undefined ? offers(entry, id) : entry.wamid === quoted),
  );
  const title = String(body.title ?? titleIn(asked, id) ?? id);
  const target = quoted ?? asked?.wamid;
  const context = target === undefined ? {} : { context: contextOf(sim, customer, number, target) };
  if (asked?.template) return { ...context, type: 'button', button: { payload: id, text: title } };
  const kind = body.type === 'list' ? 'list_reply' : 'button_reply';
  const description = asString(body.description);
  return {
    ...context,
    type: 'interactive',
    interactive: { type: kind, [kind]: { id, title, ...(description === undefined ? {} : { description }) } },
  };
}

const rowsOf = (entry: Entry): Json[] =>
  (entry.list?.sections ?? []).flatMap((section) => (Array.isArray(section.rows) ? (section.rows as Json[]) : []));
const offers = (entry: Entry, id: string): boolean =>
  (entry.buttons ?? []).some((button) => button.id === id || button.title === id) || rowsOf(entry).some((row) => row.id === id);
const titleIn = (entry: Entry | undefined, id: string): unknown =>
  entry && (entry.buttons?.find((button) => button.id === id)?.title ?? rowsOf(entry).find((row) => row.id === id)?.title);

async function mediaContent(sim: Sim, number: BusinessNumber, type: string, body: Json, now: number): Promise<Json> {
  const sample = sampleFile(type);
  const bytes = typeof body.data_base64 === 'string' ? Buffer.from(body.data_base64, 'base64') : sample.bytes;
  const mime = asString(body.mime_type) ?? sample.mime;
  const digest = createHash('sha256').update(bytes);
  const id = newObjectId();
  const sha256 = digest.digest();
  const filename = asString(body.filename) ?? (type === 'document' ? 'document.pdf' : undefined);
  sim.store.state.media[id] = {
    id,
    numberId: number.id,
    mime,
    sha256: sha256.toString('hex'),
    bytes: bytes.length,
    expiresAt: now + INBOUND_LIFE,
    ...(filename ? { filename } : {}),
  };
  await sim.store.keepBytes(id, bytes);
  const caption = asString(body.caption) ?? asString(body.text);
  return {
    type,
    [type]: {
      ...(caption === undefined || type === 'audio' || type === 'sticker' ? {} : { caption }),
      ...(filename === undefined || type !== 'document' ? {} : { filename }),
      mime_type: mime,
      sha256: sha256.toString('base64'),
      id,
      url: mediaUrl(sim, id, 'webhook'),
      ...(type === 'audio' ? { voice: body.voice !== false } : {}),
      ...(type === 'sticker' ? { animated: isAnimated(mime, bytes) } : {}),
    },
  };
}
