import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Manifest } from '@frontdesk/contracts';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { httpAdapter } from './http.ts';
import { buildKernel } from './kernel.ts';
import type { Kernel, Platform, ServiceOptions } from './kernel.ts';
import { unreadyBecause } from './readiness.ts';
import { RuntimeModule } from './runtime.module.ts';

/** A service in this process: one Nest application, consuming, and ready to be given requests. */
export interface RunningService {
  readonly manifest: Manifest;
  handle(request: IncomingMessage, response: ServerResponse): void;
  listen(port: number, host: string): Promise<void>;
  /** what keeps it from taking work; empty: ready */
  problems(): string[];
  /** Stops taking work, finishes what is in hand, commits. */
  close(): Promise<void>;
}

export async function startService(
  manifest: Manifest,
  module: Type,
  platform: Platform,
  options: ServiceOptions = {},
): Promise<RunningService> {
  const kernel = await buildKernel(manifest, platform, options);
  const adapter = httpAdapter();
  const app = await NestFactory.create<NestFastifyApplication>(RuntimeModule.with(kernel, module), adapter, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  app.connectMicroservice({ strategy: kernel.transport });
  await app.init();
  await adapter.getInstance().ready();
  await kernel.inbox.start();
  await app.startAllMicroservices();
  await kernel.probe.start();
  kernel.gauges.start();
  return {
    manifest,
    handle: (request, response) => adapter.getInstance().routing(request, response),
    listen: async (port, host) => void (await app.listen(port, host)),
    problems: () => unreadyBecause(kernel.probe.needs, Date.now()).map((problem) => `${manifest.name}: ${problem}`),
    close: () => close(app, kernel),
  };
}

async function close(app: NestFastifyApplication, kernel: Kernel): Promise<void> {
  kernel.probe.stop();
  await kernel.gauges.stop();
  await kernel.transport.close();
  await kernel.slowWork.drain();
  await app.close();
  await kernel.inbox.stop();
  await kernel.dataSource.destroy();
}
