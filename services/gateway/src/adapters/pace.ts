import { Injectable } from '@nestjs/common';
import { full, numberRate, pairRate, take } from '../domain/pacing.ts';
import type { Bucket, Rate } from '../domain/pacing.ts';
import type { SendRow } from './send-row.ts';

const mostPairs = 10_000;

/** Meta's rates, kept in this process: a replica more means 130429 and 131056 are met sooner, and backed off from. */
@Injectable()
export class Pace {
  readonly #pairs = new Map<string, Bucket>();
  readonly #numbers = new Map<string, Bucket>();

  /** @returns 0 if the send may go now (and is counted), else ms to wait */
  take(send: Pick<SendRow, 'numberId' | 'conversationId' | 'speaker'>, now: number): number {
    const isPerson = send.speaker !== 'bot';
    const pair = this.look(this.#pairs, send.conversationId, pairRate, now, isPerson);
    const number = this.look(this.#numbers, send.numberId, numberRate, now, isPerson);
    const waitMs = Math.max(pair.waitMs, number.waitMs);
    if (waitMs > 0) return waitMs;
    if (this.#pairs.size > mostPairs) this.#pairs.clear();
    this.#pairs.set(send.conversationId, pair.bucket);
    this.#numbers.set(send.numberId, number.bucket);
    return 0;
  }

  private look(buckets: ReadonlyMap<string, Bucket>, key: string, rate: Rate, now: number, isPerson: boolean): { bucket: Bucket; waitMs: number } {
    return take(buckets.get(key) ?? full(rate, now), rate, now, isPerson);
  }
}
