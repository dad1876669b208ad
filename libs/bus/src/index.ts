export type { Batch, Bus, ConsumeOptions, LogRecord, ReceivedRecord, Subscription } from './port.ts';
