import { orAborted } from '@frontdesk/demo';
import { setTimeout as pause } from 'node:timers/promises';
import type { BusName } from '@frontdesk/demo';
import { commit } from './break.ts';
import { exceptions } from './checks.ts';
import { Groups } from './groups.ts';
import { leftBy } from './left.ts';
import type { RunOptions, Seen } from './left.ts';
import { People, phonesFrom } from './people.ts';
import { databaseOf, doubled, hasModel, isHeavy, schedule } from './schedule.ts';
import type { Fault } from './schedule.ts';
import { Stand } from './stand.ts';

export interface PlayOptions extends RunOptions {
  readonly bus: BusName;
  readonly kills: number;
  /** how long the system may stand still before it is at rest */
  readonly restMs?: number;
}

export interface Outcome extends Seen {
  readonly bus: BusName;
  readonly seed: number;
  /** as the schedule has them, by kind */
  readonly faults: Readonly<Record<string, number>>;
  /** of them those that found something to strike */
  readonly struck: number;
  readonly struckByKind: Readonly<Record<string, number>>;
  /** over Kafka: partitions that were seen with another process than before, by service */
  readonly moved?: Readonly<Record<string, number>>;
  readonly restSeconds: number;
  readonly exceptions: ReturnType<typeof exceptions>;
  /** turns that the safety net took to a person: nothing was lost, but nobody answered in 45 s */
  readonly overdue: number;
  readonly schedule: readonly Fault[];
}

/** Runs a Frontdesk of its own, lets people use it, breaks it as the seed says, waits until it rests, and looks at what is left. */
export async function play({
  bus,
  kills,
  seed,
  customers = 12,
  restMs = 120_000,
  say = () => undefined,
  signal,
}: PlayOptions): Promise<Outcome> {
  const startedAt = performance.now();
  const faults = schedule(bus, kills, seed);
  const stand = await Stand.start(bus, databaseOf(bus, seed), { model: hasModel(seed), ...(signal ? { signal } : {}) });
  const people = new People(stand, seed, phonesFrom(15_550_201_000, customers));
  const groups = bus === 'kafka' ? new Groups(stand.openBus(), doubled) : undefined;
  const run = async (): Promise<Outcome> => {
    if (groups) await runTwice(stand, groups);
    groups?.watch();
    people.start(['ana@frontdesk.example', 'ben@frontdesk.example', 'lena@frontdesk.example']);
    await pause(2_000);
    const struck = await breakThings(stand, faults, say);
    await pause(1_000);
    await stand.world.noFaults();
    const alone = (await groups?.alone()) ?? [];
    const { seen, evidence, restSeconds } = await leftBy(stand, people, { startedAt, restMs, say });
    const violations = [...alone, ...seen.violations];
    if (violations.length > 0) say(stand.lastWords());
    return {
      bus,
      seed,
      faults: counted(faults),
      struck: struck.length,
      struckByKind: counted(struck),
      ...(groups ? { moved: groups.moved } : {}),
      ...seen,
      violations,
      restSeconds,
      exceptions: exceptions(evidence),
      overdue: evidence.facts.filter(({ type }) => type === 'TurnOverdue').length,
      schedule: faults,
    };
  };
  try {
    return await orAborted(run(), signal);
  } catch (error) {
    if (!signal?.aborted) say(stand.lastWords());
    throw error;
  } finally {
    if (!signal?.aborted) await people.stop().catch(() => undefined);
    await groups?.stop().catch(() => undefined);
    await stand.stop();
  }
}

async function runTwice(stand: Stand, groups: Groups): Promise<void> {
  await Promise.all(doubled.map((service) => stand.addReplica(service)));
  const alone = await groups.alone();
  if (alone.length > 0) throw new Error(alone.join('; '));
}

/**
 * One after the other by the schedule's waits; a light fault also strikes while a heavy one is under way.
 * @returns those that struck
 */
async function breakThings(stand: Stand, faults: readonly Fault[], say: (line: string) => void): Promise<Fault[]> {
  let heavy: Promise<void> = Promise.resolve();
  let failure: unknown;
  const light: Promise<void>[] = [];
  const struck: Fault[] = [];
  const strike = async (fault: Fault, number: number): Promise<void> => {
    try {
      if (await commit(stand, fault)) struck.push(fault);
      else say(`${number}/${faults.length} found nothing to strike`);
    } catch (error) {
      failure ??= new Error(`fault ${number} could not be undone`, { cause: error });
    }
  };
  const back = setInterval(() => {
    void stand
      .pending()
      .then((pending) => (pending > 0 ? stand.register(1_000) : undefined))
      .catch(() => undefined);
  }, 2_000);
  try {
    for (const [index, fault] of faults.entries()) {
      await pause(fault.waitMs);
      if (isHeavy(fault)) await heavy;
      if (failure) throw failure;
      say(`${index + 1}/${faults.length} ${JSON.stringify(fault)}`);
      const done = strike(fault, index + 1);
      // Over Kafka a paused service stands still beside whatever else goes wrong.
      if (isHeavy(fault) && !(stand.bus === 'kafka' && fault.kind === 'pause')) heavy = done;
      else light.push(done);
    }
    await Promise.all([heavy, ...light]);
  } finally {
    clearInterval(back);
  }
  if (failure) throw failure;
  return struck;
}

function counted(faults: readonly Fault[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const fault of faults) {
    const name = fault.kind === 'twin' ? `twin ${fault.name}` : 'road' in fault ? `${fault.kind} ${fault.road}` : fault.kind;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
