import { Logger, Meters, Rounds } from '@frontdesk/runtime';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PagesStore } from './pages.store.ts';
import { SUPPORT_RECEIVER } from './tokens.ts';
import type { SupportReceiver } from './tokens.ts';

const EVERY_MS = 500;
const TIMEOUT_MS = 5_000;
const BACK_OFF_MS = 15_000;

/** Makes pages and posts them to `SUPPORT_WEBHOOK_URL`, again until they are taken; the receiver drops a second copy by `Idempotency-Key`. */
@Injectable()
export class SupportPoller implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds = new Rounds({
    everyMs: EVERY_MS,
    round: () => this.page(),
    failed: (error) => this.logger.error('pages could not be made or read', error),
  });

  constructor(
    private readonly db: DataSource,
    private readonly pages: PagesStore,
    private readonly meters: Meters,
    private readonly logger: Logger,
    @Inject(SUPPORT_RECEIVER) private readonly receiver: SupportReceiver,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start();
    if (!this.receiver.url) this.logger.warn('SUPPORT_WEBHOOK_URL is empty: support-p1 is called in the console only');
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** One that cannot be made keeps none that is made from leaving. */
  async page(): Promise<void> {
    const [made] = await Promise.allSettled([this.pages.make()]);
    if (this.receiver.url) await this.deliver();
    if (made.status === 'rejected') throw made.reason;
  }

  /** A claim lasts longer than the request, so that two replicas do not post the same row at the same time. */
  async deliver(): Promise<void> {
    const real = Date.now();
    const [rows]: [{ id: string; body: object }[], number] = await this.db.query(
      `UPDATE notifications SET claimed_until = $2, attempts = attempts + 1 WHERE id IN (
         SELECT id FROM notifications WHERE sent_at IS NULL AND (claimed_until IS NULL OR claimed_until < $1) ORDER BY created_at LIMIT 20
         FOR UPDATE SKIP LOCKED) RETURNING id, body`,
      [new Date(real), new Date(real + BACK_OFF_MS)],
    );
    await Promise.all(rows.map(({ id, body }) => this.post(id, body)));
  }

  private async post(id: string, body: object): Promise<void> {
    const taken = await this.isTaken(id, body);
    this.meters.supportPosts.inc({ outcome: taken ? 'taken' : 'failed' });
    if (taken) await this.db.query('UPDATE notifications SET sent_at = $2 WHERE id = $1', [id, new Date()]);
  }

  private async isTaken(id: string, body: object): Promise<boolean> {
    try {
      const token = this.receiver.token();
      const { ok, status } = await fetch(this.receiver.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': id, ...(token && { authorization: `Bearer ${token}` }) },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!ok) this.logger.warn('support-p1 was refused, it is tried again', { notification: id, status });
      return ok;
    } catch (error) {
      this.logger.error('support-p1 could not be reached, it is tried again', error, { notification: id });
      return false;
    }
  }
}
