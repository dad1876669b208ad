import type { DataSource, EntityManager } from 'typeorm';
import { refusalOf } from '../append-queue.ts';
import type { Bus } from '../port.ts';
import { CrashError, PublishError } from './errors.ts';
import { deleteOutbox, insertOutbox, markInInbox, readLeft, readLeftInInbox } from './outbox-rows.ts';
import type { OutboxRow } from './outbox-rows.ts';

/** After this long what a process committed and did not publish is taken by the sweeper. */
const LEFT_MS = 5_000;
/** A row that is on the log waits this long for a transaction that drops it on the way. A crash, or another process that takes the conversation, makes second copies of it meanwhile. */
const DROP_MS = 200;

interface PublisherOptions {
  readonly dataSource: DataSource;
  readonly bus: Bus;
  readonly clock: { now(): number };
  readonly onStep?: ((step: 'published' | 'marked') => void) | undefined;
}

export interface Stored {
  /** to be published once it is committed */
  readonly rows: readonly OutboxRow[];
  /** stored; gives what to call once it is committed */
  readonly done: Promise<() => void>;
}

/** Brings committed outputs to the log: in order within a conversation, as often as it takes; and drops their rows. */
export class Publisher {
  /** on the log, and their rows still there: the next transaction drops them, or who finds nothing else to do */
  private readonly done = new Set<string>();
  /** of those the ones that a transaction is dropping */
  private readonly taken = new Set<string>();
  private dropping: Promise<void> | undefined;
  private dropTimer: NodeJS.Timeout | undefined;

  constructor(private readonly options: PublisherOptions) {}

  /**
   * Stores what a transaction wrote, as its last statement, which is on its way when this resolves: on the log itself where that lies in the same
   * database, else in its outbox row. What earlier ones of its conversations left goes before it, so then it waits in its row too.
   * @throws BusError RECORD_TOO_LARGE or INVALID_RECORD: a row that the log refuses would be in the way of all that follows
   */
  async store(
    tx: EntityManager,
    row: OutboxRow,
    conversations: readonly string[],
    { left, at }: { left: readonly OutboxRow[]; at: number },
  ): Promise<Stored> {
    const { bus } = this.options;
    if (left.length === 0 && bus.appendWithin) return { rows: [], done: (await bus.appendWithin(tx, row.records)).done };
    const refused = refusalOf(row.records);
    if (refused) throw refused;
    return { rows: [...left, row], done: insertOutbox(tx, row, conversations, at).then(() => () => undefined) };
  }

  /** @throws PublishError; all of it comes again then */
  async publish(rows: readonly OutboxRow[]): Promise<void> {
    if (rows.length === 0) return;
    try {
      await this.options.bus.append(rows.flatMap(({ records }) => records));
      this.options.onStep?.('published');
      for (const { id } of rows) this.done.add(id);
      this.dropAfterQuiet();
    } catch (cause) {
      if (cause instanceof CrashError) throw cause;
      throw new PublishError('the log did not take it', { cause });
    }
  }

  /** Rows for a transaction to drop; it says `dropped` once it is committed, or `keep`. */
  async take(): Promise<readonly string[]> {
    await this.dropping;
    const ids = [...this.done];
    for (const id of ids) this.move(id, this.done, this.taken);
    return ids;
  }

  dropped(ids: readonly string[]): void {
    for (const id of ids) this.taken.delete(id);
    if (ids.length > 0) this.options.onStep?.('marked');
  }

  keep(ids: readonly string[]): void {
    for (const id of ids) this.move(id, this.taken, this.done);
  }

  /** Drops the rows of what is on the log, without a transaction to do it in. Never rejects: what stays is dropped later. */
  drop(): Promise<void> {
    this.dropping ??= this.dropAll()
      .catch(() => undefined)
      .finally(() => {
        this.dropping = undefined;
      });
    return this.dropping;
  }

  /** Rows whose outputs are on the log. */
  get published(): readonly string[] {
    return [...this.done, ...this.taken];
  }

  /**
   * Publishes what was left, of whichever process; what has not waited for long, its process still publishes. What this one is publishing for so long
   * goes a second time: if that attempt failed, a later row that another process has left would be on the log before it.
   */
  async sweep({ outbox, inbox }: { readonly outbox: number; readonly inbox: boolean }): Promise<void> {
    const { dataSource, clock } = this.options;
    const before = clock.now() - LEFT_MS;
    if (outbox > 0) {
      await this.publish(await readLeft(dataSource, before, this.published));
      await this.drop();
    }
    if (inbox) await this.publishInbox(before);
  }

  private dropAfterQuiet(): void {
    if (this.dropTimer) this.dropTimer.refresh();
    else this.dropTimer = setTimeout(() => void this.drop(), DROP_MS).unref();
  }

  private async dropAll(): Promise<void> {
    clearTimeout(this.dropTimer);
    this.dropTimer = undefined;
    if (this.done.size === 0) return;
    const ids = [...this.done];
    for (const id of ids) this.move(id, this.done, this.taken);
    await deleteOutbox(this.options.dataSource, ids).catch((error: unknown) => {
      this.keep(ids);
      throw error;
    });
    this.dropped(ids);
  }

  private move(id: string, from: Set<string>, to: Set<string>): void {
    if (from.delete(id)) to.add(id);
  }

  private async publishInbox(before: number): Promise<void> {
    const { dataSource, bus, clock } = this.options;
    const rows = await readLeftInInbox(dataSource, before);
    if (rows.length === 0) return;
    await bus.append(rows.flatMap(({ records }) => records));
    await markInInbox(
      dataSource,
      rows.map(({ id }) => id),
      clock.now(),
    );
  }
}
