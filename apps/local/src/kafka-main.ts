import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startKafka } from '@frontdesk/kafka-broker';
import { Logger, openBus, topicsConfig } from '@frontdesk/runtime';
import { createTwin } from '@frontdesk/twin';
import { banner } from './banner.ts';
import { openDatabase } from './database.ts';
import { explain } from './failure.ts';
import { fromThisMachine, json, listenFront, proxyTo, readiness, rootOr } from './front.ts';
import type { Handle } from './front.ts';
import { completeEnvironment, readLocalConfig, serviceEnvironment } from './local-config.ts';
import { runService } from './processes.ts';
import type { ServiceProcess } from './processes.ts';
import { watchRoom } from './room.ts';
import { localSecrets } from './secrets.ts';
import { checkConfiguration, manifests, services } from './services.ts';
import { untilStopped } from './until-stopped.ts';

/** `npm run start:kafka`: one process per service, over Kafka and PostgreSQL that are given, or started here. */
async function main(): Promise<void> {
  const startedAt = performance.now();
  const config = readLocalConfig();
  const secrets = localSecrets(config.dataDir);
  completeEnvironment(serviceEnvironment(config, secrets));
  checkConfiguration();
  const twin = config.twin ? await createTwin({ publicUrl: config.url, stateFile: config.twinState }) : undefined;
  const running = new Map<string, ServiceProcess>();
  const service =
    (name: string): Handle =>
    (request, response) => {
      const target = running.get(name);
      if (target) proxyTo(target.port)(request, response);
      else response.writeHead(503).end();
    };
  const notReady = async () => {
    const ready = await Promise.all(manifests.map(async ({ name }) => ((await running.get(name)?.ready()) ? undefined : name)));
    return ready.filter((name) => name !== undefined);
  };
  const front = await listenFront(
    [
      { prefix: '/webhooks', handle: service('gateway') },
      { prefix: '/console', handle: service('handoff') },
      { prefix: '/internal/media', handle: fromThisMachine(service('gateway')) },
      { prefix: '/internal', handle: fromThisMachine(service('audit-logger')) },
      { prefix: '/healthz', handle: (_, response) => json(response, 200, { status: 'ok' }) },
      { prefix: '/readyz', handle: readiness(notReady) },
      ...(twin ? [{ prefix: '/', handle: rootOr(twin.handle) }] : []),
    ],
    config.port,
    config.host,
  );

  const [database, kafka] = await Promise.all([
    openDatabase(config, secrets),
    config.brokers ? undefined : startKafka({ dataDir: join(config.dataDir, 'kafka') }),
  ]);
  const brokers = config.brokers ?? kafka!.brokers;
  const unwatch = watchRoom(config.dataDir, new Logger('local', config.logLevel));
  const admin = openBus(
    { KAFKA_BROKERS: brokers, KAFKA_PARTITIONS: 12, KAFKA_SECURITY_PROTOCOL: 'PLAINTEXT', DATABASE_URL: database.adminUrl },
    'topics',
    new Logger('local', config.logLevel),
  );
  await admin.createTopics(topicsConfig());
  await admin.close();
  await Promise.all(
    services.map(async ({ manifest }) => {
      const env = { DATABASE_URL: database.urlOf(manifest), KAFKA_BROKERS: brokers, LOG_LEVEL: config.logLevel };
      running.set(manifest.name, await runService(manifest.name, env, (line) => process.stderr.write(line)));
    }),
  );
  // Who breaks things on purpose finds here what to break.
  const processes = Object.fromEntries([...running].map(([name, { pid, port }]) => [name, { pid, port }]));
  writeFileSync(join(config.dataDir, 'processes.json'), JSON.stringify({ brokers, services: processes }));
  while ((await notReady()).length > 0) await pause(100);
  const refused = await twin?.registerWebhook(`${config.url}/webhooks/whatsapp`, process.env['WHATSAPP_VERIFY_TOKEN']!);
  if (refused) throw new Error(`the twin could not register the webhook: ${refused}`);
  console.log(
    banner(config.url, { twin: config.twin, bus: 'nine processes, Apache Kafka', seconds: (performance.now() - startedAt) / 1000 }),
  );

  await untilStopped();
  console.log('Stopping…');
  front.close();
  unwatch();
  await twin?.close();
  await Promise.all([...running.values()].map((one) => one.stop()));
  await kafka?.stop();
  await database.stop();
  process.exit(0);
}

main().catch((error: unknown) => {
  const { words, code } = explain(error);
  console.error(words);
  process.exit(code);
});
