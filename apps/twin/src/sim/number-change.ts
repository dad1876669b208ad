import { newIdentity } from '../domain/identity.ts';
import { envelope } from '../domain/notifications.ts';
import { portfolioOf, userIdOf } from './accounts.ts';
import { newWamid } from './ids.ts';
import { firstNumber, newCustomer, notify, threadOf } from './sim.ts';
import type { Sim } from './sim.ts';
import type { Customer } from './state.ts';

/** A customer moves to another number: a new user id, the same phone in the hand, and Meta tells the business. */
export function changeNumber(sim: Sim, customer: Customer, to: string): Customer {
  const { customers, threads } = sim.store.state;
  const from = customer.phone;
  const thread = threadOf(sim, customer.key);
  delete customers[customer.key];
  delete threads[customer.key];
  const { key, phone, userId } = newCustomer(to);
  const identity = newIdentity(customer.identity, sim.clock.now());
  const moved: Customer = { ...customer, key, userId, identity, ...(phone === undefined ? {} : { phone }) };
  customers[key] = moved;
  threads[key] = thread;
  for (const entry of thread) sim.whereabouts.set(entry.wamid, { key, entry });
  const hidden = customer.hiddenPhone || from === undefined;
  const written = sim.store.state.numbers.filter(({ id }) => customer.contacted[id] !== undefined);
  for (const number of written.length > 0 ? written : [firstNumber(sim)]) {
    const { id: portfolio } = portfolioOf(sim, number);
    const [old, now] = [userIdOf(customer, portfolio), userIdOf(moved, portfolio)];
    notify(
      sim,
      moved,
      envelope(number, 'messages', {
        messages: [
          {
            ...(hidden ? {} : { from }),
            from_user_id: old,
            id: newWamid(hidden ? now : to, false),
            timestamp: String(Math.floor(sim.clock.now() / 1000)),
            type: 'system',
            system: {
              ...(hidden
                ? { body: 'User changed their user id', type: 'user_changed_user_id' }
                : { body: `User ${customer.name ?? from} changed from ${from} to ${to}`, wa_id: to, type: 'user_changed_number' }),
              user_id: now,
              previous_user_id: old,
            },
          },
        ],
      }),
    );
  }
  sim.events.emit({ type: 'reset' });
  return moved;
}
