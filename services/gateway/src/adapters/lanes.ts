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

type Marked =
  | { do: 'write'; send: SendRow; writeBy: number }
  | { do: 'wait'; until: number }
  | { do: 'look again' };

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
    let opened: { sendId: string; content: Content } | undefined;
    while (!this.#stopped) {
      const seen = await this.sends.look(this.dataSource.manager, conversationId);
      const step = next(seen, Date.now());
      if (step.do === 'nothing') return;
      if (step.do === 'wait') return this.wake(conversationId, step.until);
      const send = seen.open.find(({ sendId }) => sendId === step.send.sendId) as SendRow;
      if (step.do === 'cancel') {
        await this.settlement.cancel(send);
        continue;
      }
      if (opened?.sendId !== send.sendId) opened = { sendId: send.sendId, content: await this.contents.open(send) };
      const marked = await this.mark(conversationId, opened);
      if (marked.do === 'wait') return this.wake(conversationId, marked.until);
      if (marked.do === 'look again') continue;
      // under the mark, a request like any other for the fence; the mark also notes that it is no longer due
      if (send.chunk < 0) await this.contents.markRead(marked.send, opened.content, marked.writeBy);
      const outcome = await this.contents.send(marked.send, opened.content, marked.writeBy);
      if (!(await this.settlement.outcome(marked.send, outcome))) return;
    }
  }

  /** The check and the mark, under the lock of the fence: an epoch read later waits for the mark, one read before forbids it. */
  private mark(conversationId: string, opened: { sendId: string; content: Content }): Promise<Marked> {
    return withTransaction(this.dataSource, async (tx): Promise<Marked> => {
      const lane = await this.sends.lock(tx, conversationId);
      const now = Date.now();
      const decided = next(lane, now);
      const send = decided.do === 'write' ? lane.open.find(({ sendId }) => sendId === decided.send.sendId) : undefined;
      if (send?.sendId !== opened.sendId) return { do: 'look again' };
      const waitMs = this.pace.take(send, now);
      if (waitMs > 0) return { do: 'wait', until: now + waitMs };
      const writeBy = performance.now() + writeWithinMs;
      return { do: 'write', send: await this.sends.mark(tx, send, opened.content.bodies.length, now), writeBy };
    });
  }

  private wake(conversationId: string, until: number): void {
    clearTimeout(this.#timers.get(conversationId));
    this.#timers.set(conversationId, setTimeout(() => {
      this.#timers.delete(conversationId);
      this.poke(conversationId);
    }, Math.max(1, until - Date.now())).unref());
  }
}
