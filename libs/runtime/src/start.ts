import type { Manifest } from '@frontdesk/contracts';
import type { Type } from '@nestjs/common';
import type { z } from 'zod';
import { openBus } from './bus.ts';
import { Clock } from './clock.ts';
import { ConfigError, loadConfigs } from './config.ts';
import { followClock } from './follow-clock.ts';
import { logLastWords } from './last-words.ts';
import type { ServiceOptions } from './kernel.ts';
import { Logger } from './logger.ts';
import { Meters } from './meters.ts';
import { runtimeConfig } from './runtime-config.ts';
import { startService } from './service.ts';
import { startTelemetry } from './telemetry.ts';
import { whenToldToEnd } from './told-to-end.ts';

/** What is in hand when a log or a database is away for good would be waited for without end; it comes again to the next process. */
const DRAIN_MS = 25_000;

interface StartOptions extends ServiceOptions {
  /** the service's own variables, so that one start names everything that is wrong */
  readonly config?: z.ZodObject<z.ZodRawShape>;
}

/** A service's `main.ts`: reads the environment, runs the service in this process, drains on SIGTERM and SIGINT. */
export async function start(manifest: Manifest, module: Type, { config, ...options }: StartOptions = {}): Promise<void> {
  const env = readEnvironment(manifest, config);
  const logger = new Logger(manifest.name, env.LOG_LEVEL);
  logLastWords(logger);
  let drain = async (): Promise<void> => undefined; // while it starts nothing is in hand that does not come again
  let stopping = false;
  whenToldToEnd((signal) => {
    if (stopping) return;
    stopping = true;
    logger.info('draining', { signal });
    setTimeout(() => {
      logger.warn('not drained in time, what is left comes again', { ms: DRAIN_MS });
      process.exit(1);
    }, DRAIN_MS).unref();
    void drain().then(() => process.exit(0));
  });
  const stopTelemetry = startTelemetry(manifest.name, env.OTEL_EXPORTER_OTLP_ENDPOINT);
  const clock = new Clock();
  const unfollow = env.FRONTDESK_CLOCK_URL ? await followClock(clock, env.FRONTDESK_CLOCK_URL) : () => undefined;
  const bus = openBus(env, manifest.name, logger);
  const service = await startService(
    manifest,
    module,
    {
      bus,
      clock,
      meters: new Meters(),
      vaultKek: env.VAULT_KEK,
      logLevel: env.LOG_LEVEL,
      databaseUrl: () => env.DATABASE_URL,
    },
    options,
  );
  drain = async () => {
    unfollow();
    await service.close();
    await bus.close();
    await stopTelemetry();
  };
  await service.listen(env.PORT, env.HOST);
  logger.info('started', { host: env.HOST, port: env.PORT });
}

function readEnvironment(manifest: Manifest, config: StartOptions['config']) {
  try {
    return loadConfigs(config ? ([runtimeConfig, config] as const) : ([runtimeConfig] as const))[0];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    new Logger(manifest.name).error('not started: configuration is wrong', error, { problems: error.problems });
    process.exit(78); // EX_CONFIG of sysexits.h
  }
}
