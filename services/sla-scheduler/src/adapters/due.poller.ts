import { deriveId, Inbox } from '@frontdesk/bus';
import type { Cause } from '@frontdesk/bus';
import { onceCommitted } from '@frontdesk/postgres';
import { Clock, Logger, Meters, Rounds } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Job } from '../domain/clock.ts';
import type { Timer } from '../domain/clocks.ts';
import { fire } from '../domain/fire.ts';
import { applied } from '../domain/follow.ts';
import { ClocksStore } from './clocks.store.ts';
import { call } from './calls.ts';
import { ReadUpTo } from './read-up-to.ts';

const EVERY_MS = 250;
const AT_ONCE = 200;

interface DueJob extends Cause {
  readonly job: Job;
}

const causeOf = (job: Job): DueJob => ({
  id: deriveId(job.dueAt, job.conversationId, job.clockId, job.threshold, job.startedAt),
  at: job.dueAt,
  conversationId: job.conversationId,
  name: 'due',
  job,
});

/** Fires what is due by the clock of decisions, looking in real time. Two replicas derive the same ids, so a job fires once. */
@Injectable()
export class DuePoller implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds = new Rounds({
    everyMs: EVERY_MS,
    round: () => this.#fireAll(),
    failed: (error) => this.logger.error('due jobs were not fired, they are tried again', error),
  });
  #measuredAt = 0;

  constructor(
    private readonly inbox: Inbox,
    private readonly clocks: ClocksStore,
    private readonly read: ReadUpTo,
    private readonly clock: Clock,
    private readonly meters: Meters,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** @returns how many jobs were taken */
  async fireDue(): Promise<number> {
    const now = this.clock.now();
    await this.measure(now);
    const jobs = await this.clocks.claim(now, this.read.upTo(now), Date.now(), AT_ONCE);
    if (jobs.length > 0) await this.inbox.runMany(jobs.map(causeOf), (tx, fresh) => this.fire(tx, fresh, now));
    return jobs.length;
  }

  private async fire(tx: EntityManager, causes: readonly DueJob[], now: number): Promise<Timer[][]> {
    const clocks = await this.clocks.load(tx, [...new Set(causes.map(({ conversationId }) => conversationId))], now);
    const facts: Timer[][] = [];
    for (const { id, conversationId, job } of causes) {
      const known = clocks.get(conversationId) ?? [];
      const fired = fire(
        known.find((clock) => clock.id === job.clockId),
        job,
        now,
      );
      facts.push(fired ? [fired.timer] : []);
      if (!fired) continue;
      clocks.set(conversationId, applied(known, { clocks: [fired.clock], facts: [] }));
      onceCommitted(tx, () => this.count(fired.timer));
      if (fired.timer.type === 'SlaAtRisk') await call(tx, id, fired.clock, fired.timer.data, now);
    }
    const touched = new Set(causes.map(({ job }) => `${job.conversationId} ${job.clockId}`));
    await this.clocks.save(
      tx,
      [...clocks.values()].flat().filter(({ conversationId, id }) => touched.has(`${conversationId} ${id}`)),
    );
    await this.clocks.done(
      tx,
      causes.map(({ job }) => job),
    );
    return facts;
  }

  // Once a second is often enough for a gauge.
  private async measure(now: number): Promise<void> {
    if (Date.now() - this.#measuredAt < 1_000) return;
    this.#measuredAt = Date.now();
    const oldest = await this.clocks.oldestOfBot();
    this.meters.oldestUnanswered.set(oldest === undefined ? 0 : Math.max(0, now - oldest) / 1000);
  }

  private count(timer: Timer): void {
    if (timer.type === 'BotReplyNoticeDue') this.meters.replyNotices.inc();
    const outcome = { SlaWarned: 'warned', SlaAtRisk: 'at_risk', SlaBreached: 'breached' }[timer.type as string];
    if (outcome && 'clock' in timer.data) this.meters.sla.inc({ clock: timer.data.clock, outcome });
  }

  async #fireAll(): Promise<void> {
    while ((await this.fireDue()) === AT_ONCE && !this.#rounds.isStopped);
  }
}
