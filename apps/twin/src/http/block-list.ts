import type { NumberState } from '../domain/account.ts';
import { digitsOf, isUserId, phoneAddress } from '../domain/address.ts';
import { graphError, requiredParameter } from '../domain/errors.ts';
import type { Problem } from '../domain/errors.ts';
import type { Json } from '../domain/json.ts';
import { asArray, asObject, asString } from '../domain/json.ts';
import { windowOpen } from '../domain/window.ts';
import { portfolioOf } from '../sim/accounts.ts';
import { traceId } from '../sim/ids.ts';
import { findCustomer } from '../sim/sim.ts';
import type { Sim } from '../sim/sim.ts';
import type { Customer } from '../sim/state.ts';

const MOST = 64_000;
const AT_ONCE = 1000;

export const blocked = (sim: Sim, numberId: string): Json[] =>
  (sim.store.state.blockedUsers[numberId] ?? []).map((key) => ({
    messaging_product: 'whatsapp',
    ...(isUserId(key) ? { user_id: key } : { wa_id: key }),
  }));

/** Blocks or unblocks several people at once; what fails for one of them is told beside what did not. */
export async function block(
  sim: Sim,
  number: NumberState,
  body: Json,
  add: boolean,
): Promise<Problem | { status: number; answer: object }> {
  if (body.messaging_product !== 'whatsapp') return requiredParameter('messaging_product');
  const asked = asArray(body.block_users).map(asObject);
  if (asked.length === 0) return requiredParameter('block_users');
  if (asked.length > AT_ONCE) return { code: 130_429, details: `At most ${AT_ONCE} users can be named in one request.` };
  const list = new Set(sim.store.state.blockedUsers[number.id] ?? []);
  const done: Json[] = [];
  const failed: Json[] = [];
  for (const { user, user_id: userId } of asked) {
    const input = asString(user) ?? asString(userId) ?? '';
    const customer = findCustomer(sim, input, portfolioOf(sim, number).id);
    const who = { input, ...(isUserId(input) ? { user_id: input } : phoneAddress(input) === undefined ? {} : { wa_id: digitsOf(input) }) };
    const wrong = add ? refusal(sim, number, input, customer, list) : customer ? undefined : FAILURES.stranger;
    if (wrong) failed.push({ ...who, errors: [wrong] });
    else if (add) list.add(customer!.key);
    else list.delete(customer!.key);
    if (!wrong) done.push(who);
  }
  sim.store.state.blockedUsers[number.id] = [...list];
  await sim.store.changed();
  const users = { [add ? 'added_users' : 'removed_users']: done, ...(failed.length > 0 ? { failed_users: failed } : {}) };
  const {
    status,
    body: { error },
  } = graphError({ code: 139_100 }, traceId());
  return failed.length > 0
    ? { status, answer: { messaging_product: 'whatsapp', block_users: users, error } }
    : { status: 200, answer: { messaging_product: 'whatsapp', block_users: users } };
}

const failure = (code: number, message: string, details: string): Json => ({ message, code, error_data: { details } });

const FAILURES = {
  self: failure(131_021, 'Self Block', 'Failed to block self phone number'),
  stranger: failure(131_047, 'Re-engagement required', 'User has not messaged in the last 24 hours'),
  full: failure(139_101, 'Blocklist limit reached', `The blocklist has reached its limit of ${MOST} users`),
};

/** Only who wrote within the last 24 hours can be blocked, and not more than the list holds. */
function refusal(
  sim: Sim,
  number: NumberState,
  input: string,
  customer: Customer | undefined,
  list: ReadonlySet<string>,
): Json | undefined {
  if (digitsOf(input) === digitsOf(number.displayPhoneNumber)) return FAILURES.self;
  if (!customer || !windowOpen(customer.contacted[number.id] ?? {}, sim.clock.now())) return FAILURES.stranger;
  return list.size >= MOST && !list.has(customer.key) ? FAILURES.full : undefined;
}
