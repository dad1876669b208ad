import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Inbox, isTransient } from '@frontdesk/bus';
import { Logger } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { next } from '../domain/lane.ts';
import { Contents } from './content.ts';
import type { Content } from './content.ts';
import { FencesStore } from './fences.store.ts';
import { Pace } from './pace.ts';
import type { Pacing } from './pace.ts';
import type { SendRow } from './send-row.ts';
import { SendsStore } from './sends.store.ts';
import { Settlement } from './settlement.ts';
import { uploadTimeoutMs } from './uploads.ts';

/** A mark is good for this long: the request is written within it, or not at all. */
export const writeWithinMs = 2_000;
/** Calls that are out at a time: 1,000 a second, the most that Meta takes for a number, are as many when each lasts half a second. */
const widest = 512;
/** then it is looked at again, whatever it waits for */
const longestWaitMs = 60_000;
/** then a lane that another transaction held is looked at again: a transaction lasts a few ms */
const heldMs = 50;
/** longer than an upload may take; after a crash another one begins it then */
const uploadLeaseMs = uploadTimeoutMs + 10_000;
/** between two tries to record an answer */
const [firstWaitMs, lastWaitMs] = [100, 5_000];

interface Call {
  readonly send: SendRow;
  readonly content: Content;
  readonly isRead: boolean;
}
/** What the lanes do that were due: times are real time, ms. */
interface Round {
  readonly calls: readonly Call[];
  readonly cancel: readonly SendRow[];
  /** what Meta has to have first */
  readonly uploads: readonly Omit<Call, 'isRead'>[];
  readonly waits: ReadonlyMap<string, number>;
  readonly paced: Pick<Pacing, 'blocks' | 'counted'>;
  readonly writeBy: number;
}

/**
 * Sends, in order within a conversation, concurrently across. What is due lies in the table; a poke is only a hint to look. All lanes that are due
 * are looked at and marked as the last of the transaction that runs, so what that has just queued goes along; else of the next.
 */
@Injectable()
export class Lanes implements BeforeApplicationShutdown {
  /** a call of theirs is out, or a round looks at them */
  readonly #busy = new Map<string, Promise<void>>();
  readonly #due = new Set<string>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #rounds: Promise<void> | undefined;
  readonly #stopping = new AbortController();

  constructor(
    private readonly inbox: Inbox<'gateway'>,
    private readonly fences: FencesStore,
    private readonly sends: SendsStore,
    private readonly settlement: Settlement,
    private readonly contents: Contents,
    private readonly pace: Pace,
    private readonly logger: Logger,
  ) {}

  poke(conversationId: string): void {
    if (this.#stopping.signal.aborted) return;
    this.#due.add(conversationId);
    this.turn();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopping.abort();
    this.#due.clear();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await this.#rounds;
    await Promise.all(this.#busy.values());
  }

  private turn(): void {
    if (this.#due.size > 0) this.#rounds ??= this.rounds();
  }

  private async rounds(): Promise<void> {
    await Promise.resolve();
    while (this.ready(0).length > 0) {
      const lanes = new Set<string>();
      try {
        this.begin(await this.inbox.beside((tx) => this.round(tx, this.taken(lanes))));
      } catch (error) {
        // the sweeper finds them again; a transaction that could not begin has not taken them
        this.taken(lanes);
        this.logger.error('lanes stopped, they are looked at again', error, { lanes: lanes.size });
      }
    }
    this.#rounds = undefined;
  }

  /** The lanes that are due when the round begins: those too that its transaction has just given something to do. */
  private taken(lanes: Set<string>): readonly string[] {
    for (const id of this.ready(lanes.size)) {
      this.#due.delete(id);
      lanes.add(id);
    }
    return [...lanes];
  }

  private ready(taken: number): string[] {
    return [...this.#due].filter((id) => !this.#busy.has(id)).slice(0, Math.max(0, widest - this.#busy.size - taken));
  }

  /** The check and the marks, under the locks of the fences: an epoch read later waits for a mark, one read before forbids it. */
  private async round(tx: EntityManager, conversationIds: readonly string[]): Promise<Round> {
    const { lanes, held } = await this.fences.lockFree(tx, conversationIds);
    const now = Date.now();
    const waits = new Map([...held].map((id) => [id, now + heldMs]));
    const [cancel, write]: [SendRow[], SendRow[]] = [[], []];
    for (const [id, lane] of lanes) {
      const step = next(lane, now);
      if (step.do === 'wait') waits.set(id, step.until);
      else if (step.do !== 'nothing')
        (step.do === 'cancel' ? cancel : write).push(lane.open.find(({ sendId }) => sendId === step.send.sendId) as SendRow);
    }
    const opened = await this.contents.openAll(tx, write);
    const [uploads, able]: [Omit<Call, 'isRead'>[], SendRow[]] = [[], []];
    for (const send of write) {
      const content = opened.get(send.sendId);
      if (content?.missing) uploads.push({ send, content });
      else if (content) able.push(send);
    }
    await this.sends.putOff(
      tx,
      uploads.map(({ send }) => send.sendId),
      now + uploadLeaseMs,
    );
    const ready = able.map((send) => ({ send, paidTo: lanes.get(send.conversationId)!.paidTo }));
    const paced = await this.pace.take(tx, ready, now);
    for (const [id, waitMs] of paced.waits) waits.set(id, now + waitMs);
    const [markedAt, writeBy] = [Date.now(), performance.now() + writeWithinMs];
    const marked = await this.sends.mark(
      tx,
      paced.go.map((one) => ({ ...one, chunks: opened.get(one.send.sendId)!.messages.length })),
      markedAt,
    );
    const calls = marked.map((send, index) => ({ send, content: opened.get(send.sendId)!, isRead: paced.go[index]!.send.chunk < 0 }));
    return { calls, cancel, uploads, waits, paced, writeBy };
  }

  private begin({ calls, cancel, uploads, waits, paced, writeBy }: Round): void {
    this.pace.keep(paced);
    for (const [id, until] of waits) this.wake(id, until);
    for (const send of cancel)
      this.go(
        send,
        this.settlement.cancel(send).then(() => true),
      );
    for (const { send, content } of uploads) this.go(send, this.upload(send, content));
    for (const call of calls) this.go(call.send, this.call(call, writeBy));
  }

  /** It is this replica's meanwhile, and due when it has ended, or was given up here. */
  private async upload(send: SendRow, content: Content): Promise<boolean> {
    await this.untilStopped(this.contents.upload(send, content));
    await this.inbox.beside((tx) => this.sends.putOff(tx, [send.sendId], Date.now()));
    return true;
  }

  /** An upload may last for minutes; whoever comes after makes it again. */
  private async untilStopped(work: Promise<void>): Promise<void> {
    const { signal } = this.#stopping;
    const waiting = new AbortController();
    const stopped = signal.aborted ? undefined : once(signal, 'abort', { signal: waiting.signal }).catch(() => undefined);
    await Promise.race([work, stopped]);
    waiting.abort();
  }

  /** @param work whether there may be more to do afterwards */
  private go({ conversationId }: SendRow, work: Promise<boolean>): void {
    this.#busy.set(
      conversationId,
      work
        .catch((error: unknown) => {
          this.logger.error('lane stopped', error, { conversation_id: conversationId });
          return false;
        })
        .then((isMore) => {
          this.#busy.delete(conversationId);
          if (isMore) this.poke(conversationId);
          else this.turn();
        }),
    );
  }

  private async call({ send, content, isRead }: Call, writeBy: number): Promise<boolean> {
    // under the mark, a request like any other for the fence; the mark also notes that it is no longer due
    if (isRead) await this.contents.markRead(send, content, writeBy);
    const outcome = await this.contents.send(send, content, writeBy);
    const isMore = await this.record(send, outcome);
    if (outcome.kind === 'rejected') await this.pace.heard(send.numberId, outcome);
    return isMore;
  }

  /** Meta does not say it twice: as long as the database is away, the answer is kept here. */
  private async record(send: SendRow, outcome: Parameters<Settlement['outcome']>[1]): Promise<boolean> {
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(lastWaitMs, 2 * waitMs)) {
      try {
        return await this.settlement.outcome(send, outcome);
      } catch (error) {
        if (!isTransient(error) || this.#stopping.signal.aborted) throw error;
        this.logger.warn('an answer of Meta is not recorded yet, it is tried again', { send_id: send.sendId });
        await pause(waitMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      }
    }
  }

  private wake(conversationId: string, until: number): void {
    clearTimeout(this.#timers.get(conversationId));
    this.#timers.set(
      conversationId,
      setTimeout(
        () => {
          this.#timers.delete(conversationId);
          this.poke(conversationId);
        },
        Math.min(longestWaitMs, Math.max(1, until - Date.now())),
      ).unref(),
    );
  }
}
