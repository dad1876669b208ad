import type { BusinessNumber } from '../domain/notifications.ts';
import { envelope } from '../domain/notifications.ts';
import { newWamid } from './ids.ts';
import { newCustomer, notify, threadOf } from './sim.ts';
import type { Sim } from './sim.ts';
import type { Customer } from './state.ts';

/** A customer moves to another number: a new user id, the same phone in the hand, and Meta tells the business. */
export function changeNumber(sim: Sim, number: BusinessNumber, customer: Customer, to: string): Customer {
  const { customers, threads } = sim.store.state;
  const from = customer.phone;
  const previous = customer.userId;
  const thread = threadOf(sim, customer.key);
  delete customers[customer.key];
  delete threads[customer.key];
  const { key, phone, userId } = newCustomer(to);
  const moved: Customer = { ...customer, key, userId, ...(phone === undefined ? {} : { phone }) };
  customers[key] = moved;
  threads[key] = thread;
  for (const entry of thread) sim.whereabouts.set(entry.wamid, { key, entry });
  const hidden = customer.hiddenPhone || from === undefined;
  notify(sim, moved, envelope(number, 'messages', {
    messages: [{
      ...(hidden ? {} : { from }), from_user_id: previous, id: newWamid(hidden ? userId : to, false), timestamp: String(Math.floor(sim.clock.now() / 1000)), type: 'system',
      system: {
        ...(hidden ? { body: 'User changed their user id', type: 'user_changed_user_id' } : { body: `User ${customer.name ?? from} changed from ${from} to ${to}`, wa_id: to, type: 'user_changed_number' }),
        user_id: userId, previous_user_id: previous,
      },
    }],
  }));
  sim.events.emit({ type: 'reset' });
  return moved;
}
