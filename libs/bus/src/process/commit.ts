import type { Fact } from '@frontdesk/contracts';
import type { Span } from '@opentelemetry/api';
import type { EntityManager } from 'typeorm';
import type { Cause } from './cause.ts';

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
  /** its number: higher than those of its conversation before it */
  readonly n: number;
  readonly span: Span;
  /** true: the work goes on elsewhere, under a span of its own; this one is never reported */
  deferred: boolean;
}

/** What is to be done in one transaction. */
export interface Commit<E extends Entry> {
  readonly entries: readonly E[];
  readonly isCurrent: () => boolean;
  /** of the log, that the entries came from */
  readonly topic?: string;
  /** real time at which the batch was taken, ms */
  readonly startedAt: number;
  /** true: nothing is claimed, each entry is worked on however often it comes; for work that is idempotent by itself and writes nothing */
  readonly unclaimed?: boolean;
  /** how long it may wait for company, ms; default 0 */
  readonly patienceMs?: number;
  /** commits with the same one are worked on together, as one batch */
  readonly together?: unknown;
  /** facts per claimed cause, in order */
  readonly work: (tx: EntityManager, claimed: readonly Claimed<E>[], decidedAt: number) => Promise<readonly (readonly Fact[])[]>;
}

/** Indexes of the commits that are worked on together, in order. */
export function togethers(commits: readonly Commit<Entry>[]): number[][] {
  const groups = new Map<unknown, number[]>();
  for (const [index, { together }] of commits.entries()) {
    const key = together ?? index;
    groups.set(key, [...(groups.get(key) ?? []), index]);
  }
  return [...groups.values()];
}

/** The same commits with those side by side that are worked on together: numbers and outputs then follow the order of the decisions. */
export function sideBySide<M extends { readonly commit: Commit<Entry> }>(members: readonly M[]): M[] {
  return togethers(members.map(({ commit }) => commit))
    .flat()
    .map((index) => members[index]!);
}
