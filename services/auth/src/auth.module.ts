import { Module } from '@nestjs/common';
import { Commerce } from '@frontdesk/commerce';
import { forgetting, loadConfig, secretFrom } from '@frontdesk/runtime';
import { AdmittedHandler } from './adapters/admitted.handler.ts';
import { AttemptsStore } from './adapters/attempts.store.ts';
import { forgotten } from './adapters/forgetting.ts';
import { KnownStore } from './adapters/known.store.ts';
import { LookUps } from './adapters/look-ups.ts';
import { config } from './config.ts';

@Module({
  controllers: [AdmittedHandler],
  providers: [
    AttemptsStore,
    KnownStore,
    LookUps,
    forgetting(() => forgotten(loadConfig(config))),
    { provide: Commerce, useFactory: () => new Commerce(loadConfig(config).COMMERCE_URL, { token: secretFrom('COMMERCE_TOKEN') }) },
  ],
})
export class AuthModule {}
