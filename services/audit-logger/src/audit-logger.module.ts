import { Module } from '@nestjs/common';
import { loadConfig, ServiceGuard, serviceToken } from '@frontdesk/runtime';
import { EventsStore } from './adapters/events.store.ts';
import { LooksStore } from './adapters/looks.store.ts';
import { RecordHandler } from './adapters/record.handler.ts';
import { ThreadStore } from './adapters/thread.store.ts';
import { TranscriptController } from './adapters/transcript.controller.ts';
import { config } from './config.ts';

@Module({
  controllers: [RecordHandler, TranscriptController],
  providers: [
    EventsStore,
    ThreadStore,
    LooksStore,
    ServiceGuard,
    { provide: serviceToken, useFactory: () => loadConfig(config).SERVICE_TOKEN },
  ],
})
export class AuditLoggerModule {}
