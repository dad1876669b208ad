import { services } from '@frontdesk/release';
import { Clock, Meters, followClock, openBus, startService, startTelemetry, topicsConfig } from '@frontdesk/runtime';
import type { RunningService } from '@frontdesk/runtime';
import { openDatabase } from './database.ts';
import type { Handle } from './front.ts';
import { readCompleted } from './local-config.ts';
import { run } from './run-main.ts';

/** `npm start`: the nine services in this process, PostgreSQL beside it, the embedded bus, the twin. */
await run('one process, embedded bus', async ({ config, secrets, logger, open }) => {
  const stopTelemetry = startTelemetry('frontdesk', config.otlp);
  const clock = new Clock();
  const meters = new Meters();
  const running = new Map<string, RunningService>();
  const problems = () => (running.size < services.length ? ['starting'] : [...running.values()].flatMap((one) => one.problems()));
  const metrics: Handle = async (_, response) =>
    void response.writeHead(200, { 'content-type': meters.registry.contentType }).end(await meters.registry.metrics());
  await open(running, problems, [{ prefix: '/metrics', handle: metrics }]);

  const database = await openDatabase(config, secrets);
  const { FRONTDESK_CLOCK_URL: clockUrl, VAULT_KEK: vaultKek } = readCompleted();
  const unfollow = clockUrl ? await followClock(clock, clockUrl) : () => undefined;
  const bus = openBus({ DATABASE_URL: database.urlOf(services[0]!.manifest) }, 'local', logger);
  await bus.createTopics(topicsConfig());
  for (const { manifest, module, options } of services) {
    const platform = { bus, clock, meters, vaultKek, logLevel: config.logLevel, databaseUrl: database.urlOf };
    running.set(manifest.name, await startService(manifest, module, platform, options));
  }

  return async () => {
    unfollow();
    await Promise.all([...running.values()].map((one) => one.close()));
    await bus.close();
    await database.stop();
    await stopTelemetry();
  };
});
