import { call } from '@frontdesk/demo';
import type { Bubble } from '@frontdesk/demo';

export interface Said {
  readonly by: 'customer' | 'business';
  readonly text: string;
}

/** The line between a customer and whoever answers; what was said on it stays. */
export interface Line {
  /** @param twice the webhook comes twice, as Meta's sometimes do */
  send(message: object, twice: boolean): Promise<void>;
  /** What the business says after its first `after` messages, once it has said all; [] if it says nothing for so long. */
  replies(after: number, patienceMs: number): Promise<readonly string[]>;
  transcript(): Promise<readonly Said[]>;
}

/** What comes later than this after a message was not said in one breath with it. */
const breathMs = 700;

/** Of what the business said last. */
export const sendIdOf = (bubbles: readonly Bubble[]): string | undefined =>
  bubbles.findLast(({ direction }) => direction === 'out')?.biz_opaque_callback_data?.split(':', 1)[0];

/** A phone of the twin's. */
export class WhatsApp implements Line {
  readonly #customer: string;
  #wrote = 0;

  /** @param settled waits until nothing more is being said, after a send, to so many messages */
  constructor(
    url: string,
    phone: string,
    private readonly settled: (sendId: string, wrote: number) => Promise<void>,
  ) {
    this.#customer = `${url}/_sim/customers/${encodeURIComponent(phone)}`;
  }

  async send(message: object, twice: boolean): Promise<void> {
    const headers: Record<string, string> = twice ? { 'x-sim-fault': 'duplicate_webhooks; delay_ms=100' } : {};
    this.#wrote += 1;
    await call(`${this.#customer}/messages`, { body: message, headers });
  }

  async replies(after: number, patienceMs: number): Promise<readonly string[]> {
    let heard = await this.#heard(after, patienceMs);
    for (let before = after; heard.length > before;) {
      before = heard.length;
      await this.settled(sendIdOf(heard)!, this.#wrote);
      heard = await this.#heard(before, breathMs);
    }
    return heard.slice(after).map(({ text }) => text);
  }

  async transcript(): Promise<readonly Said[]> {
    return (await this.bubbles()).map(({ direction, type, text }) => ({
      by: direction === 'in' ? 'customer' : 'business',
      text: text || `[${type}]`,
    }));
  }

  async bubbles(): Promise<Bubble[]> {
    return (await call<Bubble[]>(`${this.#customer}/thread`)).data;
  }

  /** What the business has said, as soon as it is more than `after`, or after so long. */
  async #heard(after: number, withinMs: number): Promise<Bubble[]> {
    const { data } = await call<Bubble[]>(`${this.#customer}/thread?wait_after=${after}&timeout_ms=${withinMs}`);
    return data.filter(({ direction }) => direction === 'out');
  }
}
