import type { Json } from '../domain/json.ts';
import type { BusinessNumber } from '../domain/notifications.ts';
import { envelope } from '../domain/notifications.ts';
import { newWamid } from './ids.ts';
import { addEntry, changedEntry, findEntry, notify, personOf } from './sim.ts';
import type { Sim } from './sim.ts';
import type { Customer, Entry } from './state.ts';

/** The business typed on its own phone, beside the API; or changed or took back what it had typed there. */
export function echo(
  sim: Sim,
  number: BusinessNumber,
  customer: Customer,
  said: { text?: string; edits?: string; revokes?: string },
): Entry | undefined {
  const { text, edits, revokes } = said;
  const { phone, userId } = personOf(sim, customer, number);
  const target = edits ?? revokes;
  const original = target === undefined ? undefined : findEntry(sim, target)?.entry;
  if (revokes === undefined && text === undefined) return undefined;
  if (target !== undefined && (!original?.fromApp || original.revoked)) return undefined;
  if (original) {
    Object.assign(original, revokes === undefined ? { text, edited: true } : { revoked: true });
    changedEntry(sim, customer.key, original);
    const own = {
      original_message_id: original.wamid,
      ...(text === undefined || revokes !== undefined ? {} : { message: { type: 'text', text: { body: text } } }),
    };
    const kind = revokes === undefined ? 'edit' : 'revoke';
    tellEcho(sim, number, customer, newWamid(phone ?? userId, true), { type: kind, [kind]: own });
    return original;
  }
  const content = { type: 'text', text: { body: text } };
  const entry: Entry = {
    wamid: newWamid(phone ?? userId, true),
    numberId: number.id,
    direction: 'out',
    at: sim.clock.now(),
    type: 'text',
    text: String(text),
    fromApp: true,
    message: content,
    status: 'delivered',
    statuses: [],
    planned: [],
  };
  addEntry(sim, customer.key, entry);
  tellEcho(sim, number, customer, entry.wamid, content);
  return entry;
}

function tellEcho(sim: Sim, number: BusinessNumber, customer: Customer, id: string, content: Json): void {
  notify(sim, customer, envelope(number, 'smb_message_echoes', { message_echoes: [echoOf(sim, number, customer, id, content)] }));
}

/** A message of the business as `message_echoes` has it. */
export function echoOf(sim: Sim, number: BusinessNumber, customer: Customer, id: string, content: Json): Json {
  const { phone, userId } = personOf(sim, customer, number);
  return {
    from: number.displayPhoneNumber.replace(/\D/g, ''),
    ...(phone === undefined ? {} : { to: phone }),
    to_user_id: userId,
    id,
    timestamp: String(Math.floor(sim.clock.now() / 1000)),
    ...content,
  };
}
