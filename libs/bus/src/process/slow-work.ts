import { setTimeout as pause } from 'node:timers/promises';
import type { Fact, Message, Service, WrittenBy } from '@frontdesk/contracts';
import type { EntityManager } from 'typeorm';
import { backoffMs } from '../backoff.ts';
import type { Batch } from '../port.ts';
import { attempt } from './attempts.ts';
import type { Outcome } from './attempts.ts';
import type { MessageOn, ReadTopic } from './cause.ts';
import { CrashError, GenerationLostError, PoisonError, failureOf, isTransient } from './errors.ts';
import type { Inbox, ItemWork } from './inbox.ts';
import { Lanes } from './lanes.ts';
import type { Claimed } from './commit.ts';
import { bury } from './dead-letters.ts';
import { Leases } from './leases.ts';
import { factsHeld, holdFacts, jobOf, resumedJob } from './slow-job.ts';
import type { Job } from './slow-job.ts';
import { busyConversations, claimLeft, insertSlow, markConcluded } from './slow-rows.ts';
import { inSpan, startSpan } from './spans.ts';
import type { Item } from './take.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

export interface SlowHandler<S extends Service, T extends ReadTopic, P extends Json, R> {
  /** In the transaction that claims the messages: facts conclude at once, a plan goes to a lane. One answer per message, in order. */
  plan(
    tx: EntityManager,
    messages: readonly MessageOn<T>[],
  ): Promise<readonly ({ readonly facts: readonly Fact<WrittenBy<S>>[] } | { readonly plan: P })[]>;
  /** Outside any transaction. A thrown error with `retriable: true` is tried again; `causeId` is the idempotency key for tools that write. */
  run(
    plan: P,
    message: MessageOn<T>,
    context: { readonly signal: AbortSignal; readonly causeId: string; readonly attempt: number },
  ): Promise<R>;
  /** In the transaction that ends it; always called, whatever became of `run`. */
  conclude(tx: EntityManager, message: MessageOn<T>, plan: P, outcome: Outcome<R>): Promise<readonly Fact<WrittenBy<S>>[]>;
  /** of one `run`, ms; default 20_000 */
  readonly timeoutMs?: number;
  /** of retriable failures; default 3 */
  readonly attempts?: number;
}

/** A handler whose types the topic vouches for. */
interface AnyHandler {
  plan(
    tx: EntityManager,
    messages: readonly Message[],
  ): Promise<readonly ({ readonly facts: readonly Fact[] } | { readonly plan: unknown })[]>;
  run(plan: unknown, message: Message, context: { signal: AbortSignal; causeId: string; attempt: number }): Promise<unknown>;
  conclude(tx: EntityManager, message: Message, plan: unknown, outcome: Outcome<unknown>): Promise<readonly Fact[]>;
  readonly timeoutMs?: number;
  readonly attempts?: number;
}

/** A process that takes a message this often without concluding it dies of it, most likely. */
const MOST_CLAIMS = 5;

/**
 * Plan transaction → lane → conclude transaction, for a handler that calls a model, a tool, the outside. Concluding is certain: by the lane,
 * or after a crash by whichever process's sweeper finds the row unclaimed. Within a conversation one ends before the next begins.
 */
export class SlowWork<S extends Service = Service> {
  private readonly lanes: Lanes;
  private readonly leases: Leases;
  private readonly handlers = new Map<string, AnyHandler>();
  private readonly plans = new Map<string, ItemWork>();
  private readonly jobs = new WeakMap<Claimed<Item>, Job>();
  private stopping = false;

  constructor(
    private readonly inbox: Inbox<S>,
    options: { readonly concurrency?: number; readonly leaseMs?: number } = {},
  ) {
    this.lanes = new Lanes(options.concurrency);
    this.leases = new Leases(inbox.options.dataSource, options.leaseMs);
    inbox.onSweep(async ({ slow }) => void (slow && (await this.sweep())), {
      near: () => (this.stopping = true),
      drain: () => this.drain(),
    });
  }

  /** Plans a batch in one transaction and gives what is slow to lanes; waits while they are full. Rejects as `Inbox.process` does. */
  async process<T extends ReadTopic, P extends Json, R>(batch: Batch, handler: SlowHandler<S, T, P, R>): Promise<void> {
    this.handlers.set(batch.topic, handler as unknown as AnyHandler);
    const plan = this.planOf(batch.topic);
    const claimed = await this.inbox.take(batch, plan, { together: plan });
    const planned = claimed.flatMap((one) => this.jobs.get(one) ?? []);
    for (const job of planned) this.leases.know(job);
    for (const job of planned) await this.lanes.push(job.row.conversationId, () => this.work(job, () => batch.isCurrent()));
  }

  /** Finishes what is at work and gives the rest back. Nothing is taken afterwards. */
  async drain(): Promise<void> {
    this.stopping = true;
    await this.lanes.drain();
    this.leases.stop();
  }

  /** One function per topic, so that batches that wait together are planned together. */
  private planOf(topic: string): ItemWork {
    const plan = this.plans.get(topic) ?? ((tx, all, decidedAt) => this.plan(tx, all, decidedAt, this.handlers.get(topic)!));
    this.plans.set(topic, plan);
    return plan;
  }

  private async plan(
    tx: EntityManager,
    all: readonly Claimed<Item>[],
    decidedAt: number,
    handler: AnyHandler,
  ): Promise<readonly (readonly Fact[])[]> {
    const [busy, answers] = await Promise.all([
      busyConversations(
        tx,
        all.map(({ entry }) => entry.conversationId),
      ),
      handler.plan(
        tx,
        all.map(({ entry }) => entry.message!),
      ),
    ]);
    if (answers.length !== all.length) throw new PoisonError('WORK_ANSWERED_WRONG', `${all.length} messages, ${answers.length} plans`);
    const until = this.leases.until();
    const facts = all.map((one, index) => {
      const answer = answers[index]!;
      const { conversationId } = one.entry;
      if ('facts' in answer && (answer.facts.length === 0 || !busy.has(conversationId))) return answer.facts;
      const outputs = 'facts' in answer ? holdFacts(this.inbox.options.service, one.entry, answer.facts, decidedAt) : undefined;
      this.jobs.set(one, jobOf(one, 'plan' in answer ? answer.plan : null, outputs, !busy.has(conversationId)));
      busy.add(conversationId);
      one.deferred = true;
      return [];
    });
    const rows = all
      .flatMap((one) => this.jobs.get(one) ?? [])
      .map(({ row, claimed }) => ({ ...row, claimedUntil: claimed ? until : undefined }));
    await insertSlow(tx, rows, decidedAt);
    return facts;
  }

  private async work(job: Job, isCurrent: () => boolean): Promise<void> {
    const { row, entry } = job;
    const { service, clock, log } = this.inbox.options;
    try {
      if (this.stopping || !isCurrent() || !(job.claimed || (await this.leases.claim(job)))) return await this.leases.giveBack(job);
      const name = `${service} ${entry.type}`;
      const span = startSpan({
        ...entry,
        name,
        startTime: job.startedAt,
        waitedMs: clock.now() - entry.at,
        id: entry.message!.envelope.id,
      });
      try {
        const outcome = row.outputs ? undefined : await inSpan(span, () => this.run(job));
        await inSpan(span, () => this.conclude({ ...job, entry: { ...entry, span } }, outcome, isCurrent));
      } finally {
        span.end();
      }
      this.leases.forget(job);
    } catch (error) {
      if (error instanceof CrashError) return this.leases.forget(job);
      log.warn({ topic: row.topic, record: row.id, code: failureOf(error).code }, 'slow work was given back');
      await this.leases.giveBack(job).catch(() => this.leases.forget(job));
    }
  }

  private async run({ row, entry }: Job): Promise<Outcome<unknown>> {
    const handler = this.handlers.get(row.topic)!;
    if (row.attempts > MOST_CLAIMS) return { ok: false, error: { code: 'ABANDONED', retriable: false } };
    return attempt((signal, number) => handler.run(row.plan, entry.message!, { signal, causeId: row.id, attempt: number }), {
      attempts: handler.attempts ?? 3,
      timeoutMs: handler.timeoutMs ?? 20_000,
    });
  }

  /** Until it is done: transient errors pass, a lost partition or a stop gives it back, any other error makes a dead letter of the message. */
  private async conclude({ row, entry }: Job, outcome: Outcome<unknown> | undefined, isCurrent: () => boolean): Promise<void> {
    const { service, seal, clock, meters } = this.inbox.options;
    const handler = this.handlers.get(row.topic)!;
    let item: Item = entry;
    for (let failures = 1; ; failures += 1) {
      try {
        await this.inbox.settle(
          [item],
          async (tx, [claimed], decidedAt) => {
            await markConcluded(tx, row.id, decidedAt);
            if (item.failure) return [await bury(tx, service, claimed!, seal, decidedAt)];
            return [outcome ? await handler.conclude(tx, item.message!, row.plan, outcome) : factsHeld(row.outputs ?? [])];
          },
          isCurrent,
        );
        if (item.failure) meters?.deadLetter();
        else meters?.hop(Math.max(0, clock.now() - item.at) / 1000, item.traceparent);
        return;
      } catch (error) {
        if (error instanceof CrashError || error instanceof GenerationLostError || this.stopping) throw error;
        if (!isTransient(error)) {
          if (item.failure) throw error;
          item = { ...item, failure: failureOf(error) };
        } else await pause(backoffMs(failures));
      }
    }
  }

  /** Takes up what a process that died, or gave it back, has left. */
  private async sweep(): Promise<void> {
    if (this.stopping || this.lanes.free === 0) return;
    const { dataSource } = this.inbox.options;
    const limit = Math.min(this.lanes.free, 16);
    for (const row of await this.leases.left((mine, now, until) => claimLeft(dataSource, mine, limit, now, until))) {
      const job = resumedJob(row);
      this.leases.know(job);
      // A service that has just started has not shown its handler yet; an empty batch makes it.
      if (!this.handlers.has(row.topic)) {
        await this.inbox.again({ topic: row.topic, partition: -1, records: [], isCurrent: () => true, again: { kind: 'resume' } });
      }
      if (this.handlers.has(row.topic)) await this.lanes.push(row.conversationId, () => this.work(job, () => true));
      else await this.leases.giveBack(job);
    }
  }
}
