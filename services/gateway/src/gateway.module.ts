import { Commerce } from '@frontdesk/commerce';
import { forgetting, loadConfig, secretFrom, ServiceGuard, serviceToken } from '@frontdesk/runtime';
import { GraphClient } from '@frontdesk/whatsapp';
import { Module } from '@nestjs/common';
import { AdminHandler } from './adapters/admin.handler.ts';
import { Announcements } from './adapters/announcements.ts';
import { Arrivals } from './adapters/arrivals.ts';
import { Barrier } from './adapters/barrier.ts';
import { Catalogue } from './adapters/catalogue.ts';
import { ChangeSteps } from './adapters/change-steps.ts';
import { ContactsController } from './adapters/contacts.controller.ts';
import { ContactsStore } from './adapters/contacts.store.ts';
import { Contents } from './adapters/content.ts';
import { DispatchHandler } from './adapters/dispatch.handler.ts';
import { FencesStore } from './adapters/fences.store.ts';
import { forgotten } from './adapters/forgetting.ts';
import { graphClient } from './adapters/graph.ts';
import { Intake } from './adapters/intake.ts';
import { ItemFacts } from './adapters/item-facts.ts';
import { Items } from './adapters/items.ts';
import { Keys } from './adapters/keys.ts';
import { Lanes } from './adapters/lanes.ts';
import { MediaController } from './adapters/media.controller.ts';
import { MediaFetcher } from './adapters/media-fetcher.ts';
import { MediaKeeper } from './adapters/media-keeper.ts';
import { MediaRemoval } from './adapters/media-removal.ts';
import { mediaStorage } from './adapters/media-choice.ts';
import { MEDIA_STORAGE } from './adapters/media-storage.ts';
import { MediaStore } from './adapters/media.store.ts';
import { Merges } from './adapters/merges.ts';
import { NumberQuality } from './adapters/number-quality.ts';
import { Numbers } from './adapters/numbers.ts';
import { NumbersStore } from './adapters/numbers.store.ts';
import { OrderChanges } from './adapters/order-changes.ts';
import { OrderChangesStore } from './adapters/order-changes.store.ts';
import { Pace } from './adapters/pace.ts';
import { PacesStore } from './adapters/paces.store.ts';
import { Receipts } from './adapters/receipts.ts';
import { Refusals } from './adapters/refusals.ts';
import { RefusedNumbers } from './adapters/refused-numbers.ts';
import { ReviewsStore } from './adapters/reviews.store.ts';
import { SendsStore } from './adapters/sends.store.ts';
import { SentFiles } from './adapters/sent-files.ts';
import { Settings } from './adapters/settings.ts';
import { Settlement } from './adapters/settlement.ts';
import { Speech } from './adapters/speech.ts';
import { StatusAftermath } from './adapters/status-aftermath.ts';
import { StatusEffect } from './adapters/status-effect.ts';
import { StatusJoiner } from './adapters/status-joiner.ts';
import { StatusesStore } from './adapters/statuses.store.ts';
import { SuppressionsStore } from './adapters/suppressions.store.ts';
import { Sweeper } from './adapters/sweeper.ts';
import { Unsettled } from './adapters/unsettled.ts';
import { Uploads } from './adapters/uploads.ts';
import { WebhookController } from './adapters/webhook.controller.ts';
import { WebhookHandler } from './adapters/webhook.handler.ts';
import { WebhookOutcomes } from './adapters/webhook-outcomes.ts';
import { config } from './config.ts';

@Module({
  controllers: [WebhookController, WebhookHandler, DispatchHandler, AdminHandler, MediaController, ContactsController],
  providers: [
    Settings,
    Keys,
    { provide: GraphClient, useFactory: graphClient, inject: [Settings] },
    WebhookOutcomes,
    Intake,
    Items,
    ItemFacts,
    Arrivals,
    Speech,
    ContactsStore,
    SuppressionsStore,
    ReviewsStore,
    Merges,
    FencesStore,
    SendsStore,
    StatusesStore,
    Contents,
    Receipts,
    Numbers,
    NumberQuality,
    NumbersStore,
    Pace,
    PacesStore,
    Lanes,
    Settlement,
    Barrier,
    OrderChangesStore,
    ChangeSteps,
    OrderChanges,
    { provide: Commerce, useFactory: () => new Commerce(loadConfig(config).COMMERCE_URL, { token: secretFrom('COMMERCE_TOKEN') }) },
    Refusals,
    RefusedNumbers,
    Announcements,
    StatusJoiner,
    StatusEffect,
    StatusAftermath,
    Sweeper,
    forgetting(() => forgotten(loadConfig(config))),
    Unsettled,
    Catalogue,
    MediaStore,
    MediaFetcher,
    MediaKeeper,
    MediaRemoval,
    SentFiles,
    Uploads,
    ServiceGuard,
    { provide: serviceToken, useFactory: (settings: Settings) => settings.current.SERVICE_TOKEN, inject: [Settings] },
    { provide: MEDIA_STORAGE, useFactory: mediaStorage, inject: [Settings] },
  ],
})
export class GatewayModule {}
