import { Module } from '@nestjs/common';
import { forgetting, loadConfig } from '@frontdesk/runtime';
import { AccountHandler } from './adapters/account.handler.ts';
import { CatalogueStore } from './adapters/catalogue.store.ts';
import { ConversationHandler } from './adapters/conversation.handler.ts';
import { ConversationsStore } from './adapters/conversations.store.ts';
import { Decisions, SETTINGS } from './adapters/decisions.ts';
import { forgotten } from './adapters/forgetting.ts';
import { RecordsStore } from './adapters/records.store.ts';
import { Waiting } from './adapters/waiting.ts';
import { StandIns } from './adapters/stand-ins.ts';
import { config, settingsOf } from './config.ts';

@Module({
  controllers: [ConversationHandler, AccountHandler],
  providers: [
    Decisions,
    ConversationsStore,
    RecordsStore,
    CatalogueStore,
    Waiting,
    StandIns,
    forgetting(() => forgotten(loadConfig(config))),
    { provide: SETTINGS, useFactory: () => settingsOf(loadConfig(config)) },
  ],
})
export class PolicyModule {}
