import { forgetting, loadConfig, secretFrom, slaPolicies } from '@frontdesk/runtime';
import { Module } from '@nestjs/common';
import { ClocksStore } from './adapters/clocks.store.ts';
import { DuePoller } from './adapters/due.poller.ts';
import { FollowHandler } from './adapters/follow.handler.ts';
import { forgotten } from './adapters/forgetting.ts';
import { PagesStore } from './adapters/pages.store.ts';
import { ReadUpTo } from './adapters/read-up-to.ts';
import { SUPPORT_INTERVAL, SUPPORT_RECEIVER } from './adapters/tokens.ts';
import type { SupportReceiver } from './adapters/tokens.ts';
import { SupportPoller } from './adapters/support.poller.ts';
import { config } from './config.ts';

@Module({
  controllers: [FollowHandler],
  providers: [
    ClocksStore,
    PagesStore,
    ReadUpTo,
    DuePoller,
    SupportPoller,
    forgetting(forgotten),
    slaPolicies(() => loadConfig(config).SLA_POLICY),
    {
      provide: SUPPORT_RECEIVER,
      useFactory: (): SupportReceiver => ({
        url: loadConfig(config).SUPPORT_WEBHOOK_URL ?? '',
        token: secretFrom('SUPPORT_WEBHOOK_TOKEN'),
      }),
    },
    { provide: SUPPORT_INTERVAL, useFactory: () => loadConfig(config).SUPPORT_INTERVAL_S * 1000 },
  ],
})
export class SlaSchedulerModule {}
