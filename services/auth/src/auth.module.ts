import { Module } from '@nestjs/common';
import { Commerce } from '@frontdesk/commerce';
import { forgetting, loadConfig, secretFrom } from '@frontdesk/runtime';
import { Notify } from '@frontdesk/notify';
import { AdmittedHandler } from './adapters/admitted.handler.ts';
import { AttemptsStore } from './adapters/attempts.store.ts';
import { CodeKeys } from './adapters/code-keys.ts';
import { Codes, MAILS } from './adapters/codes.ts';
import type { Mails } from './adapters/codes.ts';
import { ConfirmController } from './adapters/confirm.controller.ts';
import { forgotten } from './adapters/forgetting.ts';
import { KnownStore } from './adapters/known.store.ts';
import { LookUps } from './adapters/look-ups.ts';
import { config } from './config.ts';
import type { AuthConfig } from './config.ts';

function mailsOf({ NOTIFY_URL: url, CONFIRM_URL: at, COMMERCE_CHANGES: forChanges }: AuthConfig): Mails | undefined {
  return url && at
    ? { notify: new Notify(url, { token: secretFrom('NOTIFY_TOKEN') }), page: `${at.replace(/\/+$/, '')}/confirm`, forChanges }
    : undefined;
}

@Module({
  controllers: [AdmittedHandler, ConfirmController],
  providers: [
    AttemptsStore,
    KnownStore,
    LookUps,
    Codes,
    CodeKeys,
    forgetting(() => forgotten(loadConfig(config))),
    { provide: MAILS, useFactory: () => mailsOf(loadConfig(config)) },
    { provide: Commerce, useFactory: () => new Commerce(loadConfig(config).COMMERCE_URL, { token: secretFrom('COMMERCE_TOKEN') }) },
  ],
})
export class AuthModule {}
