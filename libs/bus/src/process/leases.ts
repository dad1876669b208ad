import type { DataSource } from 'typeorm';
import type { Job } from './slow-job.ts';
import { claimOne, release, renew } from './slow-rows.ts';
import type { SlowRow } from './slow-rows.ts';

/** Who works on a planned message: this process, as long as it renews. Real time. */
export class Leases {
  /** in a lane of this process, or waiting for one */
  private readonly mine = new Map<string, Job>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly dataSource: DataSource,
    private readonly leaseMs = 10_000,
  ) {
    this.timer = setInterval(() => void this.renew(), leaseMs / 3).unref();
  }

  until(): number {
    return Date.now() + this.leaseMs;
  }

  know(job: Job): void {
    this.mine.set(job.row.id, job);
  }

  forget(job: Job): void {
    this.mine.delete(job.row.id);
  }

  /** @returns false if an earlier one of its conversation is open, or somebody else has it */
  async claim(job: Job): Promise<boolean> {
    job.claimed = await claimOne(this.dataSource, job.row.id, Date.now(), this.until());
    return job.claimed;
  }

  async giveBack(job: Job): Promise<void> {
    this.forget(job);
    if (job.claimed) await release(this.dataSource, job.row.id);
  }

  left(claim: (mine: readonly string[], now: number, until: number) => Promise<SlowRow[]>): Promise<SlowRow[]> {
    return claim([...this.mine.keys()], Date.now(), this.until());
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** What cannot be renewed may be taken by another process; the inbox then lets one of the two conclude. */
  private async renew(): Promise<void> {
    const claimed = [...this.mine.values()].filter((job) => job.claimed).map((job) => job.row.id);
    if (claimed.length > 0) await renew(this.dataSource, claimed, this.until()).catch(() => undefined);
  }
}
