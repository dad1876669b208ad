import { withTransaction } from '@frontdesk/postgres';
import { Logger } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { next } from '../domain/lane.ts';
import { Contents } from './content.ts';
import type { Content } from './content.ts';
import { Pace } from './pace.ts';
import { SendsStore } from './sends.store.ts';
import type { SendRow } from './sends.store.ts';
import { Settlement } from './settlement.ts';

/** A mark is good for this long: the request is written within it, or not at all. */
export const writeWithinMs = 2_000;
const widest = 32;

type Step =
  | { do: 'write'; send: SendRow; content: Content; writeBy: number }
  | { do: 'open' | 'cancel'; send: SendRow }
  | { do: 'wait'; until: number }
  | { do: 'nothing' };

/** Sends, in order within a conversation, concurrently across. What is due lies in the table; a poke is only a hint to look. */
@Injectable()
export class Lanes implements BeforeApplicationShutdown {
  readonly #running = new Map<string, Promise<void>>();
  readonly #waiting = new Set<string>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #stopped = false;

  constructor(
    private readonly dataSource: DataSource, private readonly sends: SendsStore, private readonly settlement: Settlement,
    private readonly contents: Contents, private readonly pace: Pace, private readonly logger: Logger,
  ) {}

  poke(conversationId: string): void {
    if (this.#stopped) return;
    this.#waiting.add(conversationId);
    this.fill();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    this.#waiting.clear();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.all(this.#running.values());
  }

  private fill(): void {
    for (const conversationId of this.#waiting) {
      if (this.#running.size >= widest) return;
      if (this.#running.has(conversationId)) continue;
      this.#waiting.delete(conversationId);
      const run = this.drive(conversationId)
        .catch((error: unknown) => this.logger.error('lane stopped', error, { conversation_id: conversationId }))
        .finally(() => {
          this.#running.delete(conversationId);
          this.fill();
        });
      this.#running.set(conversationId, run);
    }
  }

  private async drive(conversationId: string): Promise<void> {
    const opened = new Map<string, Content>();
    while (!this.#stopped) {
      const step = await this.step(conversationId, opened);
      switch (step.do) {
        case 'nothing': return;
        case 'wait': return this.wake(conversationId, step.until);
        case 'open':
          opened.clear();
          opened.set(keyOf(step.send), await this.contents.open(step.send));
          break;
        case 'cancel':
          await this.settlement.cancel(step.send);
          break;
        case 'write':
          await this.write(step);
      }
    }
  }

  /** The check and the mark, under the lock of the fence: an epoch read later waits for the mark, one read before forbids it. */
  private step(conversationId: string, opened: ReadonlyMap<string, Content>): Promise<Step> {
    return withTransaction(this.dataSource, async (tx): Promise<Step> => {
      const lane = await this.sends.lock(tx, conversationId);
      const now = Date.now();
      const decided = next(lane, now);
      if (decided.do === 'wait' || decided.do === 'nothing') return decided;
      const send = lane.open.find(({ sendId }) => sendId === decided.send.sendId) as SendRow;
      if (decided.do === 'cancel') return { do: 'cancel', send };
      const content = opened.get(keyOf(send));
      if (!content) return { do: 'open', send };
      const waitMs = send.chunk < 0 ? 0 : this.pace.take(send, now);
      if (waitMs > 0) return { do: 'wait', until: now + waitMs };
      const writeBy = performance.now() + writeWithinMs;
      return { do: 'write', send: await this.sends.mark(tx, send, content.bodies.length, now), content, writeBy };
    });
  }

  private async write({ send, content, writeBy }: { send: SendRow; content: Content; writeBy: number }): Promise<void> {
    if (send.chunk < 0) {
      await this.contents.markRead(send, content, writeBy);
      return this.settlement.receipt(send);
    }
    await this.settlement.outcome(send, await this.contents.send(send, content, writeBy));
  }

  private wake(conversationId: string, until: number): void {
    clearTimeout(this.#timers.get(conversationId));
    this.#timers.set(conversationId, setTimeout(() => {
      this.#timers.delete(conversationId);
      this.poke(conversationId);
    }, Math.max(1, until - Date.now())).unref());
  }
}

const keyOf = (send: SendRow): string => `${send.sendId} ${send.chunk < 0 ? 'receipt' : 'text'}`;
