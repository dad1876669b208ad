import { withTransaction } from '@frontdesk/postgres';
import { ruleOf, throttlingCodes } from '@frontdesk/whatsapp';
import type { Rejected } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { left, levels, pairRate, received, refused, reserve, take, use } from '../domain/pacing.ts';
import type { Block, NumberPace } from '../domain/pacing.ts';
import { PacesStore } from './paces.store.ts';
import type { SendRow } from './send-row.ts';

/** A send that would go now. `paidTo`: the bucket of its customer, as its fence's row holds it; of what goes, after it went. */
export interface Paced {
  readonly send: SendRow;
  readonly paidTo: number;
}

/** What of it may go; nothing is kept of it before `keep`. */
export interface Pacing {
  readonly go: readonly Paced[];
  /** by conversation, ms */
  readonly waits: ReadonlyMap<string, number>;
  readonly blocks: ReadonlyMap<string, Block>;
  readonly counted: ReadonlyMap<string, number>;
}

const isPerson = ({ send: { speaker } }: Paced): boolean => speaker !== 'bot';
/** What was received longer ago has been paid for by time. */
const forgottenMs = 1_000;
const receivedShare = 0.05;

/**
 * Meta's rates, shared among replicas: a person's bucket lies in the row of their fence, a number's in one of its own. Of a number's this process
 * takes what it needs, and a little ahead when it is busy, so that the row is written per block and not per message. All times are real time, ms.
 */
@Injectable()
export class Pace {
  readonly #blocks = new Map<string, Block>();
  /** received, and not counted in the row yet */
  readonly #received = new Map<string, { count: number; since: number }>();

  readonly #levels = new Map<string, number>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly store: PacesStore,
  ) {}

  /** Under the fences' locks, as the last of the transaction. It may run again, so what it found is `keep`'s to remember, once committed. */
  async take(tx: EntityManager, sends: readonly Paced[], now: number): Promise<Pacing> {
    const waits = new Map<string, number>();
    const byNumber = new Map<string, Paced[]>();
    for (const one of sends.toSorted((a, b) => Number(isPerson(b)) - Number(isPerson(a)) || a.send.queuedAt - b.send.queuedAt)) {
      const { count, paidTo, waitMs } = take(one.paidTo, pairRate, now, 1, isPerson(one));
      if (count === 0) waits.set(one.send.conversationId, waitMs);
      else byNumber.set(one.send.numberId, [...(byNumber.get(one.send.numberId) ?? []), { ...one, paidTo }]);
    }
    const short = [...byNumber].filter(([id, wanted]) => left(this.#blocks.get(id), now) < wanted.length).map(([id]) => id);
    const paces = short.length > 0 ? await this.store.lock(tx, short) : new Map<string, NumberPace>();
    for (const [id, { level }] of paces) this.#levels.set(id, level);
    const [go, blocks, counted, saved] = [
      [] as Paced[],
      new Map<string, Block>(),
      new Map<string, number>(),
      new Map<string, NumberPace>(),
    ];
    for (const [id, wanted] of byNumber) {
      const block = this.#blocks.get(id);
      const pace = paces.get(id);
      if (!pace) {
        blocks.set(id, use(block as Block, wanted.length));
        go.push(...wanted);
        continue;
      }
      const debt = this.debt(id, now);
      if (debt > 0) counted.set(id, debt);
      const people = wanted.filter(isPerson).length;
      const reserved = reserve(received(pace, debt, now), block, { people, bots: wanted.length - people }, now);
      saved.set(id, reserved.pace);
      blocks.set(id, reserved.block);
      go.push(...wanted.slice(0, reserved.go));
      // each is looked at again when it would be its turn
      for (const [index, { send }] of wanted.slice(reserved.go).entries())
        waits.set(send.conversationId, reserved.waitMs + Math.floor(index * reserved.eachMs));
    }
    await this.store.save(tx, saved);
    return { go, waits, blocks, counted };
  }

  keep({ blocks, counted }: Pick<Pacing, 'blocks' | 'counted'>): void {
    for (const [id, block] of blocks) this.#blocks.set(id, block);
    for (const [id, count] of counted) {
      const debt = this.#received.get(id);
      if (debt) this.#received.set(id, { ...debt, count: Math.max(0, debt.count - count) });
    }
  }

  /** Customers wrote to these numbers, so often each. Counted with the next block, or by itself once there is about one's worth of it. */
  async received(counts: ReadonlyMap<string, number>, now: number): Promise<void> {
    const due = new Map<string, number>();
    for (const [id, count] of counts) {
      const [debt, since] = [this.debt(id, now) + count, this.#received.get(id)?.since ?? now];
      this.#received.set(id, { count: debt, since });
      if (debt >= Math.max(1, (this.#levels.get(id) ?? levels.standard) * receivedShare)) due.set(id, debt);
    }
    for (const id of due.keys()) this.#received.delete(id);
    await this.change([...due.keys()], (pace, id) => received(pace, due.get(id)!, now));
  }

  /** What Meta answered to a send: too fast, and for how long it asks us to wait. */
  async heard(numberId: string, answer: Rejected): Promise<void> {
    if (answer.httpStatus === 0 || !(throttlingCodes.has(answer.code) || answer.httpStatus === 429)) return;
    await this.tooFast(numberId, answer.retryAfterMs ?? ruleOf(answer).afterMs ?? 0, Date.now());
  }

  /** Meta refused a send of the number's as too fast, at once or in a status. */
  async tooFast(numberId: string, waitMs: number, now: number): Promise<void> {
    this.#blocks.delete(numberId);
    await this.change([numberId], (pace) => refused(pace, now, waitMs));
  }

  /** How many messages a second Meta lets the number send and receive. */
  async learn(numberId: string, levelAfter: (known: number) => number): Promise<void> {
    await this.change([numberId], (pace) => ({ ...pace, level: levelAfter(pace.level) }));
  }

  /** Its own short transaction: whoever waits for the rows waits for nothing else. */
  private async change(numberIds: readonly string[], change: (pace: NumberPace, numberId: string) => NumberPace): Promise<void> {
    if (numberIds.length === 0) return;
    const paces = await withTransaction(this.dataSource, async (tx) => {
      const locked = await this.store.lock(tx, numberIds);
      const changed = new Map([...locked].map(([id, pace]) => [id, change(pace, id)]));
      await this.store.save(tx, changed);
      return changed;
    });
    for (const [id, { level }] of paces) this.#levels.set(id, level);
  }

  private debt(numberId: string, now: number): number {
    const debt = this.#received.get(numberId);
    if (debt && now - debt.since <= forgottenMs) return debt.count;
    this.#received.delete(numberId);
    return 0;
  }
}
