import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@frontdesk/demo';
import { childOf } from './child-of.ts';
import type { Fault } from './schedule.ts';
import type { Stand } from './stand.ts';

/** Does it; resolves when what was ended runs again. Traffic goes on meanwhile. */
export async function commit(stand: Stand, fault: Fault): Promise<void> {
  switch (fault.kind) {
    case 'kill system':
      return killSystem(stand, fault.againMs);
    case 'kill services':
      for (const service of fault.services) signalService(stand, service, 'SIGKILL');
      return;
    case 'kill broker':
      await stand.kafka!.kill();
      await pause(500);
      return stand.kafka!.restart();
    case 'kill postmaster': {
      const pid = stand.postmaster;
      if (pid) signal(pid, 'SIGKILL');
      return runsAgain(stand);
    }
    case 'crash postgres': {
      const pid = await backendOf(stand);
      if (pid) signal(pid, 'SIGKILL');
      return runsAgain(stand);
    }
    case 'cut connections':
      await stand
        .query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND usename <> 'postgres'`)
        .catch(() => undefined);
      return;
    case 'stall': {
      const pid = await backendOf(stand);
      if (!pid || !signal(pid, 'SIGSTOP')) return;
      await pause(fault.ms);
      signal(pid, 'SIGCONT');
      return;
    }
    case 'pause':
      if (!signalService(stand, fault.service, 'SIGSTOP')) return;
      await pause(fault.ms);
      signalService(stand, fault.service, 'SIGCONT');
      return;
    case 'slow':
      return stand.roads.get(fault.road)!.slow(fault.ms, fault.forMs);
    case 'cut':
      return stand.roads.get(fault.road)!.cut();
    case 'clock':
      return stand.world.advance(fault.ms);
    case 'twin':
      return stand.world.fault({ name: fault.name, times: fault.times, delay_ms: fault.delayMs });
  }
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

/** As whoever runs it would: a start that meets a cut connection ends in words, and is made again. */
async function launchAgain(stand: Stand): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await stand.system.launch();
    } catch (error) {
      const cut = error instanceof Error && error.message.includes('The database went away');
      if (attempt === 5 || !(cut || stand.roads.has('database'))) throw error;
    }
  }
}

async function runsAgain(stand: Stand): Promise<void> {
  await until('PostgreSQL after its crash', async () => (await stand.query('SELECT 1 AS one')).length > 0, 60_000);
}

/** A server process that works for one of the services. */
async function backendOf(stand: Stand): Promise<number | undefined> {
  const rows = await stand
    .query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND (application_name LIKE 'frontdesk%' OR application_name = 'bus')
     ORDER BY state = 'active' DESC, backend_start LIMIT 1`,
    )
    .catch(() => []);
  return rows[0]?.pid;
}

/** @returns whether there was such a process */
function signalService(stand: Stand, service: string, what: NodeJS.Signals): boolean {
  const pid = stand.bus === 'embedded' ? stand.system.pid : childOf(stand.system.pid, `services/${service}/dist/main.js`);
  return pid !== undefined && signal(pid, what);
}

function signal(pid: number, what: NodeJS.Signals): boolean {
  try {
    process.kill(pid, what);
    return true;
  } catch {
    return false;
  }
}
