import type { Server } from 'node:http';
import { Logger, logLastWords } from '@frontdesk/runtime';
import { createTwin } from '@frontdesk/twin';
import type { z } from 'zod';
import { banner } from './banner.ts';
import { explain } from './failure.ts';
import { fromThisMachine, json, listenFront, readiness, rootOr } from './front.ts';
import type { Handle, Problems, Routes } from './front.ts';
import { completeEnvironment, readCompleted, readLocalConfig, serviceEnvironment } from './local-config.ts';
import type { LocalConfig } from './local-config.ts';
import { watchRoom } from './room.ts';
import { localSecrets } from './secrets.ts';
import type { Secrets } from './secrets.ts';
import { checkConfiguration } from './services.ts';
import { untilStopped } from './until-stopped.ts';

/** Of services that run, by name. */
type Running = ReadonlyMap<string, { readonly handle: Handle }>;

export interface Local {
  readonly config: LocalConfig;
  readonly secrets: Secrets;
  readonly logger: Logger;
  /** Opens the one address: the paths that a cluster's ingress would pass on to services, health, the twin. @param problems for /readyz */
  open(running: Running, problems: Problems, more?: Routes): Promise<void>;
}

type Start = (local: Local) => Promise<() => Promise<void>>;

/**
 * Runs Frontdesk on this machine until it is told to stop: configuration, the twin and its webhook, the address, the banner.
 * @param how for the banner
 * @param start opens the address and starts the services, wherever they run; gives what stops them again
 * @param more variables that `start` reads
 */
export async function run(how: string, start: Start, more: readonly z.ZodObject[] = []): Promise<void> {
  // Who read what is said here may go before this does: that must not end what has to be stopped in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    await untilTheEnd(how, start, more);
    process.exit(0);
  } catch (error) {
    const { words, code } = explain(error);
    console.error(words);
    process.exit(code);
  }
}

async function untilTheEnd(how: string, start: Start, more: readonly z.ZodObject[]): Promise<void> {
  const startedAt = performance.now();
  checkConfiguration(more);
  const config = readLocalConfig();
  const { dataDir, host, logLevel, port, url } = config;
  const secrets = localSecrets(dataDir);
  completeEnvironment(serviceEnvironment(config, secrets));
  const logger = new Logger('local', logLevel);
  logLastWords(logger);
  const twin = config.twin ? await createTwin({ publicUrl: url, stateFile: config.twinState }) : undefined;
  const unwatch = watchRoom(dataDir, logger);
  let front: Server | undefined;
  const open: Local['open'] = async (running, problems, more = []) => {
    const twins: Routes = twin ? [{ prefix: '/', handle: rootOr(twin.handle) }] : [];
    front = await listenFront([...routes(running, problems), ...more, ...twins], port, host);
  };

  const stop = await start({ config, secrets, logger, open });
  const refused = await twin?.registerWebhook(`${url}/webhooks/whatsapp`, readCompleted().WHATSAPP_VERIFY_TOKEN);
  if (refused) throw new Error(`the twin could not register the webhook: ${refused}`);
  console.log(banner(url, { twin: config.twin, bus: how, seconds: (performance.now() - startedAt) / 1000 }));

  await untilStopped();
  console.log('Stopping…');
  front?.close();
  unwatch();
  await twin?.close();
  await stop();
}

function routes(running: Running, problems: Problems): Routes {
  const service =
    (name: string): Handle =>
    (request, response) => {
      const target = running.get(name);
      if (target) return target.handle(request, response);
      response.writeHead(503).end();
    };
  return [
    { prefix: '/webhooks', handle: service('gateway') },
    { prefix: '/console', handle: service('handoff') },
    { prefix: '/confirm', handle: service('auth') },
    { prefix: '/internal/media', handle: fromThisMachine(service('gateway')) },
    { prefix: '/internal/contacts', handle: fromThisMachine(service('gateway')) },
    { prefix: '/internal', handle: fromThisMachine(service('audit-logger')) },
    { prefix: '/healthz', handle: (_, response) => json(response, 200, { status: 'ok' }) },
    { prefix: '/readyz', handle: readiness(problems) },
  ];
}
