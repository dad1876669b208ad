export { readAccountNews, readPreference } from './account.ts';
export type { AccountNews, Preference } from './account.ts';
export type { BlockedUser, BlockResult } from './blocks.ts';
export { DownloadError } from './download.ts';
export type { Download, DownloadFailure } from './download.ts';
export { actionOf, callsSomebody, errorCode, errorCodes, pairRateCode, passingCodes, statusRule, throttlingCodes } from './error-codes.ts';
export type { Action, ErrorCode, RetryClass } from './error-codes.ts';
export { refusesNumber, refusingCodes } from './circuit-breaker.ts';
export { GraphClient } from './graph-client.ts';
export type { GraphOptions, Recipient, Send, Timing } from './graph-client.ts';
export { isObject, webhookLimits } from './limits.ts';
export type { Json, JsonObject } from './limits.ts';
export { readInboundMedia } from './media.ts';
export type { InboundMedia, MediaInfo, StreamedUpload, Upload } from './media.ts';
export type { MediaRef } from './media-ref.ts';
export {
  bareMime,
  headBytes,
  sentFile,
  isMovingSticker,
  isWhatItSays,
  maxReceivedBytes,
  maxStillStickerBytes,
  mediaRules,
} from './media-types.ts';
export type { MediaKind } from './media-types.ts';
export { readChange, readMessage } from './message.ts';
export type { InboundMessage, MessageChange, MessageKind } from './message.ts';
export type { ContactCard, OutboundMessage } from './outbound.ts';
export type { AddressFields, Card, FlowStart, InteractiveMessage, ListRow, ListSection, ReplyButton } from './outbound-interactive.ts';
export { messageProblems } from './outbound-limits.ts';
export { limits } from './outbound-rules.ts';
export { toWire } from './outbound-wire.ts';
export type { ProductSection, TemplateButton, TemplateCard, TemplateHeader, TemplateMessage, TemplateValue } from './outbound-template.ts';
export { ruleOf } from './outcome.ts';
export type { BusinessNumber } from './number.ts';
export type { Outcome, Rejected } from './outcome.ts';
export type { Problem } from './problem.ts';
export type { BusinessProfile } from './profile.ts';
export { sameSecret, verifySignature } from './signature.ts';
export type { SignatureCheck } from './signature.ts';
export { maxTextLength, splitText } from './split-text.ts';
export { readStatus } from './status.ts';
export type { DeliveryStatus } from './status.ts';
export { readSystem, readThreadControl, readUserIdUpdate } from './system.ts';
export type { SystemChange, ThreadControl } from './system.ts';
export { templateValues } from './template.ts';
export type { CatalogTemplate } from './template.ts';
export { metaTime } from './time.ts';
export { parseWebhook } from './webhook.ts';
export type { ItemKind, ParsedWebhook, Sender, WebhookItem } from './webhook.ts';
