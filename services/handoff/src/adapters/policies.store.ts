import type { SlaPolicy } from '@frontdesk/sla';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { AgentsStore } from './agents.store.ts';
import { SETTINGS } from './settings.ts';
import type { Settings } from './settings.ts';

/** so many of the changes are shown */
const SHOWN = 20;

export interface PolicyRevision {
  /** counted from 1 */
  readonly revision: number;
  readonly policy: SlaPolicy;
  /** ms */
  readonly from: number;
  readonly by: string;
  readonly at: number;
  readonly reason: string;
}

interface Row {
  readonly revision: number;
  readonly policy: SlaPolicy;
  readonly from_at: Date;
  readonly changed_by: string;
  readonly changed_at: Date;
  readonly reason: string;
}

/** What leads have made of the SLA policy, each whole. */
@Injectable()
export class PoliciesStore {
  constructor(
    private readonly db: DataSource,
    private readonly agents: AgentsStore,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @returns false if somebody was quicker, and then nothing is changed */
  async append(tx: EntityManager, { revision, policy, from, by, at, reason }: PolicyRevision): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `INSERT INTO sla_policies (revision, policy, from_at, changed_by, changed_at, reason) SELECT $1::int, $2::jsonb, $3, $4, $5, $6
       WHERE $1::int = 1 + coalesce((SELECT max(revision) FROM sla_policies), 0) ON CONFLICT (revision) DO NOTHING RETURNING revision`,
      [revision, JSON.stringify(policy), new Date(from), by, new Date(at), reason],
    );
    return rows.length > 0;
  }

  /** Who made the last one. */
  async lastBy(tx: EntityManager): Promise<{ id: string; name: string }> {
    const [row]: Pick<Row, 'changed_by'>[] = await tx.query('SELECT changed_by FROM sla_policies ORDER BY revision DESC LIMIT 1');
    const id = row?.changed_by ?? '';
    return { id, name: (await this.agents.staff(tx)).nameOf(id) };
  }

  /** The last changes, newest first, and what holds where there is none. */
  async view(): Promise<{ installed: SlaPolicy; revisions: object[] }> {
    const [rows, staff] = await Promise.all([
      this.db.query<Row[]>('SELECT * FROM sla_policies ORDER BY revision DESC LIMIT $1', [SHOWN]),
      this.agents.staff(),
    ]);
    const revisions = rows.map(({ revision, policy, from_at: from, changed_by: by, changed_at: at, reason }) => ({
      revision,
      policy,
      from: from.getTime(),
      by,
      by_name: staff.nameOf(by),
      at: at.getTime(),
      reason,
    }));
    return { installed: this.settings.SLA_POLICY, revisions };
  }
}
