import { Module } from '@nestjs/common';
import { Commerce } from '@frontdesk/commerce';
import { forgetting, loadConfig, secretFrom } from '@frontdesk/runtime';
import { forgotten } from './adapters/forgetting.ts';
import { KnowledgeLoader } from './adapters/knowledge.loader.ts';
import { KnowledgeStore } from './adapters/knowledge.store.ts';
import { OrderTool } from './adapters/order.tool.ts';
import { RoutedHandler, TAKES_CHANGES } from './adapters/routed.handler.ts';
import { Records } from './adapters/records.ts';
import { config } from './config.ts';

@Module({
  controllers: [RoutedHandler],
  providers: [
    KnowledgeLoader,
    KnowledgeStore,
    OrderTool,
    Records,
    { provide: TAKES_CHANGES, useFactory: () => loadConfig(config).COMMERCE_CHANGES },
    forgetting(() => forgotten(loadConfig(config))),
    { provide: Commerce, useFactory: () => new Commerce(loadConfig(config).COMMERCE_URL, { token: secretFrom('COMMERCE_TOKEN') }) },
  ],
})
export class RagToolsModule {}
