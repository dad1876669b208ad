import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { System, World, call, freePort, nextTuesdayMorning, until } from '@frontdesk/demo';
import type { BusName } from '@frontdesk/demo';
import { startKafka } from '@frontdesk/kafka-broker';
import type { KafkaBroker } from '@frontdesk/kafka-broker';
import { twinDefaults } from '@frontdesk/twin';
import pg from 'pg';
import type { Fault } from './schedule.ts';

const root = join(import.meta.dirname, '../../..');

/** What a run breaks: Frontdesk as it is started, its database, its broker; and beside them the twin, which is never killed and remembers all. */
export class Stand {
  private constructor(
    readonly bus: BusName, readonly system: System, readonly world: World, private readonly twin: ChildProcess, private readonly kafka: KafkaBroker | undefined,
  ) {}

  static async start(bus: BusName): Promise<Stand> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const twin = spawn(process.execPath, [join(root, 'apps/twin/dist/main.js')], { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, PORT: String(port), NODE_OPTIONS: '' } });
    const world = new World(url);
    await until('the twin', () => world.now());
    await world.setClock(nextTuesdayMorning(await world.now()));
    const kafka = bus === 'kafka' ? await startKafka() : undefined;
    const system = await System.start({
      bus,
      env: {
        LOG_LEVEL: 'warn', WHATSAPP_GRAPH_URL: `${url}/graph`, FRONTDESK_CLOCK_URL: `${url}/_sim/clock`, COMMERCE_URL: `${url}/shop`,
        NOTIFY_URL: `${url}/notify`, SUPPORT_WEBHOOK_URL: `${url}/notify/support`, ...(kafka ? { KAFKA_BROKERS: kafka.brokers } : {}),
      },
    });
    const stand = new Stand(bus, system, world, twin, kafka);
    await stand.register();
    return stand;
  }

  async stop(): Promise<void> {
    await this.system.stop();
    await this.kafka?.stop();
    this.twin.kill('SIGKILL');
  }

  get brokers(): string | undefined {
    return this.kafka?.brokers;
  }

  get adminUrl(): string {
    return readFileSync(join(this.system.dataDir, 'database.url'), 'utf8');
  }

  async query<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.adminUrl, connectionTimeoutMillis: 3_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(sql, values)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** Does it; resolves when what was ended runs again. Traffic goes on meanwhile. */
  async commit(fault: Fault): Promise<void> {
    switch (fault.kind) {
      case 'kill system':
        await this.system.kill();
        await this.system.launch();
        return this.register();
      case 'kill service': return void this.signal(fault.service, 'SIGKILL');
      case 'kill broker':
        await this.kafka!.kill();
        await pause(500);
        return this.kafka!.restart();
      case 'crash postgres': return this.crashPostgres();
      case 'cut connections':
        await this.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND usename <> 'postgres'`).catch(() => undefined);
        return;
      case 'pause':
        if (!this.signal(fault.service, 'SIGSTOP')) return;
        await pause(fault.ms);
        this.signal(fault.service, 'SIGCONT');
        return;
      case 'clock': return this.world.advance(fault.ms);
      case 'twin': return this.world.fault({ name: fault.name, times: fault.times, delay_ms: fault.delayMs });
    }
  }

  /** A backend is killed: the server ends all of them, recovers from its log, and goes on. */
  private async crashPostgres(): Promise<void> {
    const rows = await this.query<{ pid: number }>(`SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND application_name LIKE 'frontdesk%' LIMIT 1`).catch(() => []);
    if (rows[0]) signal(rows[0].pid, 'SIGKILL');
    await until('PostgreSQL after its crash', async () => (await this.query('SELECT 1 AS one')).length > 0, 60_000);
  }

  /** Has the twin deliver here, at once what waits. */
  async register(): Promise<void> {
    await until('the webhook to be registered', async () => {
      await call(`${this.world.url}/_sim/webhook`, { body: { url: `${this.system.url}/webhooks/whatsapp`, verify_token: twinDefaults.verifyToken } });
      return true;
    }, 60_000);
  }

  /** @returns whether there was such a process */
  private signal(service: string, what: NodeJS.Signals): boolean {
    const pid = this.bus === 'embedded' ? this.system.pid : childOf(this.system.pid, `services/${service}/dist/main.js`);
    return pid !== undefined && signal(pid, what);
  }
}

function signal(pid: number, what: NodeJS.Signals): boolean {
  try {
    process.kill(pid, what);
    return true;
  } catch {
    return false;
  }
}

/** @returns the child of this process whose command line holds `what` */
function childOf(parent: number, what: string): number | undefined {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).find((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(what);
    } catch {
      return false;
    }
  });
}
