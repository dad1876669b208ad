import { Policies, slaPolicySchema } from '@frontdesk/sla';
import type { PolicyChange, SlaPolicy } from '@frontdesk/sla';
import type { FactoryProvider, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { deletes } from './forgetting.ts';
import type { Forgotten } from './forgetting.ts';
import { Logger } from './logger.ts';
import { Rounds } from './rounds.ts';

/** Sooner than a change holds after it was made. */
const everyMs = 2_000;
const dayMs = 24 * 60 * 60_000;

interface Row {
  readonly revision: number;
  readonly policy: unknown;
  readonly from_at: Date;
}

/** The SLA policies in a service's own table `sla_policies`, looked up beside the messages, so that every replica has a change before it holds. */
export class SlaPolicies implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds = new Rounds({
    everyMs,
    round: () => this.#look(),
    failed: (error) => this.logger.error('changes of the SLA policy could not be read: what is known of it holds on', error),
  });
  #known: Policies | undefined;
  #mark = '';

  constructor(
    private readonly db: DataSource,
    private readonly logger: Logger,
    private readonly installed: SlaPolicy,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** As the last look found them; before the first nobody decides by them. */
  async known(): Promise<Policies> {
    return this.#known ?? this.#look();
  }

  async #look(): Promise<Policies> {
    const [row]: { mark: string }[] = await this.db.query(
      `SELECT count(*)::text || ' ' || coalesce(max(revision), 0)::text AS mark FROM sla_policies`,
    );
    if (this.#known && row!.mark === this.#mark) return this.#known;
    const rows = await this.db.query<Row[]>('SELECT revision, policy, from_at FROM sla_policies ORDER BY revision');
    this.#mark = row!.mark;
    return (this.#known = new Policies(
      this.installed,
      rows.flatMap((one) => this.#changeOf(one)),
    ));
  }

  /** One of a later release that this one does not understand: it goes on with the one before. */
  #changeOf({ revision, policy, from_at: from }: Row): PolicyChange[] {
    const { success, data } = slaPolicySchema.safeParse(policy);
    if (!success) this.logger.warn('a change of the SLA policy is passed over: it is not understood', { revision });
    return success ? [{ policy: data, from: from.getTime() }] : [];
  }
}

/** @param installed asked for when the service starts: what holds until a lead has changed it */
export const slaPolicies = (installed: () => SlaPolicy): FactoryProvider<SlaPolicies> => ({
  provide: SlaPolicies,
  useFactory: (db: DataSource, logger: Logger) => new SlaPolicies(db, logger, installed()),
  inject: [DataSource, Logger],
});

const replaced = `DELETE FROM sla_policies WHERE revision IN (
  SELECT revision FROM sla_policies one WHERE EXISTS (SELECT FROM sla_policies later WHERE later.revision > one.revision AND later.from_at < $1)
  ORDER BY revision LIMIT $2 FOR UPDATE SKIP LOCKED)`;

/** As long as decisions are, by default: longer than any promise may run. */
export const forgottenPolicies: Forgotten = { what: 'sla-policies', keptMs: 731 * dayMs, step: deletes(replaced) };
