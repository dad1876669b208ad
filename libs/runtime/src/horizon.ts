import type { DataSource } from 'typeorm';
import type { Clock } from './clock.ts';

/** What it is, in ms, by the machine, by the database, and by the movable clock, which goes by the machine's. */
export interface Clocks {
  readonly machine: number;
  readonly database: number;
  readonly movable: number;
}

/** Before when things are past their horizon, by the clock that is behind: one that runs ahead deletes nothing that is not due. */
export const horizonOf = ({ machine, database, movable }: Clocks, keptMs: number): number =>
  movable - Math.max(0, machine - database) - keptMs;

/** The database's time is asked for so that this machine's is not believed alone. */
export async function clocksOf(db: DataSource, clock: Clock): Promise<Clocks> {
  const [row] = await db.query<{ ms: string }[]>('SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms');
  return { machine: Date.now(), database: Number(row!.ms), movable: clock.now() };
}
