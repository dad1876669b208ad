import { createHash } from 'node:crypto';
import { envelope, statusValue } from '../domain/notifications.ts';
import { furthest } from '../domain/outcome.ts';
import type { Status } from '../domain/outcome.ts';
import { changedEntry, notify, numberById, personOf, threadOf } from './sim.ts';
import type { Sim } from './sim.ts';
import type { Entry, StatusAt } from './state.ts';

/** Lets what is planned for a message happen when it is due; what a kill left planned is planned again at start. */
export function plan(sim: Sim, key: string, entry: Entry): void {
  for (const planned of entry.planned) sim.scheduler.at(planned.at, () => happen(sim, key, entry, planned));
}

function happen(sim: Sim, key: string, entry: Entry, planned: StatusAt): void {
  if (!entry.planned.includes(planned)) return;
  entry.planned = entry.planned.filter((other) => other !== planned);
  emitStatus(sim, key, entry, planned);
}

export function emitStatus(sim: Sim, key: string, entry: Entry, { status, error }: StatusAt): void {
  const at = sim.clock.now();
  entry.statuses.push({ status, at, ...(error ? { error } : {}) });
  entry.status = furthest(entry.status, status as Status);
  changedEntry(sim, key, entry);
  const customer = sim.store.state.customers[key];
  const number = numberById(sim, entry.numberId);
  if (entry.silent || !customer || !number) return;
  const conversation =
    entry.pricing?.type === 'free_entry_point' && status !== 'failed'
      ? {
          id: conversationId(number.id, key),
          ...(status === 'sent' && entry.freeUntil ? { expiration_timestamp: String(Math.floor(entry.freeUntil / 1000)) } : {}),
          origin: { type: 'referral_conversion' },
        }
      : undefined;
  notify(
    sim,
    customer,
    envelope(
      number,
      'messages',
      statusValue(
        personOf(sim, customer, number),
        {
          id: entry.wamid,
          status,
          at,
          ...(conversation ? { conversation } : {}),
          ...(entry.callbackData === undefined ? {} : { callbackData: entry.callbackData }),
          ...(entry.identityHash === undefined ? {} : { identityHash: entry.identityHash }),
          ...(entry.pricing === undefined ? {} : { pricing: entry.pricing }),
          ...(error ? { error } : {}),
        },
        sim.store.state.rules,
      ),
    ),
    entry,
  );
}

const conversationId = (numberId: string, key: string): string =>
  createHash('sha256').update(`${numberId}:${key}`).digest('hex').slice(0, 32);

/** The customer opens the chat: everything that has arrived is read, what is still coming will be. */
export function customerOpens(sim: Sim, key: string): number {
  const unread = threadOf(sim, key).filter(
    (entry) =>
      entry.direction === 'out' &&
      !entry.fromApp &&
      entry.status === 'delivered' &&
      !entry.planned.some((planned) => planned.status === 'read'),
  );
  for (const entry of unread) emitStatus(sim, key, entry, { status: 'read', at: sim.clock.now() });
  return unread.length;
}

/** The business marks a message of the customer's as read, and with it all before to the same number. */
export function businessReads(sim: Sim, key: string, { wamid, numberId }: Entry): void {
  const thread = threadOf(sim, key);
  const upTo = thread.findIndex((entry) => entry.wamid === wamid);
  for (const entry of thread.slice(0, upTo + 1)) {
    if (entry.direction !== 'in' || entry.numberId !== numberId || entry.status === 'read') continue;
    entry.status = 'read';
    entry.statuses.push({ status: 'read', at: sim.clock.now() });
    changedEntry(sim, key, entry);
  }
}

/** The phone is back: what waited for it arrives. */
export function customerIsBack(sim: Sim, key: string): void {
  const customer = sim.store.state.customers[key];
  for (const entry of threadOf(sim, key)) {
    if (
      entry.direction !== 'out' ||
      !['accepted', 'sent'].includes(entry.status) ||
      entry.type === 'reaction' ||
      entry.heldFor !== undefined ||
      entry.planned.some(({ status }) => status !== 'sent')
    )
      continue;
    const now = sim.clock.now();
    if (entry.expiresAt !== undefined && entry.expiresAt <= now) continue;
    const late = { status: 'delivered', at: now + sim.pace.delivered };
    const arriving = customer?.autoRead ? [late, { status: 'read', at: now + sim.pace.read }] : [late];
    const before = entry.planned;
    entry.planned = arriving;
    plan(sim, key, entry);
    entry.planned = [...before, ...arriving];
  }
}
