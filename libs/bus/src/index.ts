export type { Batch, Bus, ConsumeOptions, LogRecord, ReceivedRecord, Subscription } from './port.ts';
export { deriveId } from './process/derive-id.ts';
export type { Cause, MessageOn, ReadTopic } from './process/cause.ts';
export { Inbox } from './process/inbox.ts';
export type { InboxLog, InboxMeters, InboxOptions, Ran, Step, Work } from './process/inbox.ts';
export { SlowWork } from './process/slow-work.ts';
export type { Json, Outcome, SlowHandler } from './process/slow-work.ts';
export { BusTransport } from './transport/bus-transport.ts';
export type { BusTransportOptions } from './transport/bus-transport.ts';
