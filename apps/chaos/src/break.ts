import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@frontdesk/demo';
import { childOf } from './child-of.ts';
import type { Replica } from './replica.ts';
import { doubled, second } from './schedule.ts';
import type { Fault } from './schedule.ts';
import type { Stand } from './stand.ts';

/** What is to be struck may just be away: so long it is looked for. */
const PATIENCE_MS = 10_000;

/** Does it as soon as there is something to do it to; resolves when what was ended is there again. Traffic goes on meanwhile. @returns whether it struck */
export async function commit(stand: Stand, fault: Fault): Promise<boolean> {
  switch (fault.kind) {
    case 'kill system':
      await killSystem(stand, fault.againMs);
      return true;
    case 'kill services':
      return (await Promise.all(fault.services.map((service) => killService(stand, service)))).some(Boolean);
    case 'kill broker':
      await stand.kafka!.kill();
      await pause(500);
      await stand.kafka!.restart();
      return true;
    case 'kill postmaster': {
      const struck = await found(() => signal(stand.postmaster, 'SIGKILL'));
      await runsAgain(stand);
      return struck;
    }
    case 'crash postgres': {
      const struck = await found(async () => signal(await backendOf(stand), 'SIGKILL'));
      await runsAgain(stand);
      return struck;
    }
    case 'cut connections':
      return found(() => cutConnections(stand));
    case 'stall':
      return standStill(() => backendOf(stand), fault.ms);
    case 'pause':
      return standStill(() => processOf(stand, fault.service), fault.ms);
    case 'rebalance':
      return rebalance(stand.replicas.get(fault.service)!, fault.ms);
    case 'slow':
      return found(() => stand.roads.get(fault.road)!.slow(fault.ms, fault.forMs));
    case 'cut':
      return found(() => stand.roads.get(fault.road)!.cut());
    case 'clock':
      await stand.world.advance(fault.ms);
      return true;
    case 'twin':
      await stand.world.fault({ name: fault.name, times: fault.times, delay_ms: fault.delayMs });
      return true;
  }
}

/** @returns whether it struck within that time: it is tried until it does */
const found = (strike: () => boolean | Promise<boolean>): Promise<boolean> =>
  until('something to strike', async () => strike(), PATIENCE_MS).catch(() => false);

async function standStill(who: () => number | undefined | Promise<number | undefined>, ms: number): Promise<boolean> {
  let pid: number | undefined;
  if (!(await found(async () => signal((pid = await who()), 'SIGSTOP')))) return false;
  await pause(ms);
  signal(pid, 'SIGCONT');
  return true;
}

/** Until there is another process in its place, which need not be ready: it is killed while it starts, too. */
async function killService(stand: Stand, service: string): Promise<boolean> {
  let pid: number | undefined;
  if (!(await found(() => signal((pid = processOf(stand, service)), 'SIGKILL')))) return false;
  await until(`${service} after it was killed`, async () => ![undefined, pid].includes(processOf(stand, service)), 60_000);
  return true;
}

/** The second one goes in order and comes again: its share goes to the first one, and comes back. @returns whether it went by itself */
async function rebalance(replica: Replica, ms: number): Promise<boolean> {
  await replica.ready();
  const drained = await replica.stop();
  await pause(ms);
  replica.start();
  await replica.ready();
  return drained;
}

async function killSystem(stand: Stand, againMs: number): Promise<void> {
  await stand.system.kill();
  if (againMs > 0) {
    const interrupted = stand.system.launch().catch(() => undefined);
    await pause(againMs);
    await stand.system.kill();
    await interrupted;
  }
  await launchAgain(stand);
  await stand.register();
}

/** As whoever runs it would: a start that meets a cut connection ends in words, and is made again; as many cuts may be waiting for a connection. */
async function launchAgain(stand: Stand): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await stand.system.launch();
    } catch (error) {
      const cut = error instanceof Error && error.message.includes('The database went away');
      if (attempt === 20 || !(cut || stand.roads.has('database'))) throw error;
    }
  }
}

async function runsAgain(stand: Stand): Promise<void> {
  await until('PostgreSQL after its crash', async () => (await stand.query('SELECT 1 AS one')).length > 0, 60_000);
}

async function cutConnections(stand: Stand): Promise<boolean> {
  const cut = await stand.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND usename <> 'postgres'`);
  return cut.length > 0;
}

/** A server process that works for one of the services. */
async function backendOf(stand: Stand): Promise<number | undefined> {
  const rows = await stand.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND (application_name LIKE 'frontdesk%' OR application_name = 'bus')
     ORDER BY state = 'active' DESC, backend_start LIMIT 1`,
  );
  return rows[0]?.pid;
}

function processOf(stand: Stand, service: string): number | undefined {
  if (stand.bus === 'embedded') return stand.system.pid;
  const twice = doubled.find((name) => second(name) === service);
  return twice ? stand.replicas.get(twice)?.pid : childOf(stand.system.pid, `services/${service}/dist/main.js`);
}

/** @returns whether there was such a process */
function signal(pid: number | undefined, what: NodeJS.Signals): boolean {
  try {
    return pid ? process.kill(pid, what) : false;
  } catch {
    return false;
  }
}
