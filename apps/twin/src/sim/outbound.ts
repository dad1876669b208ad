import { PAIR, perSecond, take } from '../domain/bucket.ts';
import type { Problem } from '../domain/errors.ts';
import { statusError } from '../domain/errors.ts';
import { asArray, asObject, asString } from '../domain/json.ts';
import type { Json } from '../domain/json.ts';
import { mediaProblem } from '../domain/media.ts';
import type { BusinessNumber } from '../domain/notifications.ts';
import { envelope } from '../domain/notifications.ts';
import { failureAfterAcceptance } from '../domain/outcome.ts';
import { pricing } from '../domain/pricing.ts';
import { reach } from '../domain/tier.ts';
import type { Send } from '../domain/send-check.ts';
import { hydrate } from '../domain/template.ts';
import type { Hydrated } from '../domain/template.ts';
import { replied, windowOpen } from '../domain/window.ts';
import type { Fault } from './faults.ts';
import { newWamid } from './ids.ts';
import { addEntry, customerFor, findEntry, notify, threadOf } from './sim.ts';
import type { Sim } from './sim.ts';
import type { Customer, Entry, StatusAt } from './state.ts';
import { plan } from './statuses.ts';

export type Accepted = { ok: true; customer: Customer; entry: Entry } | { ok: false; problem: Problem };

const MEDIA = ['image', 'video', 'audio', 'document', 'sticker'];
const refuse = (problem: Problem): Accepted => ({ ok: false, problem });

/** One message of the business: what Meta checks with look-ups, the rates, then the acceptance with all that follows from it. */
export function accept(sim: Sim, number: BusinessNumber, send: Send, message: Json, failWith?: Fault): Accepted {
  const now = sim.clock.now();
  const hydrated = send.type === 'template' ? hydrate(sim.store.state.templates, send.content) : undefined;
  if (hydrated && 'code' in hydrated) return refuse(hydrated);
  const category = hydrated?.template.category;
  if (category === 'AUTHENTICATION' && send.to.includes('.')) return refuse({ code: 131062 });
  const media = MEDIA.includes(send.type) ? missingMedia(sim, number, send, now) : undefined;
  if (media) return refuse(media);

  const overNumber = overRate(sim, `number:${number.id}`, perSecond(sim.numberRate), now);
  if (overNumber) return refuse({ code: 130429 });
  const customer = customerFor(sim, send.to);
  if (overRate(sim, `pair:${number.id}:${customer.key}`, PAIR, now)) return refuse({ code: 131056 });

  const contacted = customer.contacted[number.id] ?? {};
  const failure = failWith?.code ?? failureOf(sim, send, customer, number, category, now);
  const entry: Entry = {
    ...entryOf(number, send, message, hydrated),
    wamid: newWamid(customer.hiddenPhone || customer.phone === undefined ? customer.userId : customer.phone, true),
    at: now,
  };
  if (failure === undefined) {
    if (windowOpen(contacted, now)) customer.contacted[number.id] = replied(contacted, now);
    entry.pricing = pricing(category, customer.contacted[number.id] ?? {}, now);
  }
  const occasion = { phone: customer.key, type: send.type, ...(entry.text === undefined ? {} : { text: entry.text }) };
  if (sim.faults.take('no_statuses', occasion)) entry.silent = true;
  entry.planned = plannedFor(sim, entry, customer, failure, now, sim.faults.take('reorder_statuses', occasion) !== undefined);
  sim.typing.delete(customer.key);
  if (failure === undefined && entry.reaction) react(sim, entry.reaction.message_id, customer);
  addEntry(sim, customer.key, entry);
  plan(sim, customer.key, entry);
  return { ok: true, customer, entry };
}

function overRate(sim: Sim, key: string, rate: { capacity: number; perMs: number }, now: number): boolean {
  const { ok, bucket } = take(sim.buckets.get(key), rate, now);
  sim.buckets.set(key, bucket);
  return !ok;
}

function missingMedia(sim: Sim, number: BusinessNumber, send: Send, now: number): Problem | undefined {
  const id = asString(send.content.id);
  if (id === undefined) return undefined;
  const media = sim.store.state.media[id];
  if (!media || media.numberId !== number.id || media.expiresAt <= now) {
    return { code: 100, message: `(#100) Param ${send.type}['id'] is not a valid whatsapp business account media attachment ID` };
  }
  const wrong = mediaProblem(send.type, media.mime, media.bytes);
  return wrong === undefined ? undefined : { code: 131053, details: wrong };
}

function failureOf(sim: Sim, send: Send, customer: Customer, number: BusinessNumber, category: string | undefined, now: number): number | undefined {
  const contacted = customer.contacted[number.id] ?? {};
  const failure = failureAfterAcceptance({
    onWhatsapp: customer.onWhatsapp, blockedUs: customer.blocked, optedOutOfMarketing: customer.optedOut,
    sparedMarketing: customer.marketingCapped === true || customer.userId.startsWith('US.'),
  }, contacted, category, now);
  if (failure !== undefined) return failure;
  const { portfolio } = sim.store.state;
  if (category !== undefined && !windowOpen(contacted, now) && !reach(portfolio, customer.key, now)) return portfolio.overLimitCode;
  if (unfetchable(send)) return 131053;
  if (send.type !== 'reaction') return undefined;
  const target = findEntry(sim, String(send.content.message_id));
  return target?.key === customer.key && target.entry.type !== 'reaction' && now - target.entry.at <= 30 * 24 * 3_600_000 ? undefined : 131009;
}

function plannedFor(sim: Sim, entry: Entry, customer: Customer, failure: number | undefined, now: number, swapped: boolean): StatusAt[] {
  const { sent, delivered, read } = sim.pace;
  if (failure !== undefined) return [{ status: 'failed', at: now + sent, error: statusError(failure) }];
  if (entry.type === 'reaction') return [{ status: 'sent', at: now + sent }];
  const first = swapped && !customer.offline ? ['delivered', 'sent'] : ['sent', 'delivered'];
  return [
    { status: first[0]!, at: now + sent },
    ...(customer.offline ? [] : [{ status: first[1]!, at: now + delivered }]),
    ...(customer.autoRead && !customer.offline ? [{ status: 'read', at: now + read }] : []),
  ];
}

/** No link is really fetched; the top-level domain that never resolves stands for those that can't be. */
function unfetchable(send: Send): boolean {
  const link = asString(send.content.link);
  return link !== undefined && (!URL.canParse(link) || new URL(link).hostname.endsWith('.invalid'));
}

function react(sim: Sim, wamid: string, customer: Customer): void {
  const target = threadOf(sim, customer.key).find((entry) => entry.wamid === wamid);
  if (target) sim.events.emit({ type: 'entry', phone: customer.key, wamid });
}

function entryOf(number: BusinessNumber, send: Send, message: Json, hydrated: Hydrated | undefined): Entry {
  const { content } = send;
  const base: Entry = {
    wamid: '', numberId: number.id, direction: 'out', at: 0, type: send.type, message, status: 'accepted', statuses: [], planned: [],
    ...(send.quotes === undefined ? {} : { quotes: send.quotes }),
    ...(send.callbackData === undefined ? {} : { callbackData: send.callbackData }),
  };
  if (hydrated) {
    const { name, language, category } = hydrated.template;
    return {
      ...base, text: hydrated.body, template: { name, language, category }, buttons: hydrated.buttons,
      ...(hydrated.header === undefined ? {} : { header: hydrated.header }), ...(hydrated.footer === undefined ? {} : { footer: hydrated.footer }),
    };
  }
  if (send.type === 'interactive') return { ...base, ...interactiveParts(content) };
  if (send.type === 'reaction') return { ...base, reaction: { message_id: String(content.message_id), emoji: String(content.emoji) }, text: String(content.emoji) };
  if (MEDIA.includes(send.type)) {
    const { id, link, filename, caption } = content;
    return {
      ...base, ...(asString(caption) === undefined ? {} : { text: String(caption) }),
      media: { ...(asString(id) ? { id: String(id) } : {}), ...(asString(link) ? { link: String(link) } : {}), ...(asString(filename) ? { filename: String(filename) } : {}) },
    };
  }
  return { ...base, text: plainText(send) };
}

function plainText(send: Send): string {
  if (send.type === 'location') return [send.content.name, send.content.address, `${String(send.content.latitude)}, ${String(send.content.longitude)}`].filter(Boolean).join('\n');
  if (send.type === 'contacts') return asArray(send.contacts).map((contact) => String(asObject(asObject(contact).name).formatted_name)).join(', ');
  return String(send.content.body ?? '');
}

function interactiveParts(content: Json): Partial<Entry> {
  const action = asObject(content.action);
  const parameters = asObject(action.parameters);
  const header = asString(asObject(content.header).text);
  const footer = asString(asObject(content.footer).text);
  return {
    text: String(asObject(content.body).text ?? ''),
    ...(header === undefined ? {} : { header }),
    ...(footer === undefined ? {} : { footer }),
    ...(content.type === 'button' ? { buttons: asArray(action.buttons).map((button) => asObject(asObject(button).reply)).map(({ id, title }) => ({ id: String(id), title: String(title) })) } : {}),
    ...(content.type === 'cta_url' ? { buttons: [{ id: '', title: String(parameters.display_text), kind: 'URL', url: String(parameters.url) }] } : {}),
    ...(content.type === 'list' ? { list: { button: String(action.button), sections: asArray(action.sections).map(asObject) } } : {}),
  };
}

/** The business typed on its own phone, beside the API. */
export function echo(sim: Sim, number: BusinessNumber, customer: Customer, text: string): Entry {
  const now = sim.clock.now();
  const content = { type: 'text', text: { body: text } };
  const entry: Entry = {
    wamid: newWamid(customer.phone ?? customer.userId, true), numberId: number.id, direction: 'out', at: now, type: 'text', text, fromApp: true, message: content, status: 'delivered',
    statuses: [], planned: [],
  };
  addEntry(sim, customer.key, entry);
  const from = number.displayPhoneNumber.replace(/\D/g, '');
  const whom = { ...(customer.hiddenPhone || customer.phone === undefined ? {} : { to: customer.phone }), to_user_id: customer.userId };
  notify(sim, customer, envelope(number, 'smb_message_echoes', {
    message_echoes: [{ from, ...whom, id: entry.wamid, timestamp: String(Math.floor(now / 1000)), ...content }],
  }), entry);
  return entry;
}
