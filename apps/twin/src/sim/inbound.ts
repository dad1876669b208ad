import { perSecond, take } from '../domain/bucket.ts';
import type { NumberState } from '../domain/account.ts';
import { asObject, asString, isObject } from '../domain/json.ts';
import type { Json } from '../domain/json.ts';
import { envelope, inboundValue } from '../domain/notifications.ts';
import { received } from '../domain/window.ts';
import { rateOf } from './accounts.ts';
import type { OwnFault } from './faults.ts';
import { newWamid } from './ids.ts';
import { MEDIA, contentOf } from './inbound-content.ts';
import { identityIn } from './identity.ts';
import { addEntry, notify, personOf } from './sim.ts';
import type { Sim } from './sim.ts';
import type { Customer, Entry } from './state.ts';

/** These come through the same field but are no message of the customer's, so they open no window; what cannot be shown says which of them it is. */
const NO_MESSAGE = ['system', 'edit', 'revoke'];
const isMessage = (type: string, content: Json): boolean =>
  !NO_MESSAGE.includes(type === 'unsupported' ? String(asObject(content.unsupported).type) : type);

export interface Written {
  wamid: string;
  entry: Entry;
}

/** A customer writes; undefined when the body describes no message. */
export async function customerWrites(
  sim: Sim,
  customer: Customer,
  number: NumberState,
  body: Json,
  own?: OwnFault,
): Promise<Written | undefined> {
  const now = sim.clock.now();
  const at = timeOf(body.timestamp) ?? now;
  const content = isObject(body.raw) ? body.raw : await contentOf(sim, customer, number, body, now);
  if (content === undefined) return undefined;
  const person = personOf(sim, customer, number);
  const wamid = asString(content.id) ?? newWamid(person.phone ?? person.userId, false);
  const type = String(content.type ?? 'unknown');
  // What comes in counts for the number's rate too, though it is never refused.
  const rate = `number:${number.id}`;
  sim.buckets.set(rate, take(sim.buckets.get(rate), perSecond(rateOf(sim, number)), now).bucket);
  const entry: Entry = {
    wamid,
    numberId: number.id,
    direction: 'in',
    at,
    type,
    message: content,
    status: 'sent',
    statuses: [{ status: 'sent', at: now }],
    planned: [],
    ...shown(content, type),
    ...(own ? { fault: own } : {}),
  };
  addEntry(sim, customer.key, entry);
  if (sim.store.state.blockedUsers[number.id]?.includes(customer.key)) return { wamid, entry };
  if (isMessage(type, content)) {
    customer.contacted[number.id] = received(customer.contacted[number.id] ?? {}, at, content.referral !== undefined);
    // Somebody who writes is on WhatsApp.
    customer.onWhatsapp = true;
  }
  const field = customer.contacted[number.id]?.heldByAgent ? 'standby' : 'messages';
  notify(
    sim,
    customer,
    envelope(number, field, inboundValue(person, customer.name, wamid, at, { ...identityIn(customer, number, now), ...content })),
    entry,
  );
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

function shown(content: Json, type: string): Partial<Entry> {
  const own = asObject(content[type]);
  const quotes = asString(asObject(content.context).id);
  const base = quotes === undefined ? {} : { quotes };
  if (type === 'text') return { ...base, text: String(own.body ?? '') };
  if (type === 'button') return { ...base, text: String(own.text ?? '') };
  if (type === 'interactive') return { ...base, text: String(asObject(own[String(own.type)]).title ?? answerOf(own)) };
  if (type === 'reaction')
    return { ...base, text: String(own.emoji ?? ''), reaction: { message_id: String(own.message_id), emoji: String(own.emoji ?? '') } };
  if (MEDIA.includes(type)) {
    return {
      ...base,
      ...(asString(own.caption) ? { text: String(own.caption) } : {}),
      media: {
        id: String(own.id),
        mime_type: String(own.mime_type),
        ...(asString(own.filename) ? { filename: String(own.filename) } : {}),
      },
    };
  }
  if (type === 'location')
    return { ...base, text: [own.name, `${String(own.latitude)}, ${String(own.longitude)}`].filter(Boolean).join('\n') };
  if (type === 'contacts')
    return { ...base, text: (content.contacts as Json[]).map((one) => String(asObject(one.name).formatted_name ?? '')).join(', ') };
  return base;
}

function answerOf(interactive: Json): string {
  const { nfm_reply: flow, call_permission_reply: call } = interactive;
  if (flow !== undefined) {
    const given = Object.entries(formOf(asObject(flow).response_json)).filter(([name]) => name !== 'flow_token');
    return ['Form sent', ...given.map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)].join(
      '\n',
    );
  }
  return call === undefined ? '' : `Calls: ${String(asObject(call).response)}`;
}

/** A form's answers; a test may send what is no JSON. */
function formOf(text: unknown): Json {
  try {
    return asObject(JSON.parse(String(text)));
  } catch {
    return {};
  }
}
