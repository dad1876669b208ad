import { call } from './http.ts';
import { until } from './until.ts';

export interface Bubble {
  wamid: string;
  direction: 'in' | 'out';
  at: string;
  type: string;
  text: string;
  template?: { name: string };
  status: string;
  statuses: { status: string; at: string; errors?: unknown }[];
  biz_opaque_callback_data?: string;
}

/** The outside of Frontdesk: the twin's control API. */
export class World {
  constructor(readonly url: string) {}

  phone(number: string): Phone {
    return new Phone(this.url, number);
  }

  /** Moves the clock of the whole system; answers when every process has followed. */
  async advance(ms: number): Promise<void> {
    await call(`${this.url}/_sim/clock`, { body: { advance_ms: ms } });
  }

  async setClock(iso: string): Promise<void> {
    await call(`${this.url}/_sim/clock`, { body: { set_iso: iso } });
  }

  async now(): Promise<number> {
    return (await call<{ now_ms: number }>(`${this.url}/_sim/clock`)).data.now_ms;
  }

  async fault(fault: object): Promise<void> {
    await call(`${this.url}/_sim/faults`, { body: fault });
  }

  async noFaults(): Promise<void> {
    await call(`${this.url}/_sim/faults`, { method: 'DELETE' });
  }

  /** Posts a webhook as Meta would, or wrongly signed. @returns what Frontdesk answered */
  async webhook(body: object | string, signature: 'valid' | 'bad' | 'none' = 'valid'): Promise<{ status: number; body: string }> {
    return (await call<{ status: number; body: string }>(`${this.url}/_sim/webhooks/raw`, { body: { body, signature } })).data;
  }

  /** Webhooks as they were posted, each attempt, with what Frontdesk answered. */
  async webhooks(): Promise<{ seq: number; attempt: number; status: number; body: unknown }[]> {
    return (await call<{ seq: number; attempt: number; status: number; body: unknown }[]>(`${this.url}/_sim/webhooks`)).data;
  }

  /** What the demo shop was asked to change, by the key of each change. */
  async shopChanges(): Promise<{ key: string; order: string; status: number; asked: number }[]> {
    return (await call<{ key: string; order: string; status: number; asked: number }[]>(`${this.url}/shop/changes`)).data;
  }

  /** E-mails, text messages and notifications that left. */
  async outbox(): Promise<Record<string, unknown>[]> {
    const { data } = await call<Record<string, unknown>[] | { outbox: Record<string, unknown>[] }>(`${this.url}/notify/outbox`);
    return Array.isArray(data) ? data : data.outbox;
  }
}

/** One customer's phone. */
export class Phone {
  constructor(
    private readonly url: string,
    readonly number: string,
  ) {}

  async write(text: string): Promise<string> {
    return this.send({ type: 'text', text });
  }

  async send(message: object): Promise<string> {
    return (await call<{ wamid: string }>(`${this.url}/_sim/customers/${encodeURIComponent(this.number)}/messages`, { body: message })).data
      .wamid;
  }

  async thread(): Promise<Bubble[]> {
    return (await call<Bubble[]>(`${this.url}/_sim/customers/${encodeURIComponent(this.number)}/thread`)).data;
  }

  /** What the business sent, oldest first. */
  async received(): Promise<Bubble[]> {
    return (await this.thread()).filter((bubble) => bubble.direction === 'out');
  }

  /** Writes, and waits for as many messages of the business as are expected. @returns them */
  async ask(text: string, expect = 1): Promise<Bubble[]> {
    const before = (await this.received()).length;
    await this.write(text);
    return this.next(before, expect, `an answer to "${text}"`);
  }

  /** Waits until the business has sent `expect` messages more than `before`. */
  async next(before: number, expect = 1, what = 'a message', withinMs = 30_000): Promise<Bubble[]> {
    return until(
      what,
      async () => {
        const received = await this.received();
        return received.length >= before + expect ? received.slice(before) : undefined;
      },
      withinMs,
    );
  }
}
