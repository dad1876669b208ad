import { createHash } from 'node:crypto';
import { perSecond, take } from '../domain/bucket.ts';
import { asObject, asString, isObject } from '../domain/json.ts';
import type { Json } from '../domain/json.ts';
import { INBOUND_LIFE, URL_LIFE } from '../domain/media.ts';
import type { BusinessNumber } from '../domain/notifications.ts';
import { envelope, inboundValue } from '../domain/notifications.ts';
import { received } from '../domain/window.ts';
import { newObjectId, newWamid } from './ids.ts';
import { mediaUrl } from './media.ts';
import { addEntry, notify, personOf, threadOf } from './sim.ts';
import type { Sim } from './sim.ts';
import type { Customer, Entry } from './state.ts';
import { sampleFile } from './samples.ts';

const MEDIA = ['image', 'video', 'audio', 'document', 'sticker', 'voice'];
/** These come through the same field but are no message of the customer's, so they open no window. */
const NO_MESSAGE = ['system', 'unsupported'];

export interface Written {
  wamid: string;
  entry: Entry;
}

/** A customer writes; undefined when the body describes no message. */
export async function customerWrites(sim: Sim, customer: Customer, number: BusinessNumber, body: Json): Promise<Written | undefined> {
  const now = sim.clock.now();
  const at = timeOf(body.timestamp) ?? now;
  const content = isObject(body.raw) ? body.raw : await contentOf(sim, customer, number, body, now);
  if (content === undefined) return undefined;
  const visible = customer.hiddenPhone || customer.phone === undefined ? customer.userId : customer.phone;
  const wamid = asString(content.id) ?? newWamid(visible, false);
  const type = String(content.type ?? 'unknown');
  // What comes in counts for the number's rate too, though it is never refused.
  const rate = `number:${number.id}`;
  sim.buckets.set(rate, take(sim.buckets.get(rate), perSecond(sim.numberRate), now).bucket);
  const entry: Entry = {
    wamid, numberId: number.id, direction: 'in', at, type, message: content, status: 'sent', statuses: [{ status: 'sent', at: now }], planned: [],
    ...shown(content, type),
  };
  addEntry(sim, customer.key, entry);
  if (sim.store.state.blockedUsers[number.id]?.includes(customer.key)) return { wamid, entry };
  if (!NO_MESSAGE.includes(type)) {
    customer.contacted[number.id] = received(customer.contacted[number.id] ?? {}, at, content.referral !== undefined);
    // Somebody who writes is on WhatsApp.
    customer.onWhatsapp = true;
  }
  notify(sim, customer, envelope(number, 'messages', inboundValue(personOf(customer), customer.name, wamid, at, content)), entry);
  sim.events.emit({ type: 'customer', phone: customer.key });
  return { wamid, entry };
}

function timeOf(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isFinite(number)) return number < 1e12 ? number * 1000 : number;
  const parsed = Date.parse(String(value));
  return Number.isNaN(parsed) ? undefined : parsed;
}

async function contentOf(sim: Sim, customer: Customer, number: BusinessNumber, body: Json, now: number): Promise<Json | undefined> {
  const type = String(body.type ?? 'text');
  const quoted = asString(body.context);
  const context = quoted === undefined ? {} : { context: contextOf(sim, customer, number, quoted) };
  const referral = body.referral === undefined ? {} : { referral: body.referral };
  if (type === 'text') return typeof body.text === 'string' ? { ...context, ...referral, text: { body: body.text }, type } : undefined;
  if (type === 'button' || type === 'list') return answer(sim, customer, number, body, quoted);
  if (type === 'reaction') return { reaction: { message_id: String(body.message_id), ...(asString(body.emoji) ? { emoji: body.emoji } : {}) }, type };
  if (MEDIA.includes(type)) return { ...context, ...(await mediaContent(sim, number, type === 'voice' ? 'audio' : type, body, now)) };
  const given = body[type];
  return given === undefined && type !== 'request_welcome' ? undefined : { ...context, ...referral, ...(given === undefined ? {} : { [type]: given }), type };
}

function contextOf(sim: Sim, customer: Customer, number: BusinessNumber, wamid: string): Json {
  const quoted = threadOf(sim, customer.key).find((entry) => entry.wamid === wamid);
  const from = quoted?.direction === 'in' ? customer.phone : number.displayPhoneNumber.replace(/\D/g, '');
  return { ...(from === undefined ? {} : { from }), id: wamid };
}

/** A tap on a button or a row: in the form that belongs to the message that showed it. */
function answer(sim: Sim, customer: Customer, number: BusinessNumber, body: Json, quoted: string | undefined): Json {
  const id = String(body.id ?? body.title ?? '');
  const asked = threadOf(sim, customer.key).findLast((entry) => entry.direction === 'out' && (quoted === undefined ? offers(entry, id) : entry.wamid === quoted));
  const title = String(body.title ?? titleIn(asked, id) ?? id);
  const target = quoted ?? asked?.wamid;
  const context = target === undefined ? {} : { context: contextOf(sim, customer, number, target) };
  if (asked?.template) return { ...context, type: 'button', button: { payload: id, text: title } };
  const kind = body.type === 'list' ? 'list_reply' : 'button_reply';
  const description = asString(body.description);
  return { ...context, type: 'interactive', interactive: { type: kind, [kind]: { id, title, ...(description === undefined ? {} : { description }) } } };
}

const rowsOf = (entry: Entry): Json[] => (entry.list?.sections ?? []).flatMap((section) => (Array.isArray(section.rows) ? (section.rows as Json[]) : []));
const offers = (entry: Entry, id: string): boolean => (entry.buttons ?? []).some((button) => button.id === id || button.title === id) || rowsOf(entry).some((row) => row.id === id);
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
  sim.store.state.media[id] = { id, numberId: number.id, mime, sha256: sha256.toString('hex'), bytes: bytes.length, expiresAt: now + INBOUND_LIFE, ...(filename ? { filename } : {}) };
  await sim.store.keepBytes(id, bytes);
  const caption = asString(body.caption) ?? asString(body.text);
  return {
    type,
    [type]: {
      ...(caption === undefined || type === 'audio' || type === 'sticker' ? {} : { caption }),
      ...(filename === undefined || type !== 'document' ? {} : { filename }),
      mime_type: mime, sha256: sha256.toString('base64'), id, url: mediaUrl(sim, id, now + URL_LIFE),
      ...(type === 'audio' ? { voice: body.voice !== false } : {}),
      ...(type === 'sticker' ? { animated: false } : {}),
    },
  };
}

function shown(content: Json, type: string): Partial<Entry> {
  const own = asObject(content[type]);
  const quotes = asString(asObject(content.context).id);
  const base = quotes === undefined ? {} : { quotes };
  if (type === 'text') return { ...base, text: String(own.body ?? '') };
  if (type === 'button') return { ...base, text: String(own.text ?? '') };
  if (type === 'interactive') return { ...base, text: String(asObject(own[String(own.type)]).title ?? '') };
  if (type === 'reaction') return { ...base, text: String(own.emoji ?? ''), reaction: { message_id: String(own.message_id), emoji: String(own.emoji ?? '') } };
  if (MEDIA.includes(type)) {
    return {
      ...base, ...(asString(own.caption) ? { text: String(own.caption) } : {}),
      media: { id: String(own.id), mime_type: String(own.mime_type), ...(asString(own.filename) ? { filename: String(own.filename) } : {}) },
    };
  }
  if (type === 'location') return { ...base, text: [own.name, `${String(own.latitude)}, ${String(own.longitude)}`].filter(Boolean).join('\n') };
  return base;
}
