import { nextAttempt } from '../domain/backoff.ts';
import type { Json } from '../domain/json.ts';
import { batched } from '../domain/notifications.ts';
import type { Clock } from './clock.ts';
import type { Events } from './events.ts';
import type { Faults, OwnFault } from './faults.ts';
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
    for (const delivery of this.pending()) {
      this.lane(delivery.lane).push(delivery);
      if (delivery.dueAt > this.parts.clock.now()) this.postponeUntil(delivery, delivery.dueAt);
    }
  }

  add(lane: string, body: Json, more: Pick<Delivery, 'entry' | 'appId' | 'fault'> = {}): void {
    const { store, clock } = this.parts;
    const now = clock.now();
    const delivery: Delivery = { id: store.state.nextDelivery++, lane, body, firstAt: now, dueAt: now, attempts: 0, ...more };
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
      // What a fault holds back stays held back until it was posted.
      if (delivery.attempts > 0) delivery.dueAt = Math.min(delivery.dueAt, now);
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
    if (this.closed || this.running.has(name) || this.running.size >= IN_FLIGHT) return;
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
    const first = lane.findIndex((delivery) => !delivery.held && (delivery.dueAt <= now || this.keepsOrder(delivery)));
    const late = lane.find((delivery) => delivery.held && delivery.dueAt <= now);
    const next = first >= 0 && lane[first]!.dueAt <= now ? lane[first] : late;
    const target = next && this.parts.poster.targetOf(next.body, next.appId);
    // A fault's turn isn't used up by what has nowhere to go.
    if (!next || target === undefined) return [];
    if (next.held) return [next];
    const size = lane.length > 1 ? (this.occurs('batch', next)?.size ?? 1) : 1;
    const together = lane
      .slice(first)
      .filter(
        (delivery) => !delivery.held && delivery.dueAt <= now && this.parts.poster.targetOf(delivery.body, delivery.appId) === target,
      );
    return size > 1 ? together.slice(0, size) : [next];
  }

  private keepsOrder(delivery: Delivery): boolean {
    return this.unreachable.has(delivery) || (delivery.attempts <= ORDERED_ATTEMPTS && (delivery.lastStatus ?? 500) >= 500);
  }

  /** The fault of this name that the notification brought along, or one that waits for it. */
  private occurs(name: string, delivery: Delivery): OwnFault | undefined {
    if (delivery.fault?.name === name) return delivery.attempts === 0 ? delivery.fault : undefined;
    return this.parts.faults.take(name, { phone: delivery.lane.split('@')[0]! });
  }

  /** What may keep a notification from being posted now: it is dropped, late, or changes places with the next. */
  private heldBack(delivery: Delivery): boolean {
    if (delivery.attempts > 0 || delivery.held) return false;
    if (this.occurs('drop_webhooks', delivery)) {
      this.parts.poster.dropped(delivery.body, { signature: 'none', attempt: 1, ...(delivery.appId ? { appId: delivery.appId } : {}) });
      this.finish(delivery);
      return true;
    }
    const swapped = this.occurs('swap_webhooks', delivery);
    const delayed = swapped ?? (delivery.dueAt > delivery.firstAt ? undefined : this.occurs('webhook_delay', delivery));
    if (!delayed) return false;
    this.postponeUntil(delivery, this.parts.clock.now() + (delayed.delay_ms ?? 2000));
    if (swapped) delivery.held = 'swapped';
    return true;
  }

  private async deliver(wanted: Delivery[]): Promise<void> {
    const due = wanted.filter((delivery) => !this.heldBack(delivery));
    const [first] = due;
    if (!first) return;
    const body = due.length === 1 ? first.body : batched(due.map((delivery) => delivery.body));
    const copies = this.copies(first);
    const signature = this.occurs('tampered_signature', first) ? 'bad' : 'valid';
    const options = {
      signature,
      attempt: Math.max(...due.map((delivery) => delivery.attempts)) + 1,
      ...(first.appId ? { appId: first.appId } : {}),
    };
    const results = await Promise.all(Array.from({ length: copies }, () => this.parts.poster.post(body, options)));
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
      for (const waiting of this.lane(first.lane)) if (waiting.held === 'swapped') waiting.dueAt = this.parts.clock.now();
      if (this.unreachable.size > 0) this.retryNow([...this.unreachable]);
    }
    void this.parts.store.changed();
  }

  /** 2 when it is posted twice at once; with a delay the second copy is a notification of its own. */
  private copies(delivery: Delivery): number {
    const twice = this.occurs('duplicate_webhooks', delivery);
    if (!twice || twice.delay_ms === undefined) return twice ? 2 : 1;
    const { fault: _own, ...rest } = delivery;
    const { state } = this.parts.store;
    const copy: Delivery = { ...rest, id: state.nextDelivery++, firstAt: this.parts.clock.now(), dueAt: 0, attempts: 0, held: 'late' };
    state.queue[copy.id] = copy;
    this.lane(copy.lane).push(copy);
    this.postponeUntil(copy, copy.firstAt + twice.delay_ms);
    return 1;
  }

  private postponeUntil(delivery: Delivery, due: number): void {
    delivery.dueAt = due;
    this.parts.scheduler.at(due, () => this.pump(delivery.lane));
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
    this.postponeUntil(delivery, due);
    if (unreachable) this.unreachable.add(delivery);
    else this.unreachable.delete(delivery);
  }
}
