import type { Fact, Service, WrittenBy } from '@frontdesk/contracts';
import type { EntityManager } from 'typeorm';
import type { Batch } from '../port.ts';
import type { MessageOn, ReadTopic } from './cause.ts';
import type { Inbox } from './inbox.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** How the work outside ended: its result, or why it never will. */
export type Outcome<R> = { readonly ok: true; readonly value: R } | { readonly ok: false; readonly error: { code: string; retriable: boolean } };

export interface SlowHandler<S extends Service, T extends ReadTopic, P extends Json, R> {
  /** In the transaction that claims the messages: facts conclude at once, a plan goes to a lane. One answer per message, in order. */
  plan(tx: EntityManager, messages: readonly MessageOn<T>[]): Promise<readonly ({ readonly facts: readonly Fact<WrittenBy<S>>[] } | { readonly plan: P })[]>;
  /** Outside any transaction. A thrown error with `retriable: true` is tried again; `causeId` is the idempotency key for tools that write. */
  run(plan: P, message: MessageOn<T>, context: { readonly signal: AbortSignal; readonly causeId: string; readonly attempt: number }): Promise<R>;
  /** In the transaction that ends it; always called, whatever became of `run`. */
  conclude(tx: EntityManager, message: MessageOn<T>, plan: P, outcome: Outcome<R>): Promise<readonly Fact<WrittenBy<S>>[]>;
  /** of one `run`, ms; default 20_000 */
  readonly timeoutMs?: number;
  /** of retriable failures; default 3 */
  readonly attempts?: number;
}

/** Plan transaction → lane → conclude transaction, for a handler that calls a model, a tool, the outside. */
export class SlowWork<S extends Service = Service> {
  constructor(readonly inbox: Inbox<S>, readonly options: { readonly concurrency?: number } = {}) {}

  async process<T extends ReadTopic, P extends Json, R>(batch: Batch, handler: SlowHandler<S, T, P, R>): Promise<void> {
    throw new Error('lands within minutes');
  }

  /** Waits until every lane is empty. */
  async drain(): Promise<void> {}
}
