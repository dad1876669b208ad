import { checksIdentity, newIdentity } from '../domain/identity.ts';
import type { NumberState } from '../domain/account.ts';
import type { Json } from '../domain/json.ts';
import { envelope, inboundValue } from '../domain/notifications.ts';
import { identityHash, newWamid } from './ids.ts';
import { firstNumber, notify, personOf } from './sim.ts';
import type { Sim } from './sim.ts';
import type { Customer } from './state.ts';

const identityOf = ({ key, identity }: Customer): Json => ({
  acknowledged: identity?.acknowledged ?? true,
  created_timestamp: String(Math.floor((identity?.since ?? 0) / 1000)),
  hash: identityHash(key, identity),
});

/** What a message of a customer's says of their identity to a number that checks it. */
export function identityIn(customer: Customer, { settings }: NumberState, now: number): Json {
  if (!checksIdentity(settings)) return {};
  customer.identity ??= { changes: 0, since: now, acknowledged: true };
  return { identity: identityOf(customer) };
}

/** A customer has installed the app anew: another identity, and Meta tells whom they wrote to. */
export function changeIdentity(sim: Sim, customer: Customer): void {
  const now = sim.clock.now();
  customer.identity = newIdentity(customer.identity, now);
  const written = sim.store.state.numbers.filter(({ id }) => customer.contacted[id] !== undefined);
  for (const number of written.length > 0 ? written : [firstNumber(sim)]) {
    const person = personOf(sim, customer, number);
    const content = {
      type: 'system',
      system: { body: 'User identity changed', type: 'customer_identity_changed' },
      identity: identityOf(customer),
    };
    const id = newWamid(person.phone ?? person.userId, false);
    notify(sim, customer, envelope(number, 'messages', inboundValue(person, customer.name, id, now, content)));
  }
  void sim.store.changed();
}
