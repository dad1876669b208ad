import { stoppableIntents } from '@frontdesk/business';
import type { DataInit, Message } from '@frontdesk/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { isScope, switchNames } from '../domain/switches.ts';
import type { SwitchName } from '../domain/switches.ts';
import { AgentsStore } from './agents.store.ts';
import { SETTINGS } from './settings.ts';
import type { Settings } from './settings.ts';

interface Row {
  readonly switch: SwitchName;
  readonly scope: string;
  readonly is_on: boolean;
  readonly changed_by: string;
  readonly changed_at: Date;
  readonly applied: boolean;
  readonly reason: string;
}

interface Shown {
  readonly on: boolean;
  readonly by: string;
  readonly by_name: string | null;
  readonly since: number;
  readonly applied: boolean;
  readonly reason: string;
}

/** What leads turn, as it was asked for last, and whether policy has it in force. */
@Injectable()
export class SwitchesStore {
  constructor(
    private readonly db: DataSource,
    private readonly agents: AgentsStore,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @returns whether it may be turned so; back on may be whatever is off, also on a number that is ours no longer */
  async mayTurn(name: SwitchName, scope: string, on: boolean): Promise<boolean> {
    if (isScope(name, scope, this.settings.numbers())) return true;
    return on && (await this.db.query('SELECT 1 FROM switches WHERE switch = $1 AND scope = $2', [name, scope])).length > 0;
  }

  /** Whether the model is on, as it was asked for last, and since when. With a transaction nobody turns it meanwhile. */
  async model(tx?: EntityManager): Promise<{ on: boolean; since: number }> {
    const [row] = await (tx ?? this.db.manager).query<Pick<Row, 'is_on' | 'changed_at'>[]>(
      `SELECT is_on, changed_at FROM switches WHERE switch = 'model' AND scope = '*'${tx ? ' FOR UPDATE' : ''}`,
    );
    return row ? { on: row.is_on, since: row.changed_at.getTime() } : { on: true, since: 0 };
  }

  async change(tx: EntityManager, { switch: name, scope, on, by, reason }: DataInit<'SwitchChanged'>, at: number): Promise<void> {
    await tx.query(
      `INSERT INTO switches (switch, scope, is_on, changed_by, changed_at, applied, reason) VALUES ($1, $2, $3, $4, $5, false, $6)
       ON CONFLICT (switch, scope) DO UPDATE SET is_on = excluded.is_on, changed_by = excluded.changed_by,
       changed_at = excluded.changed_at, applied = false, reason = excluded.reason`,
      [name, scope, on, by, new Date(at), reason],
    );
  }

  async keep(tx: EntityManager, { data: { switch: name, scope, on, by }, envelope }: Message<'SwitchApplied'>): Promise<void> {
    await tx.query(
      `INSERT INTO switches (switch, scope, is_on, changed_by, changed_at, applied) VALUES ($1, $2, $3, $4, $5, true)
       ON CONFLICT (switch, scope) DO UPDATE SET applied = (switches.is_on = excluded.is_on)`,
      [name, scope, on, by, new Date(envelope.decidedAt)],
    );
  }

  /** Every switch as a whole, also those that nobody ever turned: they are on; what is off besides; what may be switched off alone; and whether there is a model. */
  async view(): Promise<object> {
    const [rows, staff] = await Promise.all([
      this.db.query<Row[]>(`SELECT * FROM switches WHERE scope = '*' OR NOT is_on ORDER BY switch, scope`),
      this.agents.staff(),
    ]);
    const shown = ({ is_on: on, changed_by: by, changed_at: at, applied, reason }: Row): Shown => ({
      on,
      by,
      by_name: staff.nameOf(by),
      since: at.getTime(),
      applied,
      reason,
    });
    const untouched: Shown = { on: true, by: '', by_name: staff.nameOf(''), since: 0, applied: true, reason: '' };
    const whole = (name: SwitchName): Shown => {
      const row = rows.find((one) => one.switch === name && one.scope === '*');
      return row ? shown(row) : untouched;
    };
    return {
      switches: Object.fromEntries(switchNames.map((name) => [name, whole(name)])),
      stops: rows.filter(({ scope }) => scope !== '*').map((row) => ({ switch: row.switch, scope: row.scope, ...shown(row) })),
      scopes: { numbers: this.settings.numbers(), intents: stoppableIntents },
      has_model: this.settings.MODEL_NAME !== undefined,
    };
  }
}
