import { Clock, Logger, Meters, followClock, logLastWords, openBus, startService, startTelemetry, topicsConfig } from '@frontdesk/runtime';
import type { RunningService } from '@frontdesk/runtime';
import { createTwin } from '@frontdesk/twin';
import { banner } from './banner.ts';
import { openDatabase } from './database.ts';
import { explain } from './failure.ts';
import { fromThisMachine, json, listenFront, readiness, rootOr } from './front.ts';
import type { Handle } from './front.ts';
import { completeEnvironment, readLocalConfig, serviceEnvironment } from './local-config.ts';
import { watchRoom } from './room.ts';
import { localSecrets } from './secrets.ts';
import { checkConfiguration, services } from './services.ts';
import { untilStopped } from './until-stopped.ts';

/** `npm start`: the nine services in this process, PostgreSQL beside it, the embedded bus, the twin. */
async function main(): Promise<void> {
  const startedAt = performance.now();
  const config = readLocalConfig();
  const secrets = localSecrets(config.dataDir);
  completeEnvironment(serviceEnvironment(config, secrets));
  checkConfiguration();
  const logger = new Logger('local', config.logLevel);
  logLastWords(logger);
  const stopTelemetry = startTelemetry('frontdesk', config.otlp);
  const clock = new Clock();
  const meters = new Meters();

  const twin = config.twin ? await createTwin({ publicUrl: config.url, stateFile: config.twinState }) : undefined;
  const running = new Map<string, RunningService>();
  const service =
    (name: string): Handle =>
    (request, response) => {
      const target = running.get(name);
      if (target) target.handle(request, response);
      else response.writeHead(503).end();
    };
  const problems = () => (running.size < services.length ? ['starting'] : [...running.values()].flatMap((one) => one.problems()));
  const front = await listenFront(
    [
      { prefix: '/webhooks', handle: service('gateway') },
      { prefix: '/console', handle: service('handoff') },
      { prefix: '/internal/media', handle: fromThisMachine(service('gateway')) },
      { prefix: '/internal', handle: fromThisMachine(service('audit-logger')) },
      { prefix: '/healthz', handle: (_, response) => json(response, 200, { status: 'ok' }) },
      { prefix: '/readyz', handle: readiness(problems) },
      {
        prefix: '/metrics',
        handle: async (_, response) =>
          void response.writeHead(200, { 'content-type': meters.registry.contentType }).end(await meters.registry.metrics()),
      },
      ...(twin ? [{ prefix: '/', handle: rootOr(twin.handle) }] : []),
    ],
    config.port,
    config.host,
  );

  const database = await openDatabase(config, secrets);
  const unwatch = watchRoom(config.dataDir, logger);
  const unfollow = process.env['FRONTDESK_CLOCK_URL'] ? await followClock(clock, process.env['FRONTDESK_CLOCK_URL']) : () => undefined;
  const busUrl = database.urlOf(services[0]!.manifest);
  const bus = openBus({ DATABASE_URL: busUrl, KAFKA_PARTITIONS: 12, KAFKA_SECURITY_PROTOCOL: 'PLAINTEXT' }, 'local', logger);
  await bus.createTopics(topicsConfig());
  for (const { manifest, module, options } of services) {
    const platform = { bus, clock, meters, vaultKek: process.env['VAULT_KEK']!, logLevel: config.logLevel, databaseUrl: database.urlOf };
    running.set(manifest.name, await startService(manifest, module, platform, options));
  }
  const refused = await twin?.registerWebhook(`${config.url}/webhooks/whatsapp`, process.env['WHATSAPP_VERIFY_TOKEN']!);
  if (refused) throw new Error(`the twin could not register the webhook: ${refused}`);
  console.log(banner(config.url, { twin: config.twin, bus: 'one process, embedded bus', seconds: (performance.now() - startedAt) / 1000 }));

  await untilStopped();
  console.log('Stopping…');
  front.close();
  unwatch();
  unfollow();
  await twin?.close();
  await Promise.all([...running.values()].map((one) => one.close()));
  await bus.close();
  await database.stop();
  await stopTelemetry();
  process.exit(0);
}

main().catch((error: unknown) => {
  const { words, code } = explain(error);
  console.error(words);
  process.exit(code);
});
