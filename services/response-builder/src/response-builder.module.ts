import { Module } from '@nestjs/common';
import { loadConfig } from '@frontdesk/runtime';
import { Builder, SETTINGS } from './adapters/builder.ts';
import { GroundedHandler } from './adapters/grounded.handler.ts';
import { SummariesStore } from './adapters/summaries.store.ts';
import { config, settingsOf } from './config.ts';

@Module({
  controllers: [GroundedHandler],
  providers: [Builder, SummariesStore, { provide: SETTINGS, useFactory: () => settingsOf(loadConfig(config)) }],
})
export class ResponseBuilderModule {}
