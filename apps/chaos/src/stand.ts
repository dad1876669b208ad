import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bus } from '@frontdesk/bus';
import { System, World, call, nextTuesdayMorning, until } from '@frontdesk/demo';
import type { BusName, SystemOptions } from '@frontdesk/demo';
import { startKafka } from '@frontdesk/kafka-broker';
import type { KafkaBroker } from '@frontdesk/kafka-broker';
import { clusterDirectory, forgetEmbeddedPostgres, freePort, startEmbeddedPostgres } from '@frontdesk/postgres';
import type { EmbeddedPostgres } from '@frontdesk/postgres';
import { Logger, openBus } from '@frontdesk/runtime';
import { twinDefaults } from '@frontdesk/twin';
import pg from 'pg';
import { Replica } from './replica.ts';
import { Road } from './road.ts';
import type { DatabaseIs, RoadTo } from './schedule.ts';

const root = join(import.meta.dirname, '../../..');

/** PostgreSQL beside the system, and the road to it. */
interface GivenDatabase {
  readonly dataDir: string;
  readonly server: EmbeddedPostgres;
}

type StandOptions = Pick<SystemOptions, 'dataDir' | 'root' | 'signal'> & {
  /** whether the twin's model leads into answers */
  readonly model?: boolean;
  /** whether the shop takes changes: switched on once every service knows of them */
  readonly changes?: boolean;
};

/** What a stand consists of, as far as it has come. */
interface Begun {
  twin?: ChildProcess;
  kafka?: KafkaBroker | undefined;
  database?: GivenDatabase | undefined;
  system?: System;
  readonly roads: Map<RoadTo, Road>;
  readonly replicas?: ReadonlyMap<string, Replica>;
}

/** What a run breaks: Frontdesk as it is started, its database, its broker; and beside them the twin, which is never killed and remembers all. */
export class Stand {
  private readonly seconds = new Map<string, Replica>();

  private constructor(
    readonly bus: BusName,
    readonly system: System,
    readonly world: World,
    readonly twin: ChildProcess,
    readonly kafka: KafkaBroker | undefined,
    readonly database: GivenDatabase | undefined,
    readonly roads: ReadonlyMap<RoadTo, Road>,
  ) {}

  static async start(bus: BusName, where: DatabaseIs, of: StandOptions = {}): Promise<Stand> {
    const begun: Begun = { roads: new Map() };
    try {
      return await Stand.#begin(begun, bus, where, of);
    } catch (error) {
      await clear(begun);
      throw error;
    }
  }

  static async #begin(
    begun: Begun,
    bus: BusName,
    where: DatabaseIs,
    { model = false, changes = true, ...of }: StandOptions,
  ): Promise<Stand> {
    of.signal?.throwIfAborted();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const twin = (begun.twin = spawn(process.execPath, [join(root, 'apps/twin/dist/main.js')], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, PORT: String(port), NODE_OPTIONS: '' },
    }));
    const world = new World(url);
    await until('the twin', async () => {
      of.signal?.throwIfAborted();
      return world.now();
    });
    await world.setClock(nextTuesdayMorning(await world.now()));
    const { roads } = begun;
    const kafka = (begun.kafka = bus === 'kafka' ? await brokerBehind(roads) : undefined);
    const database = (begun.database = where === 'given' ? await databaseBehind(roads) : undefined);
    const system = (begun.system = await System.start({
      bus,
      ...of,
      env: {
        LOG_LEVEL: 'warn',
        WHATSAPP_GRAPH_URL: `${url}/graph`,
        FRONTDESK_CLOCK_URL: `${url}/_sim/clock`,
        COMMERCE_URL: `${url}/shop`,
        COMMERCE_CHANGES: String(changes),
        NOTIFY_URL: `${url}/notify`,
        SUPPORT_WEBHOOK_URL: `${url}/notify/support`,
        ...(model ? { MODEL_BASE_URL: `${url}/model`, MODEL_NAME: 'twin', MODEL_RATES: '[{"from":"2020-01-01","in":0,"out":0}]' } : {}),
        ...(kafka ? { KAFKA_BROKERS: kafka.brokers } : {}),
        ...(database ? { DATABASE_URL: over(roads.get('database')!, database.server.adminUrl) } : {}),
      },
    }));
    const stand = new Stand(bus, system, world, twin, kafka, database, roads);
    await stand.register();
    return stand;
  }

  async stop(): Promise<void> {
    await clear(this);
  }

  /** Second processes of services, by their names. */
  get replicas(): ReadonlyMap<string, Replica> {
    return this.seconds;
  }

  /** One more process of this service, beside the one that the system runs; resolves when it takes work. */
  async addReplica(name: string): Promise<void> {
    const replica = await Replica.beside(this.system.pid, name, root, this.system.options.signal);
    this.seconds.set(name, replica); // now, so that it ends with the rest also if it is never ready
    await replica.ready();
  }

  get brokers(): string | undefined {
    return this.kafka?.brokers;
  }

  /** Past the road, for who looks on. */
  get adminUrl(): string {
    return this.database?.server.adminUrl ?? readFileSync(join(this.system.dataDir, 'database.url'), 'utf8');
  }

  /** The system's log, for who looks on. */
  openBus(): Bus {
    return openBus({ DATABASE_URL: this.adminUrl, KAFKA_BROKERS: this.brokers }, 'chaos', new Logger('chaos', 'error'));
  }

  /** @returns the process that all of PostgreSQL's others come from, if there is one */
  get postmaster(): number | undefined {
    try {
      return Number(readFileSync(join(clusterDirectory(this.postgresDir), 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
    } catch {
      return undefined;
    }
  }

  /** What system and PostgreSQL said last. */
  lastWords(): string {
    const said = this.system.output
      .filter((line) => /"level":(40|50|60)/.test(line))
      .slice(-40)
      .join('');
    const log = join(this.postgresDir, 'postgres.log');
    return `${said}\n${existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(-60).join('\n') : ''}`;
  }

  private get postgresDir(): string {
    return this.database?.dataDir ?? join(this.system.dataDir, 'postgres');
  }

  async query<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.adminUrl, connectionTimeoutMillis: 3_000, application_name: 'chaos' });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(sql, values)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** Asks again where the connection was lost: what a run left behind does not change any more. */
  read<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return until(`an answer to ${sql}`, () => this.query<Row>(sql, values));
  }

  /** Has the twin deliver here, at once what waits: its own waits between attempts grow as Meta's do. */
  async register(withinMs = 60_000): Promise<void> {
    await until(
      'the webhook to be registered',
      async () => {
        await call(`${this.world.url}/_sim/webhook`, {
          body: { url: `${this.system.url}/webhooks/whatsapp`, verify_token: twinDefaults.verifyToken },
        });
        return true;
      },
      withinMs,
    );
  }

  /** @returns webhooks that the twin has not delivered yet */
  async pending(): Promise<number> {
    return (await call<{ pending: number }>(`${this.world.url}/_sim/webhook`)).data.pending;
  }
}

/** Ends all of it, and waits for what it ends. */
async function clear({ system, kafka, roads, database, twin, replicas }: Readonly<Begun> | Stand): Promise<void> {
  await Promise.all([system?.stop(), ...[...(replicas?.values() ?? [])].map((replica) => replica.end())]);
  await kafka?.stop();
  for (const road of roads.values()) road.close();
  await database?.server.stop();
  if (database) forgetEmbeddedPostgres(database.dataDir);
  if (!twin || twin.exitCode !== null || twin.signalCode !== null) return;
  const gone = once(twin, 'exit');
  twin.kill('SIGKILL');
  await gone;
}

async function brokerBehind(roads: Map<RoadTo, Road>): Promise<KafkaBroker> {
  const port = await freePort();
  const road = await Road.open(() => port);
  roads.set('broker', road);
  return startKafka({ port, advertisedPort: road.port });
}

async function databaseBehind(roads: Map<RoadTo, Road>): Promise<GivenDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-given-'));
  const server = await startEmbeddedPostgres({ dataDir });
  roads.set('database', await Road.open(() => server.port));
  return { dataDir, server };
}

function over(road: Road, url: string): string {
  const by = new URL(url);
  by.port = String(road.port);
  return by.href;
}
