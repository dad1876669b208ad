import type { Fact, Service } from '@frontdesk/contracts';
import { withTransaction } from '@frontdesk/postgres';
import type { Span } from '@opentelemetry/api';
import type { DataSource, EntityManager } from 'typeorm';
import type { Cause } from './cause.ts';
import { uuidOf } from './derive-id.ts';
import { GenerationLostError, PoisonError, failureOf } from './errors.ts';
import { insertRows, lockConversations, readKnown } from './inbox-rows.ts';
import type { InboxRow } from './inbox-rows.ts';
import { outputsOf } from './outputs.ts';
import type { Publisher } from './publisher.ts';
import { failSpan, inSpan, startSpan, traceparentOf } from './spans.ts';

export type Step = 'taken' | 'worked' | 'stored' | 'committed' | 'published' | 'marked';

/** A cause on its way through the inbox: what its span says, and what already runs under one. */
export interface Entry extends Cause {
  readonly kind: 'record' | 'run';
  readonly topic?: string;
  readonly type?: string;
  readonly span?: Span;
}

/** A cause that this transaction has claimed. */
export interface Claimed<E extends Entry> {
  readonly entry: E;
  /** the inbox's primary key */
  readonly causeId: string;
  /** its number in its conversation */
  readonly n: number;
  readonly span: Span;
  /** true: the work goes on elsewhere, under a span of its own; this one is never reported */
  deferred: boolean;
}

export interface LedgerOptions {
  readonly service: Service;
  readonly dataSource: DataSource;
  readonly clock: { now(): number };
  readonly onStep?: ((step: Step) => void) | undefined;
}

interface Commit<E extends Entry> {
  readonly entries: readonly E[];
  readonly isCurrent: () => boolean;
  /** real time at which the batch was taken, ms */
  readonly startedAt: number;
  /** facts per claimed cause, in order */
  readonly work: (tx: EntityManager, claimed: readonly Claimed<E>[], decidedAt: number) => Promise<readonly (readonly Fact[])[]>;
}

/** The one producing transaction (design.md, rule 4): claim, work, store what goes out; and what then is to be published. */
export class Ledger {
  constructor(private readonly options: LedgerOptions, private readonly publisher: Publisher) {}

  /**
   * Commits, then publishes: first what lower numbers of the same conversations left, then its own.
   * @returns the causes that were new
   * @throws what the work throws (rolled back); GenerationLostError (rolled back); PublishError (committed)
   */
  async commit<E extends Entry>(commit: Commit<E>, published: 'awaited' | 'left to the sweeper' = 'awaited'): Promise<readonly Claimed<E>[]> {
    const { claimed, rows } = await this.store(commit);
    try {
      await this.publisher.publish(rows).catch((error: unknown) => {
        if (published === 'awaited' || failureOf(error).code === 'CRASH') throw error;
      });
    } finally {
      for (const { span, deferred, entry } of claimed) if (!deferred && span !== entry.span) span.end();
    }
    return claimed;
  }

  private async store<E extends Entry>({ entries, isCurrent, startedAt, work }: Commit<E>): Promise<{ claimed: Claimed<E>[]; rows: InboxRow[] }> {
    const { service, dataSource, clock, onStep } = this.options;
    const byId = new Map<string, E>();
    for (const entry of entries) {
      const id = uuidOf(entry.id, entry.at);
      if (!byId.has(id)) byId.set(id, entry);
    }
    const ids = [...byId.keys()];
    const counts = new Map<string, number>();
    for (const { conversationId } of byId.values()) counts.set(conversationId, (counts.get(conversationId) ?? 0) + 1);
    let claimed: Claimed<E>[] = [];
    try {
      const rows = await withTransaction(dataSource, async (tx) => {
        const last = await lockConversations(tx, counts);
        const { known, unpublished } = await readKnown(tx, ids, [...counts.keys()]);
        const next = new Map([...last].map(([id, n]) => [id, n - counts.get(id)! + 1]));
        claimed = ids.flatMap((causeId) => {
          const entry = byId.get(causeId)!;
          const n = next.get(entry.conversationId)!;
          next.set(entry.conversationId, n + 1);
          return known.has(causeId) ? [] : [{ entry, causeId, n, span: entry.span ?? this.span(entry, startedAt), deferred: false }];
        });
        onStep?.('taken');
        if (claimed.length === 0) return unpublished;
        const decidedAt = clock.now();
        const facts = await this.working(claimed, () => work(tx, claimed, decidedAt));
        onStep?.('worked');
        if (facts.length !== claimed.length) {
          throw new PoisonError('WORK_ANSWERED_WRONG', `${claimed.length} causes, facts for ${facts.length}`);
        }
        const own = claimed.map(({ entry, causeId, n, span }, index) => ({
          causeId, n, conversationId: entry.conversationId, causedAt: entry.at,
          outputs: outputsOf(service, entry, facts[index]!, decidedAt, traceparentOf(span) ?? entry.traceparent),
        }));
        await insertRows(tx, own, decidedAt);
        onStep?.('stored');
        if (!isCurrent()) throw new GenerationLostError('the partition has another owner');
        return [...unpublished, ...own];
      });
      onStep?.('committed');
      return { claimed, rows };
    } catch (error) {
      for (const { span, entry } of claimed) {
        failSpan(span, failureOf(error).code);
        if (span !== entry.span) span.end();
      }
      throw error;
    }
  }

  /** A single cause's span is active while its work runs; a batch has none of its own. */
  private working<E extends Entry, R>(claimed: readonly Claimed<E>[], work: () => R): R {
    return claimed.length === 1 ? inSpan(claimed[0]!.span, work) : work();
  }

  private span(entry: Entry, startTime: number): Span {
    const { kind, traceparent, link, topic, type, id, conversationId, name } = entry;
    const last = kind === 'record' ? type ?? 'undecodable' : name ?? 'run';
    return startSpan({ name: `${this.options.service} ${last}`, kind, traceparent, link, topic, type, id, conversationId, startTime });
  }
}
