import { Module } from '@nestjs/common';
import { forgetting, slaPolicies } from '@frontdesk/runtime';
import { AgentsStore } from './adapters/agents.store.ts';
import { AttachController } from './adapters/attach.controller.ts';
import { CommandController } from './adapters/command.controller.ts';
import { Cases } from './adapters/cases.ts';
import { Commands } from './adapters/commands.ts';
import { ConflictController } from './adapters/conflict.controller.ts';
import { ConflictsStore } from './adapters/conflicts.store.ts';
import { ContactsClient } from './adapters/contacts.client.ts';
import { Deciding } from './adapters/deciding.ts';
import { DesksStore } from './adapters/desks.store.ts';
import { DeskHandler } from './adapters/desk.handler.ts';
import { Detail } from './adapters/detail.ts';
import { DraftsStore } from './adapters/drafts.store.ts';
import { EventsController } from './adapters/events.controller.ts';
import { ExportController } from './adapters/export.controller.ts';
import { FileController } from './adapters/file.controller.ts';
import { FilesClient } from './adapters/files.client.ts';
import { forgotten } from './adapters/forgetting.ts';
import { FoundStore } from './adapters/found.store.ts';
import { GoneStore } from './adapters/gone.store.ts';
import { CostsController } from './adapters/costs.controller.ts';
import { LooksController } from './adapters/looks.controller.ts';
import { Judging } from './adapters/judging.ts';
import { Mirror } from './adapters/mirror.ts';
import { MirrorsStore } from './adapters/mirrors.store.ts';
import { NoteController } from './adapters/note.controller.ts';
import { NumbersController } from './adapters/numbers.controller.ts';
import { ConsoleStore } from './adapters/console.store.ts';
import { Offers } from './adapters/offers.ts';
import { OneByOne } from './adapters/one-by-one.ts';
import { OidcClient } from './adapters/oidc.client.ts';
import { OidcController } from './adapters/oidc.controller.ts';
import { PageController } from './adapters/page.controller.ts';
import { PeopleController } from './adapters/people.controller.ts';
import { PoliciesStore } from './adapters/policies.store.ts';
import { PresenceController } from './adapters/presence.controller.ts';
import { QueueController } from './adapters/queue.controller.ts';
import { Reader } from './adapters/reader.ts';
import { Returns } from './adapters/returns.ts';
import { SavedRepliesStore } from './adapters/saved-replies.store.ts';
import { SavedReplyController } from './adapters/saved-reply.controller.ts';
import { SearchController } from './adapters/search.controller.ts';
import { Searches } from './adapters/searches.ts';
import { SessionController } from './adapters/session.controller.ts';
import { SessionGuard } from './adapters/session.guard.ts';
import { SessionsStore } from './adapters/sessions.store.ts';
import { readSettings, SETTINGS } from './adapters/settings.ts';
import { SignIns } from './adapters/sign-ins.ts';
import { SlaController } from './adapters/sla.controller.ts';
import { SwitchController } from './adapters/switch.controller.ts';
import { SwitchesStore } from './adapters/switches.store.ts';
import { TermsInForce } from './adapters/terms.ts';
import { ThreadController } from './adapters/thread.controller.ts';
import { Threads } from './adapters/threads.ts';
import { TicketController } from './adapters/ticket.controller.ts';
import { TranscriptClient } from './adapters/transcript.client.ts';
import { TransferController } from './adapters/transfer.controller.ts';
import { TrialsStore } from './adapters/trials.store.ts';
import { TroubleController } from './adapters/trouble.controller.ts';
import { TroublesStore } from './adapters/troubles.store.ts';
import { UnmaskController } from './adapters/unmask.controller.ts';
import { ViewersController } from './adapters/viewers.controller.ts';
import { ViewersStore } from './adapters/viewers.store.ts';
import { Watch } from './adapters/watch.ts';
import { WhyController } from './adapters/why.controller.ts';
import { Withdrawal } from './adapters/withdrawal.ts';
import { WritingController } from './adapters/writing.controller.ts';

@Module({
  controllers: [
    DeskHandler,
    SessionController,
    OidcController,
    PresenceController,
    PeopleController,
    SwitchController,
    SlaController,
    SavedReplyController,
    QueueController,
    TicketController,
    ThreadController,
    FileController,
    ExportController,
    UnmaskController,
    LooksController,
    CostsController,
    NumbersController,
    WhyController,
    SearchController,
    CommandController,
    WritingController,
    AttachController,
    NoteController,
    TransferController,
    EventsController,
    ViewersController,
    PageController,
    ConflictController,
    TroubleController,
  ],
  providers: [
    DesksStore,
    DraftsStore,
    ConsoleStore,
    AgentsStore,
    PoliciesStore,
    SavedRepliesStore,
    TermsInForce,
    slaPolicies(() => readSettings().SLA_POLICY),
    SessionsStore,
    SessionGuard,
    OidcClient,
    SignIns,
    Deciding,
    Commands,
    Cases,
    Detail,
    Reader,
    TranscriptClient,
    Threads,
    FilesClient,
    ContactsClient,
    FoundStore,
    Searches,
    Watch,
    ViewersStore,
    GoneStore,
    Judging,
    OneByOne,
    Returns,
    Offers,
    MirrorsStore,
    Mirror,
    ConflictsStore,
    TroublesStore,
    SwitchesStore,
    TrialsStore,
    Withdrawal,
    forgetting(() => forgotten(readSettings())),
    { provide: SETTINGS, useFactory: readSettings },
  ],
})
export class HandoffModule {}
