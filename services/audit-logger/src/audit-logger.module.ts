import { Module } from '@nestjs/common';
import { loadConfig, ServiceGuard, serviceToken } from '@frontdesk/runtime';
import { ChainStore } from './adapters/chain.store.ts';
import { Chaining } from './adapters/chaining.ts';
import { CostsController } from './adapters/costs.controller.ts';
import { CostsStore } from './adapters/costs.store.ts';
import { EventsStore } from './adapters/events.store.ts';
import { ExplanationsStore } from './adapters/explanations.store.ts';
import { ExportController } from './adapters/export.controller.ts';
import { Forgetting } from './adapters/forgetting.ts';
import { Horizons, SETTINGS } from './adapters/horizons.ts';
import { LooksStore } from './adapters/looks.store.ts';
import { NumbersController } from './adapters/numbers.controller.ts';
import { NumbersStore } from './adapters/numbers.store.ts';
import { RecordHandler } from './adapters/record.handler.ts';
import { SearchController } from './adapters/search.controller.ts';
import { SearchStore } from './adapters/search.store.ts';
import { TextsStore } from './adapters/texts.store.ts';
import { ThreadStore } from './adapters/thread.store.ts';
import { TranscriptController } from './adapters/transcript.controller.ts';
import { config } from './config.ts';
import type { AuditConfig } from './config.ts';

@Module({
  controllers: [RecordHandler, TranscriptController, ExportController, CostsController, SearchController, NumbersController],
  providers: [
    EventsStore,
    ThreadStore,
    LooksStore,
    CostsStore,
    ExplanationsStore,
    SearchStore,
    NumbersStore,
    TextsStore,
    Horizons,
    Forgetting,
    ChainStore,
    Chaining,
    ServiceGuard,
    { provide: SETTINGS, useFactory: () => loadConfig(config) },
    { provide: serviceToken, useFactory: (settings: AuditConfig) => settings.SERVICE_TOKEN, inject: [SETTINGS] },
  ],
})
export class AuditLoggerModule {}
