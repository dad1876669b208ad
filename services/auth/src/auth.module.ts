import { Module } from '@nestjs/common';
import { Commerce } from '@frontdesk/commerce';
import { forgetting, loadConfig, secretFrom } from '@frontdesk/runtime';
import { Notify } from '@frontdesk/notify';
import { AdmittedHandler } from './adapters/admitted.handler.ts';
import { AttemptsStore } from './adapters/attempts.store.ts';
import { Codes, NOTIFY } from './adapters/codes.ts';
import { forgotten } from './adapters/forgetting.ts';
import { KnownStore } from './adapters/known.store.ts';
import { LookUps } from './adapters/look-ups.ts';
import { config } from './config.ts';

const notifyAt = (url: string | undefined): Notify | undefined =>
  url ? new Notify(url, { token: secretFrom('NOTIFY_TOKEN') }) : undefined;

@Module({
  controllers: [AdmittedHandler],
  providers: [
    AttemptsStore,
    KnownStore,
    LookUps,
    Codes,
    forgetting(() => forgotten(loadConfig(config))),
    { provide: NOTIFY, useFactory: () => notifyAt(loadConfig(config).NOTIFY_URL) },
    { provide: Commerce, useFactory: () => new Commerce(loadConfig(config).COMMERCE_URL, { token: secretFrom('COMMERCE_TOKEN') }) },
  ],
})
export class AuthModule {}
