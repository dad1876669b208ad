import { nextAttempt } from '../domain/backoff.ts';
import type { Json } from '../domain/json.ts';
import { batched } from '../domain/notifications.ts';
import type { Clock } from './clock.ts';
import type { Events } from './events.ts';
import type { Faults } from './faults.ts';
import type { Poster } from './poster.ts';
import type { Scheduler } from './scheduler.ts';
import type { Delivery } from './state.ts';
import type { Store } from './store.ts';

const IN_FLIGHT = 64;
/** Up to here what failed keeps its place before what came later; after that it is repeated on its own, as Meta does. */
const ORDERED_ATTEMPTS = 3;

export interface DeliveryParts {
  store: Store;
  clock: Clock;
  scheduler: Scheduler;
  faults: Faults;
  events: Events;
  poster: Poster;
  onDelivered: (delivery: Delivery) => void;
}

/** Webhooks on their way: in order within a lane (one customer), concurrent across lanes, repeated until 200 or for 7 days. */
export class Deliveries {
  private readonly parts: DeliveryParts;
  private readonly lanes = new Map<string, Delivery[]>();
  private readonly running = new Set<string>();
  private readonly unreachable = new Set<Delivery>();
  private closed = false;

  constructor(parts: DeliveryParts) {
    this.parts = parts;
    this.reload();
  }

  reload(): void {
    this.lanes.clear();
    this.unreachable.clear();
    for (const delivery of this.pending()) this.lane(delivery.lane).push(delivery);
  }

  add(lane: string, body: Json, entry?: Delivery['entry']): void {
    const { store, clock } = this.parts;
    const now = clock.now();
    const delivery: Delivery = { id: store.state.nextDelivery++, lane, body, firstAt: now, dueAt: now, attempts: 0, ...(entry ? { entry } : {}) };
    store.state.queue[delivery.id] = delivery;
    this.lane(lane).push(delivery);
    void store.changed();
    this.pump(lane);
  }

  pending(): readonly Delivery[] {
    return Object.values(this.parts.store.state.queue);
  }

  /** Somebody listens (again): nothing waits any longer for its next attempt. */
  retryNow(which: Iterable<Delivery> = this.pending()): void {
    const now = this.parts.clock.now();
    const lanes = new Set<string>();
    for (const delivery of which) {
      delivery.dueAt = Math.min(delivery.dueAt, now);
      lanes.add(delivery.lane);
    }
    for (const lane of lanes) this.pump(lane);
  }

  pumpAll(): void {
    for (const lane of this.lanes.keys()) this.pump(lane);
  }

  close(): void {
    this.closed = true;
  }

  private lane(name: string): Delivery[] {
    const lane = this.lanes.get(name) ?? [];
    this.lanes.set(name, lane);
    return lane;
  }

  private pump(name: string): void {
    if (this.closed || this.running.has(name) || this.running.size >= IN_FLIGHT || !this.parts.poster.hasTarget()) return;
    const due = this.due(name);
    if (due.length === 0) return;
    this.running.add(name);
    void this.deliver(due).finally(() => {
      this.running.delete(name);
      this.pump(name);
      if (this.running.size === IN_FLIGHT - 1) this.pumpAll();
    });
  }

  private due(name: string): Delivery[] {
    const now = this.parts.clock.now();
    const lane = this.lane(name);
    const first = lane.findIndex((delivery) => delivery.dueAt <= now || this.keepsOrder(delivery));
    if (first < 0 || lane[first]!.dueAt > now) return [];
    const size = lane.length > 1 ? this.parts.faults.take('batch', { phone: name })?.size ?? 1 : 1;
    return lane.slice(first, first + size).filter((delivery) => delivery.dueAt <= now);
  }

  private keepsOrder(delivery: Delivery): boolean {
    return this.unreachable.has(delivery) || (delivery.attempts <= ORDERED_ATTEMPTS && (delivery.lastStatus ?? 500) >= 500);
  }

  private async deliver(due: Delivery[]): Promise<void> {
    const { poster, faults } = this.parts;
    const body = due.length === 1 ? due[0]!.body : batched(due.map((delivery) => delivery.body));
    const occasion = { phone: due[0]!.lane };
    const copies = faults.take('duplicate_webhooks', occasion) ? 2 : 1;
    const signature = faults.take('tampered_signature', occasion) ? 'bad' : 'valid';
    const attempt = Math.max(...due.map((delivery) => delivery.attempts)) + 1;
    const results = await Promise.all(Array.from({ length: copies }, () => poster.post(body, { signature, attempt })));
    if (this.closed) return;
    const result = results.find((one) => one.status === 200) ?? results[0]!;
    for (const delivery of due) {
      delivery.attempts += 1;
      delivery.lastStatus = result.status;
      if (result.status === 200) this.finish(delivery);
      else this.postpone(delivery, result.status === 0);
    }
    if (result.status === 200) {
      for (const delivery of due) this.parts.onDelivered(delivery);
      if (this.unreachable.size > 0) this.retryNow([...this.unreachable]);
    }
    void this.parts.store.changed();
  }

  private finish(delivery: Delivery): void {
    delete this.parts.store.state.queue[delivery.id];
    const lane = this.lane(delivery.lane);
    lane.splice(lane.indexOf(delivery), 1);
    this.unreachable.delete(delivery);
  }

  private postpone(delivery: Delivery, unreachable: boolean): void {
    const due = nextAttempt(delivery.firstAt, delivery.dueAt, delivery.attempts);
    if (due === undefined) {
      this.finish(delivery);
      return;
    }
    delivery.dueAt = due;
    if (unreachable) this.unreachable.add(delivery);
    else this.unreachable.delete(delivery);
    this.parts.scheduler.at(due, () => this.pump(delivery.lane));
  }
}
