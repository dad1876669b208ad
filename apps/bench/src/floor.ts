import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { orAborted } from '@frontdesk/demo';
import { startKafka } from '@frontdesk/kafka-broker';
import { manifests } from '@frontdesk/local';
import { forgetEmbeddedPostgres, migrate, startEmbeddedPostgres } from '@frontdesk/postgres';
import { Logger, openBus, topicsConfig } from '@frontdesk/runtime';
import pg from 'pg';
import { floorTables } from './floor-ledger.ts';
import type { FloorOrder, Shape } from './floor-plan.ts';
import { difference, footprint } from './footprint.ts';
import type { Load } from './load.ts';
import type { BenchOptions } from './options.ts';
import { ProcessMeter, processTree } from './processes.ts';
import { settled } from './settled.ts';

export interface Floor {
  readonly perSecond: number;
  readonly cpuMsPerMessage: number;
  readonly commitsPerMessage: number;
  readonly logBytesPerMessage: number;
}

/**
 * The pipeline without logic: the hops, records, bytes and commits of the system on the same bus, PostgreSQL and generator, at full speed.
 * The time until the log was read is included.
 */
export async function measureFloor(options: BenchOptions, load: Load, shape: Shape): Promise<Floor> {
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-floor-'));
  const postgres = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres') });
  const kafka = options.bus === 'kafka' ? await startKafka({ dataDir: join(dataDir, 'kafka') }) : undefined;
  const children: ChildProcess[] = [];
  const measure = async (): Promise<Floor> => {
    await migrate({
      adminUrl: postgres.adminUrl,
      services: manifests,
      passwords: Object.fromEntries(manifests.map(({ name }) => [name, name])),
    });
    await createTables(postgres.adminUrl);
    const env = { DATABASE_URL: postgres.adminUrl, KAFKA_BROKERS: kafka?.brokers };
    const bus = openBus(env, 'floor', new Logger('floor', 'silent'));
    await bus.createTopics(topicsConfig());
    const services = manifests.map(({ name, reads, watches = false, patienceMs }) => ({ name, reads, watches, patienceMs }));
    const order: FloorOrder = { services, databaseUrl: postgres.adminUrl, brokers: kafka?.brokers, graphUrl: load.graphUrl, shape };
    const ports = await Promise.all(
      (kafka ? services.map(({ name }) => name) : ['all']).map(async (which) => {
        const child = spawn(process.execPath, [join(import.meta.dirname, 'floor-main.js'), which], {
          stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
          serialization: 'advanced',
        });
        children.push(child);
        child.send(order);
        return ((await once(child, 'message')) as [{ port: number }])[0].port;
      }),
    );
    const webhookUrl = `http://127.0.0.1:${Math.max(...ports)}/webhooks/whatsapp`;
    const { window, customers, seconds } = options;
    await load.run({ webhookUrl, window, customers, count: Math.min(customers, 1_500) });
    await settled(bus, services);
    const left = () => footprint(postgres.adminUrl, kafka && join(dataDir, 'kafka'));
    const before = await left();
    const meter = new ProcessMeter(() => processTree(process.pid).filter(({ pid }) => pid !== process.pid && pid !== load.pid));
    const run = await load.run({ webhookUrl, window, customers, seconds });
    const rest = await settled(bus, services);
    const cpuMs = Object.values(meter.stop().cpuMs).reduce((sum, ms) => sum + ms, 0);
    const { commits, logBytes } = difference(await left(), before);
    await bus.close();
    return {
      perSecond: run.completed / (run.seconds + rest),
      cpuMsPerMessage: cpuMs / run.completed,
      commitsPerMessage: commits / run.completed,
      logBytesPerMessage: logBytes / run.completed,
    };
  };
  try {
    return await orAborted(measure(), options.signal);
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await kafka?.stop();
    await postgres.stop();
    forgetEmbeddedPostgres(join(dataDir, 'postgres'));
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function createTables(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query('CREATE SCHEMA floor');
  for (const { name } of manifests) await client.query(floorTables(name));
  await client.end();
}
