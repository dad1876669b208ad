import type { Service } from '@frontdesk/contracts';
import { leave, withTransaction } from '@frontdesk/postgres';
import type { Span } from '@opentelemetry/api';
import type { DataSource, EntityManager } from 'typeorm';
import { transactionPace } from '../pace.ts';
import type { LogRecord } from '../port.ts';
import { sideBySide, togethers } from './commit.ts';
import type { Claimed, Commit, Entry, Step } from './commit.ts';
import { uuidOf } from './derive-id.ts';
import { GenerationLostError, PoisonError, failureOf, isTransient } from './errors.ts';
import type { InboxMeters } from './inbox-options.ts';
import { claimIds, lockConversations } from './inbox-rows.ts';
import type { OutboxRow } from './outbox-rows.ts';
import { outputsOf } from './outputs.ts';
import type { Publisher } from './publisher.ts';
import { failSpan, inSpan, startSpan, traceparentOf } from './spans.ts';
import { isMany, takeNext } from './take-next.ts';

export interface LedgerOptions {
  readonly service: Service;
  readonly dataSource: DataSource;
  readonly clock: { now(): number };
  readonly onStep?: ((step: Step) => void) | undefined;
  readonly meters?: Pick<InboxMeters, 'duplicates'> | undefined;
}

/** What a transaction has to publish, and what tells that it has appended. */
interface Written {
  readonly rows: readonly OutboxRow[];
  readonly appended?: Promise<() => void> | undefined;
}

/** What a cause wrote. */
interface Output {
  readonly conversationId: string;
  readonly records: readonly LogRecord[];
}

type Published = 'awaited' | 'left to the sweeper';

/** Work of nobody's that goes along with a transaction. */
interface Rider {
  readonly work: (tx: EntityManager) => Promise<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}
type Board = () => readonly Rider[];

/** Messages that were known, or came twice at once. */
function duplicatesIn(commits: readonly Commit<Entry>[], claimed: readonly (readonly Claimed<Entry>[])[]): number {
  const read = commits.flatMap(({ entries, unclaimed }) => (unclaimed ? [] : entries));
  const fresh = claimed.flatMap((some, index) => (commits[index]!.unclaimed ? [] : some)).map(({ entry }) => entry);
  const isMessage = ({ kind }: Entry): boolean => kind === 'record';
  return read.filter(isMessage).length - fresh.filter(isMessage).length;
}

/** Somebody's commit that waits for its transaction. */
interface Member {
  readonly commit: Commit<Entry>;
  /** on the monotonic clock, ms */
  readonly dueAt: number;
  readonly published: Published;
  readonly resolve: (claimed: readonly Claimed<Entry>[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The one producing transaction (README, rule 4): claim, work, store what goes out; and what then is to be published. One runs at a time, and begins
 * no sooner than a gap after the one before has begun; what comes meanwhile, of whichever partition, command or lane, is the next one together. What
 * is patient begins none before its time, but goes along with any. So transactions follow the load, and after a quiet time one begins at once.
 */
export class Ledger {
  private readonly waiting: Member[] = [];
  private riders: Rider[] = [];
  private readonly pace = transactionPace();
  private running = false;

  constructor(
    private readonly options: LedgerOptions,
    private readonly publisher: Publisher,
  ) {}

  /**
   * Commits, then publishes: first what lower numbers of the same conversations left, then its own.
   * @returns the causes that were new
   * @throws what the work throws (rolled back); GenerationLostError (rolled back); PublishError (committed)
   */
  commit<E extends Entry>(commit: Commit<E>, published: Published = 'awaited'): Promise<readonly Claimed<E>[]> {
    return this.enter(commit as unknown as Commit<Entry>, published) as unknown as Promise<readonly Claimed<E>[]>;
  }

  /**
   * Work that has no cause, claims nothing and says nothing, as the last of the transaction that runs, if that isn't there yet, or of the next,
   * whatever else it does. It may run again after a rollback that was somebody else's fault.
   * @returns what it returned, once that is committed; nobody's publishing is waited for
   */
  beside<R>(work: (tx: EntityManager) => Promise<R>): Promise<R> {
    return new Promise((resolve, reject) => {
      this.riders.push({ work, resolve: resolve as Rider['resolve'], reject });
      this.begin();
    });
  }

  private enter(commit: Commit<Entry>, published: Published): Promise<readonly Claimed<Entry>[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ commit, dueAt: performance.now() + (commit.patienceMs ?? 0), published, resolve, reject });
      this.begin();
    });
  }

  private begin(): void {
    if (!this.running) void this.run();
    else this.pace.hurry();
  }

  private async run(): Promise<void> {
    this.running = true;
    await Promise.resolve();
    while (this.waiting.length + this.riders.length > 0) {
      await this.pace.turn(() => this.dueAt());
      await this.together(sideBySide(takeNext(this.waiting)), () => this.riders.splice(0));
    }
    this.running = false;
  }

  private dueAt(): number {
    return this.riders.length > 0 || isMany(this.waiting) ? 0 : Math.min(...this.waiting.map(({ dueAt }) => dueAt));
  }

  /** What is wrong with one is not its neighbours' fault: they are taken one by one then. What is wrong with all of them is told to all. */
  private async together(members: readonly Member[], board: Board): Promise<void> {
    let riders: readonly Rider[] = [];
    let stored: { claimed: readonly Claimed<Entry>[][]; rows: readonly OutboxRow[]; results: readonly unknown[] };
    try {
      stored = await this.store(
        members.map(({ commit }) => commit),
        () => (riders = board()),
      );
      this.pace.ended();
    } catch (error) {
      const ofOne = !isTransient(error) || error instanceof GenerationLostError;
      const isShared = members.length > 1 || (members.length > 0 && riders.length > 0);
      if (isShared && ofOne) {
        for (const member of members) await this.together([member], () => []);
        for (const rider of riders) await this.together([], () => [rider]);
        return;
      }
      // with no member, a transaction that could not begin is the riders' own
      if (members.length === 0 && riders.length === 0) riders = board();
      for (const { reject } of [...members, ...riders]) reject(error);
      return;
    }
    for (const [index, { resolve }] of riders.entries()) resolve(stored.results[index]);
    const failed = await this.publisher.publish(stored.rows).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    for (const [index, { published, resolve, reject }] of members.entries()) {
      const claimed = stored.claimed[index]!;
      for (const { span, deferred, entry } of claimed) if (!deferred && span !== entry.span) span.end();
      if (failed && (published === 'awaited' || failureOf(failed.error).code === 'CRASH')) reject(failed.error);
      else resolve(claimed);
    }
  }

  private async store(
    commits: readonly Commit<Entry>[],
    board: Board,
  ): Promise<{ claimed: Claimed<Entry>[][]; rows: readonly OutboxRow[]; results: readonly unknown[] }> {
    const { dataSource, onStep, meters } = this.options;
    const byId = new Map<string, { entry: Entry; index: number }>();
    for (const [index, { entries, unclaimed }] of commits.entries()) {
      if (!unclaimed)
        for (const entry of entries) {
          const id = uuidOf(entry.id, entry.at);
          if (!byId.has(id)) byId.set(id, { entry, index });
        }
    }
    const claimed: Claimed<Entry>[][] = commits.map(() => []);
    const done = byId.size > 0 ? await this.publisher.take() : [];
    const results: unknown[] = [];
    try {
      const { rows, appended } = await withTransaction(dataSource, async (tx): Promise<Written> => {
        const { claimedAt, decidedAt, number, left } = await this.take(tx, byId, done, commits, claimed);
        for (const [index, { entries, unclaimed, startedAt }] of commits.entries()) {
          if (unclaimed) claimed[index] = entries.map((entry) => this.claim(entry, startedAt, '', 0));
        }
        onStep?.('taken');
        const written = await this.work(tx, commits, claimed, decidedAt);
        for (const { work } of board()) results.push(await work(tx));
        onStep?.('worked');
        if (claimed.every(({ length }) => length === 0)) return { rows: left };
        if (!commits.every(({ isCurrent }) => isCurrent())) throw new GenerationLostError('the partition has another owner');
        return await this.write(tx, written, { claimedAt, id: String(number), left });
      });
      onStep?.('committed');
      meters?.duplicates(duplicatesIn(commits, claimed));
      (await appended)?.();
      this.publisher.dropped(done);
      return { claimed, rows, results };
    } catch (error) {
      this.publisher.keep(done);
      for (const { span, entry } of claimed.flat()) {
        failSpan(span, failureOf(error).code);
        if (span !== entry.span) span.end();
      }
      throw error;
    }
  }

  /** Locks, claims, numbers; puts what is new under its commit. The time is that of the locks. */
  private async take(
    tx: EntityManager,
    byId: ReadonlyMap<string, { entry: Entry; index: number }>,
    done: readonly string[],
    commits: readonly Commit<Entry>[],
    claimed: Claimed<Entry>[][],
  ): Promise<{ claimedAt: number; decidedAt: number; number: number; left: readonly OutboxRow[] }> {
    const { clock } = this.options;
    const claimedAt = clock.now();
    if (byId.size === 0) return { claimedAt, decidedAt: claimedAt, number: 0, left: [] };
    const conversations = [...new Set([...byId.values()].map(({ entry }) => entry.conversationId))];
    // One flight: the claims are looked at once the locks are held, as they are a statement of their own.
    const [, { number, known, left }] = await Promise.all([
      lockConversations(tx, conversations),
      claimIds(tx, [...byId.keys()], conversations, done, claimedAt),
    ]);
    const decidedAt = clock.now();
    let n = number;
    for (const [causeId, { entry, index }] of byId) {
      n += 1;
      if (!known.has(causeId)) claimed[index]!.push(this.claim(entry, commits[index]!.startedAt, causeId, n));
    }
    return { claimedAt, decidedAt, number, left };
  }

  private async work(
    tx: EntityManager,
    commits: readonly Commit<Entry>[],
    claimed: readonly Claimed<Entry>[][],
    decidedAt: number,
  ): Promise<Output[]> {
    const written: Output[] = [];
    for (const members of togethers(commits)) {
      const { work, unclaimed } = commits[members[0]!]!;
      const all = await this.worked(
        tx,
        work,
        members.flatMap((index) => claimed[index]!),
        decidedAt,
      );
      if (unclaimed && all.length > 0) throw new PoisonError('WORK_ANSWERED_WRONG', 'facts of what was not claimed');
      written.push(...all);
    }
    return written;
  }

  /** @returns what is to be published of it, and of what was left */
  private async write(
    tx: EntityManager,
    written: readonly Output[],
    { claimedAt, id, left }: { claimedAt: number; id: string; left: readonly OutboxRow[] },
  ): Promise<Written> {
    const row = { id, records: written.flatMap(({ records }) => records) };
    const conversations = [...new Set(written.map(({ conversationId }) => conversationId))];
    const stored = written.length > 0 ? await this.publisher.store(tx, row, conversations, { left, at: claimedAt }) : undefined;
    if (stored) await leave(tx, stored.done);
    this.options.onStep?.('stored');
    return { rows: stored?.rows ?? left, appended: stored?.done };
  }

  private claim(entry: Entry, startedAt: number, causeId: string, n: number): Claimed<Entry> {
    return { entry, causeId, n, span: entry.span ?? this.span(entry, startedAt), deferred: false };
  }

  private async worked(
    tx: EntityManager,
    work: Commit<Entry>['work'],
    claimed: readonly Claimed<Entry>[],
    decidedAt: number,
  ): Promise<Output[]> {
    if (claimed.length === 0) return [];
    const facts = await this.working(claimed, () => work(tx, claimed, decidedAt));
    if (facts.length !== claimed.length)
      throw new PoisonError('WORK_ANSWERED_WRONG', `${claimed.length} causes, facts for ${facts.length}`);
    return claimed.flatMap(({ entry, span }, index) => {
      const records = outputsOf(this.options.service, entry, facts[index]!, decidedAt, traceparentOf(span) ?? entry.traceparent);
      return records.length > 0 ? [{ conversationId: entry.conversationId, records }] : [];
    });
  }

  /** A single cause's span is active while its work runs; a batch has none of its own. */
  private working<R>(claimed: readonly Claimed<Entry>[], work: () => R): R {
    return claimed.length === 1 ? inSpan(claimed[0]!.span, work) : work();
  }

  private span(entry: Entry, startTime: number): Span {
    const { kind, traceparent, link, topic, type, id, conversationId, name } = entry;
    const last = kind === 'record' ? (type ?? 'undecodable') : (name ?? 'run');
    const waitedMs = kind === 'record' ? this.options.clock.now() - entry.at : undefined;
    return startSpan({
      name: `${this.options.service} ${last}`,
      kind,
      traceparent,
      link,
      topic,
      type,
      id,
      conversationId,
      startTime,
      waitedMs,
    });
  }
}
