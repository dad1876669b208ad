import type { NumberState } from '../domain/account.ts';
import { digitsOf, isUserId } from '../domain/address.ts';
import type { Json } from '../domain/json.ts';
import { asArray, asObject, asString } from '../domain/json.ts';
import { windowOpen } from '../domain/window.ts';
import { portfolioOf } from '../sim/accounts.ts';
import { findCustomer } from '../sim/sim.ts';
import type { Sim } from '../sim/sim.ts';

const MOST = 64_000;

export const blocked = (sim: Sim, numberId: string): Json[] =>
  (sim.store.state.blockedUsers[numberId] ?? []).map((key) => ({ messaging_product: 'whatsapp', ...(isUserId(key) ? { user_id: key } : { wa_id: key }) }));

/** Blocks or unblocks several people at once; what fails for one of them is told beside what did not. */
export async function block(sim: Sim, number: NumberState, body: Json, add: boolean): Promise<{ status: number; answer: object }> {
  const list = new Set(sim.store.state.blockedUsers[number.id] ?? []);
  const done: Json[] = [];
  const failed: Json[] = [];
  for (const { user, user_id: userId } of asArray(body.block_users).map(asObject)) {
    const input = asString(user) ?? asString(userId) ?? '';
    const customer = findCustomer(sim, input, portfolioOf(sim, number).id);
    const who = { input, ...(isUserId(input) ? { user_id: input } : { wa_id: digitsOf(input) }) };
    // Only who wrote within the last 24 hours can be blocked.
    const possible = customer && (!add || (windowOpen(customer.contacted[number.id] ?? {}, sim.clock.now()) && list.size < MOST));
    if (!possible) failed.push({ ...who, errors: [{ code: 139_101, message: 'User could not be blocked', error_data: { details: 'The user has not written to this number within 24 hours.' } }] });
    else if (add) list.add(customer.key);
    else list.delete(customer.key);
    if (possible) done.push(who);
  }
  sim.store.state.blockedUsers[number.id] = [...list];
  await sim.store.changed();
  const users = { [add ? 'added_users' : 'removed_users']: done, ...(failed.length > 0 ? { failed_users: failed } : {}) };
  const error = { message: '(#139100) Failed to block/unblock some users', type: 'OAuthException', code: 139_100, error_data: { messaging_product: 'whatsapp', details: 'Failed to block some users, see the block_users response list for details.' } };
  return { status: failed.length > 0 ? 400 : 200, answer: { messaging_product: 'whatsapp', block_users: users, ...(failed.length > 0 ? { error } : {}) } };
}
