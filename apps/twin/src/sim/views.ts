import { windowLeft } from '../domain/window.ts';
import { identityHash } from './ids.ts';
import { firstNumber, threadOf } from './sim.ts';
import type { Sim } from './sim.ts';
import type { Customer, Entry } from './state.ts';

const iso = (at: number): string => new Date(at).toISOString();

/** A customer as the control API shows one. */
export function customerView(sim: Sim, customer: Customer): object {
  const contacted = customer.contacted[firstNumber(sim).id] ?? {};
  const typing = sim.typing.get(customer.key) ?? 0;
  return {
    phone: customer.phone === undefined ? customer.key : `+${customer.phone}`,
    key: customer.key,
    name: customer.name,
    user_id: customer.userId,
    username: customer.username,
    hidden_phone: customer.hiddenPhone,
    auto_read: customer.autoRead,
    opted_out: customer.optedOut || contacted.optedOut === true,
    blocked: customer.blocked,
    on_whatsapp: customer.onWhatsapp,
    online: customer.offline !== true,
    identity_hash: identityHash(customer.key, customer.identity),
    last_inbound_at: contacted.lastInboundAt === undefined ? null : iso(contacted.lastInboundAt),
    window_left_ms: windowLeft(contacted, sim.clock.now()),
    numbers: Object.entries(customer.contacted).map(([id, one]) => ({
      phone_number_id: id,
      last_inbound_at: one.lastInboundAt === undefined ? null : iso(one.lastInboundAt),
      agent_leads: one.heldByAgent === true,
    })),
    typing_until: typing > sim.clock.now() ? iso(typing) : null,
    messages: threadOf(sim, customer.key).length,
  };
}

export function threadView(sim: Sim, key: string, numberId?: string): object[] {
  const thread = threadOf(sim, key).filter((entry) => numberId === undefined || entry.numberId === numberId);
  const reactions = thread.filter((entry) => entry.reaction && entry.status !== 'failed');
  return thread.map((entry) => ({ ...entryView(entry), reactions: reactionsTo(entry.wamid, reactions) }));
}

function entryView(entry: Entry): object {
  const {
    statuses,
    planned: _planned,
    silent: _silent,
    identityHash: _identity,
    at,
    callbackData,
    numberId,
    fromApp,
    quotes,
    ...rest
  } = entry;
  return {
    ...rest,
    at: iso(at),
    phone_number_id: numberId,
    ...(quotes === undefined ? {} : { context: quotes }),
    ...(fromApp ? { from_app: true } : {}),
    statuses: statuses.map(({ status, at: when, error }) => ({ status, at: iso(when), ...(error ? { errors: [error] } : {}) })),
    ...(callbackData === undefined ? {} : { biz_opaque_callback_data: callbackData }),
  };
}

/** The last reaction of each side; an empty one takes it away. */
function reactionsTo(wamid: string, reactions: Entry[]): { from: string; emoji: string }[] {
  const last = new Map<string, string>();
  for (const { direction, reaction } of reactions) {
    if (reaction?.message_id === wamid) last.set(direction === 'in' ? 'customer' : 'business', reaction.emoji);
  }
  return [...last].filter(([, emoji]) => emoji !== '').map(([from, emoji]) => ({ from, emoji }));
}

export const outboundCount = (sim: Sim, key: string): number => threadOf(sim, key).filter((entry) => entry.direction === 'out').length;
