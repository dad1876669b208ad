import type { Fact, Newer, Service, WrittenBy } from '@frontdesk/contracts';
import type { EntityManager } from 'typeorm';
import type { Batch } from '../port.ts';
import type { Cause, MessageOn, ReadTopic } from './cause.ts';
import type { Claimed, Entry } from './commit.ts';
import { bury, dueDead, handled, markRedriven, markTold, redriveBatch, untold } from './dead-letters.ts';
import { failureOf, isTransient } from './errors.ts';
import type { Failure } from './errors.ts';
import type { InboxOptions, Traceparents, Work } from './inbox-options.ts';
import { lookForLeftOver } from './left-over.ts';
import type { LeftOver } from './left-over.ts';
import { Ledger } from './ledger.ts';
import { Publisher } from './publisher.ts';
import { Sweeper } from './sweeper.ts';
import type { Ending, Job } from './sweeper.ts';
import { entryOf, itemsOf, traceparentsOf } from './take.ts';
import type { Item } from './take.ts';

/** The same over what was claimed, for slow work. */
export type ItemWork = (tx: EntityManager, claimed: readonly Claimed<Item>[], decidedAt: number) => Promise<readonly (readonly Fact[])[]>;

interface How {
  /** no id is claimed */
  readonly unclaimed?: boolean;
  /** of types that are newer than this code */
  readonly newer?: 'kept';
  readonly together?: unknown;
}

/** The work of who only keeps what it reads. */
type Keep<Read> = (tx: EntityManager, messages: readonly Read[], traceparents: Traceparents) => Promise<void>;

/** A dead letter, and what is re-driven, is claimed in any case. */
const isPlain = ({ failure, redrives }: Item): boolean => !failure && !redrives;

export type Ran<R> = { readonly duplicate: true } | { readonly duplicate: false; readonly result: R };

/**
 * Every producing transaction of a service goes through its inbox (README, rule 4). A batch is one transaction. If it fails for a reason
 * that won't pass, it is rolled back and taken message by message: the one that fails alone becomes a dead letter, and the messages after it,
 * of its conversation too, go on.
 */
export class Inbox<S extends Service = Service> {
  private readonly publisher: Publisher;
  private readonly ledger: Ledger;
  private readonly sweeper: Sweeper;
  private readonly ignored: ReadonlySet<string>;
  private readonly jobs: Job[] = [];
  private readonly endings: Ending[] = [];
  private deliver: ((batch: Batch) => Promise<void>) | undefined;

  constructor(readonly options: InboxOptions<S>) {
    const { dataSource, clock, log, retentionDays = 4 } = options;
    this.ignored = new Set(options.ignores);
    this.publisher = new Publisher(options);
    this.ledger = new Ledger(options, this.publisher);
    this.jobs.push(
      (found) => this.publisher.sweep(found),
      (found) => this.tell(found),
      (found) => this.redrive(found),
    );
    const look = () => this.look();
    const warn = (code: string) => log.warn({ code }, 'a sweep of the inbox did not finish; the next one goes on');
    this.sweeper = new Sweeper({ look, dataSource, clock, retentionDays, warn }, this.jobs);
  }

  /**
   * One batch in one transaction. Rejects if the batch has to come again; nothing is lost then. Batches that wait at the same time and have the
   * same `work` (the same function, so a member and no closure) are one batch to it.
   */
  async process<T extends ReadTopic>(batch: Batch, work: Work<S, T>): Promise<void> {
    await this.take(
      batch,
      (tx, all) =>
        work(
          tx,
          all.map(({ entry }) => entry.message as MessageOn<T>),
          traceparentsOf(all),
        ),
      { together: work },
    );
  }

  /**
   * For who only keeps what it reads, by the messages' own ids, and answers nothing: no id is claimed, so a message that comes again is worked on
   * again. What fails alone becomes a dead letter as ever.
   */
  async record<T extends ReadTopic>(batch: Batch, work: Keep<MessageOn<T>>): Promise<void> {
    await this.keep(batch, work);
  }

  /** As `record`, and of a type that a newer release writes there is the envelope: for who may miss nothing, also while two releases run. */
  async recordAll<T extends ReadTopic>(batch: Batch, work: Keep<MessageOn<T> | Newer>): Promise<void> {
    await this.keep(batch, work, 'kept');
  }

  private async keep<Read>(batch: Batch, work: Keep<Read>, newer?: 'kept'): Promise<void> {
    const answerNothing: ItemWork = async (tx, all) => {
      const read = all.map(({ entry: { message, envelope } }) => (message ?? { envelope }) as Read);
      await work(tx, read, traceparentsOf(all));
      return all.map(() => []);
    };
    await this.take(batch, answerNothing, { together: work, unclaimed: true, ...(newer && { newer }) });
  }

  /** For slow work: as `process`, with the claims. @returns the claims of this call */
  async take(batch: Batch, work: ItemWork, how: How = {}): Promise<readonly Claimed<Item>[]> {
    const items = itemsOf(batch, this.ignored, how.newer);
    if (items.length === 0) return [];
    const startedAt = Date.now();
    try {
      return await this.commit(batch, items, startedAt, work, how);
    } catch (error) {
      if (isTransient(error)) throw this.comesAgain(batch, error);
      return await this.oneByOne(batch, items, startedAt, work, how).catch((alone: unknown) => {
        throw this.comesAgain(batch, alone);
      });
    }
  }

  /**
   * One transaction for a console command, a due job, the end of slow work. Once committed it is done: if the log is away, the sweeper
   * publishes it later.
   */
  async run<R>(cause: Cause, work: (tx: EntityManager) => Promise<{ facts: readonly Fact<WrittenBy<S>>[]; result: R }>): Promise<Ran<R>> {
    let result: { value: R } | undefined;
    const claimed = await this.settle([entryOf(cause)], async (tx) => {
      const done = await work(tx);
      result = { value: done.result };
      return [done.facts];
    });
    return result && claimed.length > 0 ? { duplicate: false, result: result.value } : { duplicate: true };
  }

  /**
   * Many causes (due jobs) in one transaction; `work` sees the new ones and answers facts per cause, in order. Calls that wait at the same time
   * and have the same `work` (the same function, so a member and no closure) are one to it. @returns the new ones of this call
   */
  async runMany<C extends Cause>(
    causes: readonly C[],
    work: (tx: EntityManager, fresh: readonly C[]) => Promise<readonly (readonly Fact<WrittenBy<S>>[])[]>,
  ): Promise<readonly C[]> {
    if (causes.length === 0) return [];
    const claimed = await this.ledger.commit(
      {
        entries: causes.map((cause) => ({ ...entryOf(cause), cause })),
        isCurrent: () => true,
        startedAt: Date.now(),
        together: work,
        work: (tx, fresh) =>
          work(
            tx,
            fresh.map(({ entry }) => entry.cause),
          ),
      },
      'left to the sweeper',
    );
    return claimed.map(({ entry }) => entry.cause);
  }

  /**
   * Work that has no cause and says nothing, as the last of the transaction that runs, or of the next, with whatever else that does. After a
   * rollback it may run again, so it keeps nothing but what it returns. @returns that, once committed
   */
  beside<R>(work: (tx: EntityManager) => Promise<R>): Promise<R> {
    return this.ledger.beside(work);
  }

  /** As `runMany`, for slow work: entries that continue a record. */
  async settle<E extends Entry>(
    entries: readonly E[],
    work: (tx: EntityManager, claimed: readonly Claimed<E>[], decidedAt: number) => Promise<readonly (readonly Fact[])[]>,
    isCurrent: () => boolean = () => true,
  ): Promise<readonly Claimed<E>[]> {
    if (entries.length === 0) return [];
    return this.ledger.commit({ entries, isCurrent, startedAt: Date.now(), work }, 'left to the sweeper');
  }

  /** Where re-driven dead letters and resumed slow work go: the handler of their topic. `BusTransport` says it. */
  deliverThrough(deliver: (batch: Batch) => Promise<void>): void {
    this.deliver = deliver;
  }

  /** Gives a batch that did not come from the log to the handler of its topic. @returns false if nobody has said where */
  async again(batch: Batch): Promise<boolean> {
    await this.deliver?.(batch);
    return this.deliver !== undefined;
  }

  /** A further job of the sweeper, and what `stop` has to wait for. */
  onSweep(job: Job, ending: Ending): void {
    this.jobs.push(job);
    this.endings.push(ending);
  }

  /** Starts the sweeper: at once, then each second. It publishes what a crash left, re-drives, resumes slow work, forgets old ids. */
  start(): void {
    this.sweeper.start();
  }

  /** One round of the sweeper now; on assignment. Never rejects. */
  sweep(): Promise<void> {
    return this.sweeper.sweep();
  }

  /** Says that `stop` follows once the batches in hand are done: they wait for places in lanes, and what has those is given back instead of begun. */
  stopIsNear(): void {
    for (const { near } of this.endings) near();
  }

  async stop(): Promise<void> {
    this.stopIsNear();
    await this.sweeper.stop();
    await Promise.all(this.endings.map(({ drain }) => drain()));
    await this.publisher.drop();
  }

  private async commit(
    batch: Batch,
    items: readonly Item[],
    startedAt: number,
    work: ItemWork,
    how: How,
  ): Promise<readonly Claimed<Item>[]> {
    const { service, clock, meters, seal, log, patienceMs } = this.options;
    const claimed = await this.ledger.commit({
      topic: batch.topic,
      patienceMs: patienceMs?.(batch.topic) ?? 0,
      entries: items,
      isCurrent: () => batch.isCurrent(),
      startedAt,
      unclaimed: how.unclaimed === true && items.every(isPlain),
      ...(how.together && items.every(isPlain) ? { together: how.together } : {}),
      work: async (tx, all, decidedAt) => {
        const sound = all.filter(({ entry }) => !entry.failure);
        const facts = sound.length > 0 ? await work(tx, sound, decidedAt) : [];
        if (facts.length !== sound.length) return facts;
        await markRedriven(
          tx,
          sound.flatMap(({ entry }) => entry.redrives ?? []),
        );
        const bySound = new Map(sound.map((one, index) => [one, facts[index]!]));
        const each: (readonly Fact[])[] = [];
        for (const one of all) each.push(bySound.get(one) ?? (await bury(tx, service, one, seal, decidedAt)));
        return each;
      },
    });
    for (const { entry } of claimed) {
      const { at, conversationId, failure, id, record, traceparent } = entry;
      if (!failure) {
        meters?.hop(Math.max(0, clock.now() - at) / 1000, traceparent);
        continue;
      }
      meters?.deadLetter();
      log.error({ topic: record.topic, record: id, code: failure.code, conversation_id: conversationId }, 'a message became a dead letter');
    }
    return claimed;
  }

  private async oneByOne(
    batch: Batch,
    items: readonly Item[],
    startedAt: number,
    work: ItemWork,
    how: How,
  ): Promise<readonly Claimed<Item>[]> {
    const claimed: Claimed<Item>[] = [];
    for (const item of items) {
      try {
        claimed.push(...(await this.commit(batch, [item], startedAt, work, how)));
      } catch (error) {
        if (isTransient(error)) throw error;
        const failure: Failure = failureOf(error);
        claimed.push(...(await this.commit(batch, [{ ...item, failure }], startedAt, work, how)));
      }
    }
    return claimed;
  }

  /** Said here, because Nest hides from the bus what a handler rejected with. */
  private comesAgain({ topic, partition }: Batch, error: unknown): unknown {
    const { log } = this.options;
    const cause = (error as { cause?: unknown } | undefined)?.cause;
    const why = { code: failureOf(error).code, cause: cause === undefined ? '' : failureOf(cause).code };
    log.warn({ topic, partition, ...why }, 'a batch has to come again');
    return error;
  }

  private async look(): Promise<LeftOver> {
    await this.publisher.drop();
    const found = await lookForLeftOver(this.options.dataSource, this.publisher.published);
    this.options.meters?.unpublished(found.outbox);
    return found;
  }

  private async tell({ untold: some }: LeftOver): Promise<void> {
    if (!some) return;
    const { dataSource, clock, service } = this.options;
    for (const row of await untold(dataSource)) {
      const { cause, said } = handled(row, service, clock.now());
      await this.settle([entryOf(cause)], async (tx) => [(await markTold(tx, row)) ? [said] : []]);
    }
  }

  private async redrive({ due }: LeftOver): Promise<void> {
    if (!this.deliver || !due) return;
    const { dataSource, open, log } = this.options;
    for (const row of await dueDead(dataSource)) {
      try {
        await this.deliver(redriveBatch(row, open));
      } catch (error) {
        log.warn({ record: row.id, code: failureOf(error).code }, 'a re-driven dead letter could not be taken yet');
      }
    }
  }
}
