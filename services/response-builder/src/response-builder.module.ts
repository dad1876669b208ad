import { Module } from '@nestjs/common';
import { Model } from '@frontdesk/model';
import { forgetting, loadConfig, secretFrom } from '@frontdesk/runtime';
import { Builder, SETTINGS } from './adapters/builder.ts';
import { forgotten } from './adapters/forgetting.ts';
import { GroundedHandler } from './adapters/grounded.handler.ts';
import { SummariesStore } from './adapters/summaries.store.ts';
import { MODEL, Wording } from './adapters/wording.ts';
import type { Wired } from './adapters/wording.ts';
import { config, settingsOf } from './config.ts';

@Module({
  controllers: [GroundedHandler],
  providers: [
    Builder,
    Wording,
    SummariesStore,
    forgetting(() => forgotten(loadConfig(config))),
    { provide: SETTINGS, useFactory: () => settingsOf(loadConfig(config)) },
    { provide: MODEL, useFactory: wired },
  ],
})
export class ResponseBuilderModule {}

function wired(): Wired | undefined {
  const env = loadConfig(config);
  const { MODEL_BASE_URL: base, MODEL_NAME: name, MODEL_TIMEOUT_MS: timeoutMs } = env;
  if (!base || !name) return undefined;
  return {
    model: new Model(base, name, { timeoutMs, key: secretFrom('MODEL_API_KEY') }),
    timeoutMs,
    linkHosts: env.LINK_HOSTS,
    rates: env.MODEL_RATES,
    processor: env.MODEL_PROCESSOR,
    region: env.MODEL_REGION,
    retention: env.MODEL_RETENTION,
  };
}
