import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { topics } from '@frontdesk/contracts';
import { orAborted, System } from '@frontdesk/demo';
import { manifests } from '@frontdesk/local';
import { Logger, openBus } from '@frontdesk/runtime';
import type { Span } from './cpu-profile.ts';
import { difference, footprint } from './footprint.ts';
import type { Shape } from './floor-plan.ts';
import { readHops } from './hops.ts';
import type { Load } from './load.ts';
import type { RunResult } from './load-protocol.ts';
import { numberIds } from './meta-shapes.ts';
import type { BenchOptions } from './options.ts';
import { addPast, pastLeft } from './past.ts';
import { ProcessMeter, processTree } from './processes.ts';
import { seed } from './seed.ts';
import { settled } from './settled.ts';
import { readStatements, startStatements, wantStatements } from './statements.ts';
import type { Statement } from './statements.ts';

export interface SystemRun {
  readonly run: RunResult;
  /** until everything was read and committed, after the last message */
  readonly drainSeconds: number;
  readonly cpuMs: Readonly<Record<string, number>>;
  readonly rssMb: number;
  readonly rssSlopeMbPerMinute: number;
  readonly rss: Readonly<Record<string, number>>;
  readonly databaseBytes: number;
  readonly walBytes: number;
  readonly commits: number;
  readonly logBytes: number;
  readonly shape: Shape;
  /** audit rows that were there before, besides the run's own */
  readonly storedEvents: number;
  /** rows past their horizon that were deleted during the run */
  readonly forgotten: number;
  /** only when they were asked for */
  readonly statements: readonly Statement[];
  readonly hops: Awaited<ReturnType<typeof readHops>>;
  /** the processes' names by their ids, and the time that all these figures are of */
  readonly processes: ReadonlyMap<number, string>;
  readonly span: Span;
}

/**
 * Runs the whole of Frontdesk, as `npm start` or `npm run start:kafka` does, against the load generator.
 * @param env more of it
 * @param detail statements and hops too, which costs a little
 */
export async function measureSystem(
  options: BenchOptions,
  load: Load,
  env: Readonly<Record<string, string>> = {},
  detail?: 'with statements',
): Promise<SystemRun> {
  const system = await System.start({
    bus: options.bus,
    env: {
      LOG_LEVEL: 'warn',
      WHATSAPP_GRAPH_URL: load.graphUrl,
      COMMERCE_URL: `${load.graphUrl}/shop`,
      WHATSAPP_PHONE_NUMBER_ID: numberIds.join(','),
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.01',
      ...env,
    },
  });
  try {
    return await orAborted(measured(system, options, load, detail), options.signal);
  } finally {
    await system.stop();
  }
}

async function measured(system: System, options: BenchOptions, load: Load, detail: 'with statements' | undefined): Promise<SystemRun> {
  const urlFile = join(system.dataDir, 'database.url');
  if (detail) {
    await wantStatements(readFileSync(urlFile, 'utf8'));
    await system.kill();
    await system.launch();
  }
  const adminUrl = readFileSync(urlFile, 'utf8');
  const onKafka =
    options.bus === 'kafka' ? (JSON.parse(readFileSync(join(system.dataDir, 'processes.json'), 'utf8')) as Processes) : undefined;
  const kafkaDir = onKafka && join(system.dataDir, 'kafka');
  const bus = openBus({ DATABASE_URL: adminUrl, KAFKA_BROKERS: onKafka?.brokers }, 'bench', new Logger('bench', 'error'));
  // straight to gateway, as an ingress would
  const webhookUrl = `http://127.0.0.1:${onKafka ? onKafka.services['gateway']!.port : system.port}/webhooks/whatsapp`;
  const { rate, seconds, window, customers, burst, hot } = options;
  const meet = async (count: number) => {
    await load.run({ webhookUrl, window, customers, count });
    await settled(bus, manifests);
  };
  let storedEvents = 0;
  if (options.stored > 0) {
    await meet(1);
    storedEvents = await seed(adminUrl, options.stored, (line) => process.stderr.write(`${line}\n`));
  }
  // after what is stored: V8 forgets what it compiled while it waits, and after a checkpoint a page is written whole once
  await meet(customers);
  const past = options.past > 0 ? await addPast(adminUrl, options.past) : 0;
  const counted = async () => Object.fromEntries(Object.entries(await bus.lag('nobody', topics)));
  const [before, recordsBefore] = [await footprint(adminUrl, kafkaDir), await counted()];
  if (detail) await startStatements(adminUrl);
  const meter = new ProcessMeter(() => [...processTree(system.pid), ...processTree(load.pid, 'alone')]);
  const from = monotonic();
  const run = await load.run({ webhookUrl, rate, seconds, window, customers, burst, hot });
  const drainSeconds = await settled(bus, manifests);
  const span = { from, to: monotonic() };
  const { cpuMs, ...memory } = meter.stop();
  const forgotten = past > 0 ? past - (await pastLeft(adminUrl)) : 0;
  const statements = detail ? await readStatements(adminUrl) : [];
  const hops = detail ? await readHops(adminUrl) : [];
  const made = difference(await footprint(adminUrl, kafkaDir), before);
  const recordsAfter = await counted();
  await bus.close();
  const shape = Object.fromEntries(
    Object.entries(made.valueBytes).map(([topic, bytes]) => {
      const records = recordsAfter[topic]! - recordsBefore[topic]!;
      return [topic, { perMessage: records / run.completed, bytes: records === 0 ? 0 : bytes / records }];
    }),
  );
  const { databaseBytes, walBytes, commits, logBytes } = made;
  return {
    run,
    drainSeconds,
    cpuMs,
    ...memory,
    databaseBytes,
    walBytes,
    commits,
    logBytes,
    shape,
    storedEvents,
    forgotten,
    statements,
    hops,
    span,
  };
}

const monotonic = (): number => Number(process.hrtime.bigint() / 1_000n);

interface Processes {
  brokers: string;
  services: Record<string, { pid: number; port: number }>;
}
