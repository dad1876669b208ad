import { PAIR, perSecond, take } from '../domain/bucket.ts';
import type { NumberState } from '../domain/account.ts';
import { errorKind, statusError } from '../domain/errors.ts';
import type { Problem } from '../domain/errors.ts';
import { asString } from '../domain/json.ts';
import type { Json } from '../domain/json.ts';
import { mediaProblem } from '../domain/media.ts';
import { failureAfterAcceptance } from '../domain/outcome.ts';
import { monthOf, pricing } from '../domain/pricing.ts';
import type { Pricing } from '../domain/pricing.ts';
import { reach } from '../domain/tier.ts';
import type { Send } from '../domain/send-check.ts';
import { hydrate, keptFor } from '../domain/template.ts';
import { replied, windowOpen } from '../domain/window.ts';
import { portfolioOf, rateOf, userIdOf } from './accounts.ts';
import { MEDIA, entryOf } from './entry-of.ts';
import type { OwnFault } from './faults.ts';
import { identityHash, newWamid } from './ids.ts';
import { addEntry, customerFor, findEntry, threadOf } from './sim.ts';
import type { Sim } from './sim.ts';
import type { Customer, Entry, StatusAt } from './state.ts';
import { plan } from './statuses.ts';

export type Accepted = { ok: true; customer: Customer; entry: Entry } | { ok: false; problem: Problem };

const DAY = 24 * 3_600_000;
const refuse = (problem: Problem): Accepted => ({ ok: false, problem });

/** One message of the business: what Meta checks with look-ups, the rates, then the acceptance with all that follows from it. */
export function accept(sim: Sim, number: NumberState, send: Send, message: Json, own?: OwnFault, failWith?: OwnFault): Accepted {
  const now = sim.clock.now();
  if (number.status !== undefined && number.status !== 'CONNECTED') return refuse({ code: 133010 });
  const templates = sim.store.state.templates.filter((template) => template.wabaId === number.wabaId);
  const hydrated = send.type === 'template' ? hydrate(templates, send.content) : undefined;
  if (hydrated && 'code' in hydrated) return refuse(hydrated);
  const category = hydrated?.template.category;
  if (category === 'AUTHENTICATION' && send.to.includes('.')) return refuse({ code: 131062 });
  if (send.marketingOnly && category !== 'MARKETING') return refuse({ code: 134100 });
  const media = MEDIA.includes(send.type) ? missingMedia(sim, number, send, now) : undefined;
  if (media) return refuse(media);

  const customer = customerFor(sim, send.to, portfolioOf(sim, number).id);
  if (send.identityHash !== undefined && send.identityHash !== identityHash(customer.key, customer.identity))
    return refuse({ code: 137000 });
  if (send.identityHash !== undefined && customer.identity) customer.identity.acknowledged = true;
  const failure = failWith?.code ?? overRate(sim, number, customer, now) ?? failureOf(sim, send, customer, number, category, now);
  if (failure !== undefined && failWith === undefined && wayOf(sim, failure) === 'sync') return refuse({ code: failure });
  const contacted = customer.contacted[number.id] ?? {};
  const entry: Entry = {
    ...entryOf(number, send, message, hydrated),
    wamid: newWamid(
      customer.hiddenPhone || customer.phone === undefined ? userIdOf(customer, portfolioOf(sim, number).id) : customer.phone,
      true,
    ),
    at: now,
  };
  if (failure === undefined) {
    customer.contacted[number.id] = replied(contacted, now);
    const price = priceOf(sim, number, customer, category, now);
    entry.pricing = send.marketingOnly && price.category === 'marketing' ? { ...price, category: 'marketing_lite' } : price;
    // Who sends while Meta's own agent leads takes over.
    if (contacted.heldByAgent) customer.contacted[number.id] = { ...customer.contacted[number.id], heldByAgent: false };
    const { freeEntryUntil } = customer.contacted[number.id] ?? {};
    if (freeEntryUntil !== undefined) entry.freeUntil = freeEntryUntil;
  }
  entry.expiresAt = now + keptFor(hydrated?.template);
  if (!showsQuote(sim, entry, customer, now)) delete entry.quotes;
  if (own) entry.fault = own;
  const occasion = { phone: customer.key, type: send.type, ...(entry.text === undefined ? {} : { text: entry.text }) };
  const happens = (name: string): boolean => own?.name === name || sim.faults.take(name, occasion) !== undefined;
  if (happens('no_statuses')) entry.silent = true;
  const isSwapped = happens('reorder_statuses');
  if (hydrated?.template.paced && failure === undefined) entry.heldFor = hydrated.template.id;
  else entry.planned = plannedFor(sim, entry, customer, failure, now, isSwapped);
  sim.typing.delete(customer.key);
  if (failure === undefined && entry.reaction) react(sim, entry.reaction.message_id, customer);
  addEntry(sim, customer.key, entry);
  plan(sim, customer.key, entry);
  return { ok: true, customer, entry };
}

const RATES = [130429, 131056];
const wayOf = (sim: Sim, code: number): 'sync' | 'async' =>
  sim.store.state.rules.ways[code] ?? (RATES.includes(code) ? errorKind(code).way : 'async');

function overRate(sim: Sim, number: NumberState, customer: Customer, now: number): number | undefined {
  const over = (key: string, rate: { capacity: number; perMs: number }): boolean => {
    const { ok, bucket } = take(sim.buckets.get(key), rate, now);
    sim.buckets.set(key, bucket);
    return !ok;
  };
  if (over(`number:${number.id}`, perSecond(rateOf(sim, number)))) return 130429;
  return over(`pair:${number.id}:${customer.key}`, PAIR) ? 131056 : undefined;
}

function missingMedia(sim: Sim, number: NumberState, send: Send, now: number): Problem | undefined {
  const id = asString(send.content.id);
  if (id === undefined) return undefined;
  const media = sim.store.state.media[id];
  if (!media || media.numberId !== number.id || media.expiresAt <= now) {
    return { code: 100, message: `(#100) Param ${send.type}['id'] is not a valid whatsapp business account media attachment ID` };
  }
  const wrong =
    mediaProblem(send.type, media.mime, media.bytes, media.animated) ??
    (send.content.voice === true && !media.mime.startsWith('audio/ogg')
      ? 'a voice message must be of type audio/ogg with opus'
      : undefined);
  return wrong === undefined ? undefined : { code: 131053, details: wrong };
}

function failureOf(
  sim: Sim,
  send: Send,
  customer: Customer,
  number: NumberState,
  category: string | undefined,
  now: number,
): number | undefined {
  const contacted = customer.contacted[number.id] ?? {};
  const failure = failureAfterAcceptance(
    {
      onWhatsapp: customer.onWhatsapp,
      blockedUs: customer.blocked,
      optedOutOfMarketing: customer.optedOut || contacted.optedOut === true,
      sparedMarketing: customer.marketingCapped === true || customer.userId.startsWith('US.'),
    },
    contacted,
    category,
    now,
  );
  if (failure !== undefined) return failure;
  const portfolio = portfolioOf(sim, number);
  if (category !== undefined && !windowOpen(contacted, now) && !reach(portfolio, customer.key, now)) return portfolio.overLimitCode;
  if (unfetchable(send)) return 131053;
  if (send.type !== 'reaction') return undefined;
  const target = findEntry(sim, String(send.content.message_id));
  const there =
    target?.key === customer.key && target.entry.type !== 'reaction' && !target.entry.revoked && now - target.entry.at <= 30 * DAY;
  return there ? undefined : 131009;
}

/** A service message counts for the month's free allowance when it is accepted, as every one here that is accepted is delivered. */
function priceOf(sim: Sim, number: NumberState, customer: Customer, category: string | undefined, now: number): Pricing {
  const month = monthOf(now);
  const service = number.service?.month === month ? number.service : { month, count: 0 };
  const price = pricing(
    category,
    customer.contacted[number.id] ?? {},
    now,
    sim.store.state.rules,
    service.count,
    customer.userId.slice(0, 2),
  );
  if (price.category === 'service') number.service = { month, count: service.count + 1 };
  return price;
}

/** What will become of a message that goes out now. @param failure the code it fails with */
export function plannedFor(
  sim: Sim,
  entry: Entry,
  customer: Customer,
  failure: number | undefined,
  now: number,
  swapped = false,
): StatusAt[] {
  const { sent, delivered, read } = sim.pace;
  if (failure !== undefined) return [{ status: 'failed', at: now + sent, error: statusError(failure) }];
  if (entry.type === 'reaction') return [{ status: 'sent', at: now + sent }];
  const first = swapped && !customer.offline ? ['delivered', 'sent'] : ['sent', 'delivered'];
  const opens = customer.autoRead && !customer.offline;
  return [
    { status: first[0]!, at: now + sent },
    ...(customer.offline ? [] : [{ status: first[1]!, at: now + delivered }]),
    ...(opens ? [{ status: 'read', at: now + read }] : []),
    ...(opens && entry.media?.voice ? [{ status: 'played', at: now + read + sent }] : []),
  ];
}

/** A template or a reaction quotes nothing, and nothing is quoted that is unknown or older than 30 days: it goes, without the quote. */
function showsQuote(sim: Sim, { quotes, type }: Entry, customer: Customer, now: number): boolean {
  const quoted = quotes === undefined ? undefined : findEntry(sim, quotes);
  return quoted?.key === customer.key && now - quoted.entry.at <= 30 * DAY && type !== 'template' && type !== 'reaction';
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
