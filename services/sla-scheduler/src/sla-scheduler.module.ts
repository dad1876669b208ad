import { loadConfig } from '@frontdesk/runtime';
import { Module } from '@nestjs/common';
import { ClocksStore } from './adapters/clocks.store.ts';
import { DuePoller } from './adapters/due.poller.ts';
import { FollowHandler } from './adapters/follow.handler.ts';
import { ReadUpTo } from './adapters/read-up-to.ts';
import { SLA_POLICY, SUPPORT_URL } from './adapters/tokens.ts';
import { SupportPoller } from './adapters/support.poller.ts';
import { config } from './config.ts';

@Module({
  controllers: [FollowHandler],
  providers: [
    ClocksStore,
    ReadUpTo,
    DuePoller,
    SupportPoller,
    { provide: SLA_POLICY, useFactory: () => loadConfig(config).SLA_POLICY },
    { provide: SUPPORT_URL, useFactory: () => loadConfig(config).SUPPORT_WEBHOOK_URL ?? '' },
  ],
})
export class SlaSchedulerModule {}
