import { Module } from '@nestjs/common';
import { forgetting, loadConfig } from '@frontdesk/runtime';
import { Builder, SETTINGS } from './adapters/builder.ts';
import { forgotten } from './adapters/forgetting.ts';
import { GroundedHandler } from './adapters/grounded.handler.ts';
import { SummariesStore } from './adapters/summaries.store.ts';
import { config, settingsOf } from './config.ts';

@Module({
  controllers: [GroundedHandler],
  providers: [
    Builder,
    SummariesStore,
    forgetting(() => forgotten(loadConfig(config))),
    { provide: SETTINGS, useFactory: () => settingsOf(loadConfig(config)) },
  ],
})
export class ResponseBuilderModule {}
