import { digitsOf, isUserId, waIdOf } from '../domain/address.ts';
import type { Json } from '../domain/json.ts';
import type { NumberState } from '../domain/account.ts';
import type { BusinessNumber, Person } from '../domain/notifications.ts';
import type { Bucket } from '../domain/bucket.ts';
import { twinDefaults } from '../defaults.ts';
import { portfolioOf, post, userIdOf } from './accounts.ts';
import type { Calls } from './calls.ts';
import type { Clock } from './clock.ts';
import type { Deliveries } from './deliveries.ts';
import type { Events } from './events.ts';
import type { Faults } from './faults.ts';
import { userIdFor } from './ids.ts';
import type { Poster } from './poster.ts';
import type { Scheduler } from './scheduler.ts';
import type { Customer, Entry } from './state.ts';
import type { Store } from './store.ts';

export interface Credentials {
  accessToken: string;
  appSecret: string;
  verifyToken: string;
}

/** How long after acceptance a status comes, in milliseconds of the clock. */
export interface Pace {
  sent: number;
  delivered: number;
  read: number;
}

/** All that the HTTP routes work on. */
export interface Sim {
  store: Store;
  clock: Clock;
  scheduler: Scheduler;
  faults: Faults;
  events: Events;
  calls: Calls;
  poster: Poster;
  deliveries: Deliveries;
  credentials: Credentials;
  pace: Pace;
  numberRate: number;
  graphUrl: () => string;
  /** Pair and number buckets; not kept over a restart. */
  buckets: Map<string, Bucket>;
  typing: Map<string, number>;
  /** Whose thread a message is in. */
  whereabouts: Map<string, { key: string; entry: Entry }>;
  reset: () => Promise<void>;
}

export const numberById = (sim: Sim, id: string | undefined): NumberState | undefined =>
  sim.store.state.numbers.find((number) => number.id === id);

export const firstNumber = (sim: Sim): NumberState => sim.store.state.numbers[0]!;

export function newCustomer(address: string, given: Partial<Customer> = {}): Customer {
  const phone = isUserId(address) ? undefined : waIdOf(digitsOf(address));
  return {
    key: phone ?? address,
    ...(phone === undefined ? {} : { phone }),
    userId: phone === undefined ? address : userIdFor(phone, twinDefaults.portfolioId),
    hiddenPhone: false,
    autoRead: true,
    optedOut: false,
    blocked: false,
    // Who is only known by an id nobody ever wrote from can't be reached.
    onWhatsapp: phone !== undefined,
    contacted: {},
    ...given,
  };
}

/** Who an address belongs to; a user id is good only in its own portfolio, when one is given. */
export function findCustomer(sim: Sim, address: string, portfolioId?: string): Customer | undefined {
  const { customers, portfolios } = sim.store.state;
  if (!isUserId(address)) return customers[waIdOf(digitsOf(address))] ?? customers[digitsOf(address)];
  const known = customers[address];
  if (known) return known;
  const within = portfolioId === undefined ? Object.keys(portfolios) : [portfolioId];
  return Object.values(customers).find((customer) => within.some((id) => userIdOf(customer, id) === address));
}

export function customerFor(sim: Sim, address: string, portfolioId?: string): Customer {
  const known = findCustomer(sim, address, portfolioId);
  if (known) return known;
  const customer = newCustomer(address);
  sim.store.state.customers[customer.key] = customer;
  sim.events.emit({ type: 'customer', phone: customer.key });
  return customer;
}

/** A person as the owner of this number sees them. */
export const personOf = (sim: Sim, customer: Customer, number: BusinessNumber): Person => ({
  ...(customer.hiddenPhone || customer.phone === undefined ? {} : { phone: customer.phone }),
  userId: userIdOf(customer, portfolioOf(sim, number).id),
  ...(customer.username === undefined ? {} : { username: customer.username }),
});

export const threadOf = (sim: Sim, key: string): Entry[] => (sim.store.state.threads[key] ??= []);

export function addEntry(sim: Sim, key: string, entry: Entry): void {
  threadOf(sim, key).push(entry);
  sim.whereabouts.set(entry.wamid, { key, entry });
  changedEntry(sim, key, entry);
}

export function changedEntry(sim: Sim, key: string, entry: Entry): void {
  sim.events.emit({ type: 'entry', phone: key, wamid: entry.wamid });
  void sim.store.changed();
}

export const findEntry = (sim: Sim, wamid: string): { key: string; entry: Entry } | undefined => sim.whereabouts.get(wamid);

export function notify(sim: Sim, customer: Customer, body: Json, entry?: Entry): void {
  post(
    sim,
    customer.key,
    body,
    entry ? { entry: { key: customer.key, wamid: entry.wamid }, ...(entry.fault ? { fault: entry.fault } : {}) } : {},
  );
}
