import type { DescMessage, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import {
  AccountAlertedSchema,
  AccountChangedSchema,
  AccountStandingChangedSchema,
  CapabilityChangedSchema,
  ContactConflictFoundSchema,
  ContactConflictSettledSchema,
  ItemNotUsedSchema,
  NumberChangedSchema,
  TemplateCatalogReadSchema,
  TemplateChangedSchema,
} from './gen/frontdesk/v1/account_pb.ts';
import {
  AttentionDismissedSchema,
  CaseLimitChangedSchema,
  ContactConflictJudgedSchema,
  FieldUnmaskedSchema,
  FileOpenedSchema,
  LegalHoldChangedSchema,
  PresenceChangedSchema,
  SavedReplyChangedSchema,
  SearchedSchema,
  SignedInSchema,
  SignedOutSchema,
  SlaPolicyChangedSchema,
  SwitchChangedSchema,
  TranscriptOpenedSchema,
} from './gen/frontdesk/v1/admin_pb.ts';
import { MessageAdmittedSchema, MessageBlockedSchema, MessageNotedSchema } from './gen/frontdesk/v1/admitted_pb.ts';
import { DeadLetteredSchema, DeadLetterHandledSchema } from './gen/frontdesk/v1/dead_pb.ts';
import {
  FenceReachedSchema,
  OrderChangeSettledSchema,
  SendAcceptedSchema,
  SendArrivedSchema,
  SendCancelledSchema,
  SendFailedSchema,
  SendUnconfirmedSchema,
  StatusReceivedSchema,
} from './gen/frontdesk/v1/delivery_pb.ts';
import {
  AnswerAwaitedSchema,
  ConsentWithdrawnSchema,
  FenceRaisedSchema,
  MessageDispatchedSchema,
  OrderChangeDispatchedSchema,
} from './gen/frontdesk/v1/dispatch_pb.ts';
import { GroundedSchema } from './gen/frontdesk/v1/grounded_pb.ts';
import {
  AgentMessageWrittenSchema,
  CaseOfferedSchema,
  CaseRatedSchema,
  CaseResolvedSchema,
  CaseReturnedSchema,
  HandedBackSchema,
  HandoffAcceptedSchema,
  HandoffOpenedSchema,
  HandoffWithdrawnSchema,
  NoteWrittenSchema,
  OfferLapsedSchema,
  PacketCompletedSchema,
  PromiseShortenedSchema,
  TakeoverDoneSchema,
  TicketEscalatedSchema,
  WaitToldSchema,
} from './gen/frontdesk/v1/handoff_pb.ts';
import { IdentityResolvedSchema } from './gen/frontdesk/v1/identity_pb.ts';
import {
  ContactChangedSchema,
  ContactMergedSchema,
  EchoReceivedSchema,
  HistoryReceivedSchema,
  MessageEditedSchema,
  MessageReceivedSchema,
  MessageRevokedSchema,
  PreferenceReceivedSchema,
  SuppressionFoundSchema,
  ThreadControlChangedSchema,
  WelcomeRequestedSchema,
} from './gen/frontdesk/v1/inbound_pb.ts';
import {
  AttentionNeededSchema,
  AttentionOverSchema,
  CaseClosedSchema,
  CaseOpenedSchema,
  CaseUpdatedSchema,
  ConsentAskedSchema,
  ConsentChangedSchema,
  ContactFlaggedSchema,
  MessageGatheredSchema,
  MessageSentSchema,
  OrderChangeAgreedSchema,
  OrderChangeConcludedSchema,
  OwnerChangedSchema,
  ProofVoidedSchema,
  QuestionHeldSchema,
  QuestionReleasedSchema,
  StateChangedSchema,
  SwitchAppliedSchema,
  TurnAnsweredSchema,
  TurnOpenedSchema,
  TurnOverdueSchema,
  VerdictGivenSchema,
  WindowExpiredSchema,
  WindowOpenedSchema,
} from './gen/frontdesk/v1/lifecycle_pb.ts';
import { ReplyProposedSchema } from './gen/frontdesk/v1/reply_pb.ts';
import { RoutedSchema } from './gen/frontdesk/v1/routed_pb.ts';
import {
  AcceptanceDueSchema,
  BotReplyNoticeDueSchema,
  CustomerSilentSchema,
  HeldDueSchema,
  QuietPeriodEndedSchema,
  ReplyOverdueSchema,
  SlaAtRiskSchema,
  SlaBreachedSchema,
  SlaMetSchema,
  SlaWarnedSchema,
  WindowClosingSchema,
  WindowEndedSchema,
} from './gen/frontdesk/v1/timer_pb.ts';
import { WebhookItemSchema } from './gen/frontdesk/v1/webhook_pb.ts';
import type { Service } from './services.ts';

const message = <S extends DescMessage, T extends string, W extends Service | 'any-consumer'>(schema: S, topic: T, writer: W) =>
  ({ schema, topic, writer }) as const;

/** Every message, its topic, its one writer. A dead letter's topic is `deadTopic(consumer)`. */
export const messages = {
  WebhookItem: message(WebhookItemSchema, 'channel.webhook.v1', 'gateway'),

  MessageReceived: message(MessageReceivedSchema, 'conversation.inbound.v1', 'gateway'),
  EchoReceived: message(EchoReceivedSchema, 'conversation.inbound.v1', 'gateway'),
  ContactChanged: message(ContactChangedSchema, 'conversation.inbound.v1', 'gateway'),
  ContactMerged: message(ContactMergedSchema, 'conversation.inbound.v1', 'gateway'),
  PreferenceReceived: message(PreferenceReceivedSchema, 'conversation.inbound.v1', 'gateway'),
  SuppressionFound: message(SuppressionFoundSchema, 'conversation.inbound.v1', 'gateway'),
  MessageEdited: message(MessageEditedSchema, 'conversation.inbound.v1', 'gateway'),
  MessageRevoked: message(MessageRevokedSchema, 'conversation.inbound.v1', 'gateway'),
  WelcomeRequested: message(WelcomeRequestedSchema, 'conversation.inbound.v1', 'gateway'),
  HistoryReceived: message(HistoryReceivedSchema, 'conversation.inbound.v1', 'gateway'),
  ThreadControlChanged: message(ThreadControlChangedSchema, 'conversation.inbound.v1', 'gateway'),

  MessageAdmitted: message(MessageAdmittedSchema, 'conversation.admitted.v1', 'policy'),
  MessageNoted: message(MessageNotedSchema, 'conversation.admitted.v1', 'policy'),
  MessageBlocked: message(MessageBlockedSchema, 'conversation.admitted.v1', 'policy'),

  IdentityResolved: message(IdentityResolvedSchema, 'conversation.identity.v1', 'auth'),
  Routed: message(RoutedSchema, 'conversation.routed.v1', 'nlu-router'),
  Grounded: message(GroundedSchema, 'conversation.grounded.v1', 'rag-tools'),
  ReplyProposed: message(ReplyProposedSchema, 'conversation.reply.v1', 'response-builder'),

  MessageDispatched: message(MessageDispatchedSchema, 'conversation.dispatch.v1', 'policy'),
  AnswerAwaited: message(AnswerAwaitedSchema, 'conversation.dispatch.v1', 'policy'),
  FenceRaised: message(FenceRaisedSchema, 'conversation.dispatch.v1', 'policy'),
  OrderChangeDispatched: message(OrderChangeDispatchedSchema, 'conversation.dispatch.v1', 'policy'),
  ConsentWithdrawn: message(ConsentWithdrawnSchema, 'conversation.dispatch.v1', 'policy'),

  SendAccepted: message(SendAcceptedSchema, 'conversation.delivery.v1', 'gateway'),
  SendFailed: message(SendFailedSchema, 'conversation.delivery.v1', 'gateway'),
  SendCancelled: message(SendCancelledSchema, 'conversation.delivery.v1', 'gateway'),
  SendUnconfirmed: message(SendUnconfirmedSchema, 'conversation.delivery.v1', 'gateway'),
  SendArrived: message(SendArrivedSchema, 'conversation.delivery.v1', 'gateway'),
  StatusReceived: message(StatusReceivedSchema, 'conversation.delivery.v1', 'gateway'),
  OrderChangeSettled: message(OrderChangeSettledSchema, 'conversation.delivery.v1', 'gateway'),
  FenceReached: message(FenceReachedSchema, 'conversation.delivery.v1', 'gateway'),

  CaseOpened: message(CaseOpenedSchema, 'conversation.lifecycle.v1', 'policy'),
  CaseClosed: message(CaseClosedSchema, 'conversation.lifecycle.v1', 'policy'),
  CaseUpdated: message(CaseUpdatedSchema, 'conversation.lifecycle.v1', 'policy'),
  ProofVoided: message(ProofVoidedSchema, 'conversation.lifecycle.v1', 'policy'),
  MessageGathered: message(MessageGatheredSchema, 'conversation.lifecycle.v1', 'policy'),
  TurnOpened: message(TurnOpenedSchema, 'conversation.lifecycle.v1', 'policy'),
  TurnAnswered: message(TurnAnsweredSchema, 'conversation.lifecycle.v1', 'policy'),
  TurnOverdue: message(TurnOverdueSchema, 'conversation.lifecycle.v1', 'policy'),
  StateChanged: message(StateChangedSchema, 'conversation.lifecycle.v1', 'policy'),
  OwnerChanged: message(OwnerChangedSchema, 'conversation.lifecycle.v1', 'policy'),
  WindowOpened: message(WindowOpenedSchema, 'conversation.lifecycle.v1', 'policy'),
  WindowExpired: message(WindowExpiredSchema, 'conversation.lifecycle.v1', 'policy'),
  ConsentChanged: message(ConsentChangedSchema, 'conversation.lifecycle.v1', 'policy'),
  ContactFlagged: message(ContactFlaggedSchema, 'conversation.lifecycle.v1', 'policy'),
  ConsentAsked: message(ConsentAskedSchema, 'conversation.lifecycle.v1', 'policy'),
  MessageSent: message(MessageSentSchema, 'conversation.lifecycle.v1', 'policy'),
  VerdictGiven: message(VerdictGivenSchema, 'conversation.lifecycle.v1', 'policy'),
  QuestionHeld: message(QuestionHeldSchema, 'conversation.lifecycle.v1', 'policy'),
  QuestionReleased: message(QuestionReleasedSchema, 'conversation.lifecycle.v1', 'policy'),
  AttentionNeeded: message(AttentionNeededSchema, 'conversation.lifecycle.v1', 'policy'),
  AttentionOver: message(AttentionOverSchema, 'conversation.lifecycle.v1', 'policy'),
  OrderChangeAgreed: message(OrderChangeAgreedSchema, 'conversation.lifecycle.v1', 'policy'),
  OrderChangeConcluded: message(OrderChangeConcludedSchema, 'conversation.lifecycle.v1', 'policy'),
  SwitchApplied: message(SwitchAppliedSchema, 'conversation.lifecycle.v1', 'policy'),

  HandoffOpened: message(HandoffOpenedSchema, 'conversation.handoff.v1', 'handoff'),
  PacketCompleted: message(PacketCompletedSchema, 'conversation.handoff.v1', 'handoff'),
  CaseOffered: message(CaseOfferedSchema, 'conversation.handoff.v1', 'handoff'),
  OfferLapsed: message(OfferLapsedSchema, 'conversation.handoff.v1', 'handoff'),
  HandoffAccepted: message(HandoffAcceptedSchema, 'conversation.handoff.v1', 'handoff'),
  CaseReturned: message(CaseReturnedSchema, 'conversation.handoff.v1', 'handoff'),
  TakeoverDone: message(TakeoverDoneSchema, 'conversation.handoff.v1', 'handoff'),
  AgentMessageWritten: message(AgentMessageWrittenSchema, 'conversation.handoff.v1', 'handoff'),
  HandedBack: message(HandedBackSchema, 'conversation.handoff.v1', 'handoff'),
  CaseResolved: message(CaseResolvedSchema, 'conversation.handoff.v1', 'handoff'),
  CaseRated: message(CaseRatedSchema, 'conversation.handoff.v1', 'handoff'),
  HandoffWithdrawn: message(HandoffWithdrawnSchema, 'conversation.handoff.v1', 'handoff'),
  TicketEscalated: message(TicketEscalatedSchema, 'conversation.handoff.v1', 'handoff'),
  WaitTold: message(WaitToldSchema, 'conversation.handoff.v1', 'handoff'),
  NoteWritten: message(NoteWrittenSchema, 'conversation.handoff.v1', 'handoff'),
  PromiseShortened: message(PromiseShortenedSchema, 'conversation.handoff.v1', 'handoff'),

  BotReplyNoticeDue: message(BotReplyNoticeDueSchema, 'conversation.timer.v1', 'sla-scheduler'),
  ReplyOverdue: message(ReplyOverdueSchema, 'conversation.timer.v1', 'sla-scheduler'),
  HeldDue: message(HeldDueSchema, 'conversation.timer.v1', 'sla-scheduler'),
  QuietPeriodEnded: message(QuietPeriodEndedSchema, 'conversation.timer.v1', 'sla-scheduler'),
  WindowEnded: message(WindowEndedSchema, 'conversation.timer.v1', 'sla-scheduler'),
  AcceptanceDue: message(AcceptanceDueSchema, 'conversation.timer.v1', 'sla-scheduler'),
  SlaWarned: message(SlaWarnedSchema, 'conversation.timer.v1', 'sla-scheduler'),
  SlaAtRisk: message(SlaAtRiskSchema, 'conversation.timer.v1', 'sla-scheduler'),
  SlaBreached: message(SlaBreachedSchema, 'conversation.timer.v1', 'sla-scheduler'),
  SlaMet: message(SlaMetSchema, 'conversation.timer.v1', 'sla-scheduler'),
  CustomerSilent: message(CustomerSilentSchema, 'conversation.timer.v1', 'sla-scheduler'),
  WindowClosing: message(WindowClosingSchema, 'conversation.timer.v1', 'sla-scheduler'),

  TemplateCatalogRead: message(TemplateCatalogReadSchema, 'channel.account.v1', 'gateway'),
  ItemNotUsed: message(ItemNotUsedSchema, 'channel.account.v1', 'gateway'),
  AccountChanged: message(AccountChangedSchema, 'channel.account.v1', 'gateway'),
  TemplateChanged: message(TemplateChangedSchema, 'channel.account.v1', 'gateway'),
  NumberChanged: message(NumberChangedSchema, 'channel.account.v1', 'gateway'),
  AccountStandingChanged: message(AccountStandingChangedSchema, 'channel.account.v1', 'gateway'),
  AccountAlerted: message(AccountAlertedSchema, 'channel.account.v1', 'gateway'),
  CapabilityChanged: message(CapabilityChangedSchema, 'channel.account.v1', 'gateway'),
  ContactConflictFound: message(ContactConflictFoundSchema, 'channel.account.v1', 'gateway'),
  ContactConflictSettled: message(ContactConflictSettledSchema, 'channel.account.v1', 'gateway'),

  SwitchChanged: message(SwitchChangedSchema, 'system.admin.v1', 'handoff'),
  SignedIn: message(SignedInSchema, 'system.admin.v1', 'handoff'),
  SignedOut: message(SignedOutSchema, 'system.admin.v1', 'handoff'),
  PresenceChanged: message(PresenceChangedSchema, 'system.admin.v1', 'handoff'),
  CaseLimitChanged: message(CaseLimitChangedSchema, 'system.admin.v1', 'handoff'),
  SlaPolicyChanged: message(SlaPolicyChangedSchema, 'system.admin.v1', 'handoff'),
  SavedReplyChanged: message(SavedReplyChangedSchema, 'system.admin.v1', 'handoff'),
  TranscriptOpened: message(TranscriptOpenedSchema, 'system.admin.v1', 'handoff'),
  AttentionDismissed: message(AttentionDismissedSchema, 'system.admin.v1', 'handoff'),
  FieldUnmasked: message(FieldUnmaskedSchema, 'system.admin.v1', 'handoff'),
  Searched: message(SearchedSchema, 'system.admin.v1', 'handoff'),
  FileOpened: message(FileOpenedSchema, 'system.admin.v1', 'handoff'),
  LegalHoldChanged: message(LegalHoldChangedSchema, 'system.admin.v1', 'handoff'),
  ContactConflictJudged: message(ContactConflictJudgedSchema, 'system.admin.v1', 'handoff'),

  DeadLettered: message(DeadLetteredSchema, 'dead.v1', 'any-consumer'),
  DeadLetterHandled: message(DeadLetterHandledSchema, 'dead.v1', 'any-consumer'),
} as const;

type Messages = typeof messages;
export type MessageType = keyof Messages;

/** The shape of a message's data, and what `fact` accepts to make one. */
export type Data<T extends MessageType> = MessageShape<Messages[T]['schema']>;
export type DataInit<T extends MessageType> = MessageInitShape<Messages[T]['schema']>;

/** Topics of the registry; dead-letter topics are named by `deadTopic`. */
export type Topic = Exclude<Messages[MessageType]['topic'], 'dead.v1'>;
export type OnTopic<T extends Topic> = { [K in MessageType]: Messages[K]['topic'] extends T ? K : never }[MessageType];
export type WrittenBy<S extends Service> = { [K in MessageType]: Messages[K]['writer'] extends S ? K : never }[MessageType];

const named = new Set(Object.values(messages).map(({ topic }) => topic));
export const topics: readonly Topic[] = [...named].filter((topic) => topic !== 'dead.v1');

/** @returns the one service that writes the topic */
export function writerOf(topic: Topic): Service {
  const found = Object.values(messages).find((m) => m.topic === topic);
  if (!found || found.writer === 'any-consumer') throw new Error(`no writer for topic ${topic}`);
  return found.writer;
}

export const isMessageType = (type: string): type is MessageType => Object.hasOwn(messages, type);
