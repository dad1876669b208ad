import { Inbox, SlowWork } from '@frontdesk/bus';
import { Vault } from '@frontdesk/vault';
import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from './clock.ts';
import { HealthController } from './health.controller.ts';
import type { Kernel } from './kernel.ts';
import { Logger } from './logger.ts';
import { Meters } from './meters.ts';
import { Probe } from './probe.ts';

/** Injects a `Bus`: `@Inject(BUS)`. Only gateway appends outside its inbox. */
export const BUS = Symbol('Bus');

/** What every service finds for injection, by class: Inbox, SlowWork, DataSource, Clock, Logger, Meters, and Vault for those that may open it. */
@Module({})
export class RuntimeModule {
  static with(kernel: Kernel, service: Type): DynamicModule {
    const providers = [
      { provide: BUS, useValue: kernel.bus },
      { provide: Inbox, useValue: kernel.inbox },
      { provide: SlowWork, useValue: kernel.slowWork },
      { provide: DataSource, useValue: kernel.dataSource },
      { provide: Clock, useValue: kernel.clock },
      { provide: Logger, useValue: kernel.logger },
      { provide: Meters, useValue: kernel.meters },
      { provide: Probe, useValue: kernel.probe },
      ...(kernel.vault ? [{ provide: Vault, useValue: kernel.vault }] : []),
    ];
    return {
      module: RuntimeModule,
      global: true,
      imports: [service],
      controllers: [HealthController],
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}
