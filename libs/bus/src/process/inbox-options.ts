import type { Fact, Service, WrittenBy } from '@frontdesk/contracts';
import type { DataSource, EntityManager } from 'typeorm';
import type { Bus } from '../port.ts';
import type { MessageOn, ReadTopic } from './cause.ts';
import type { Step } from './commit.ts';

export interface InboxOptions<S extends Service = Service> {
  readonly service: S;
  readonly dataSource: DataSource;
  readonly bus: Bus;
  readonly clock: { now(): number };
  /** for dead letters: what failed is kept under the service's key */
  readonly seal: (bytes: Uint8Array) => Uint8Array;
  readonly open: (sealed: Uint8Array) => Uint8Array;
  readonly log: InboxLog;
  readonly meters?: InboxMeters;
  /** types that are passed over, by the record's header: neither decoded nor claimed */
  readonly ignores?: readonly string[];
  /** how long what was read from a topic may wait for company, ms; default 0 */
  readonly patienceMs?: (topic: string) => number;
  /** days an id is remembered; default 4 */
  readonly retentionDays?: number;
  /** tests throw CrashError here: the instance is abandoned as if the process had been killed */
  readonly onStep?: (step: Step) => void;
}

/** pino's shape; fields are ids and codes */
export interface InboxLog {
  info(fields: Record<string, string | number>, message: string): void;
  warn(fields: Record<string, string | number>, message: string): void;
  error(fields: Record<string, string | number>, message: string): void;
}

export interface InboxMeters {
  /** frontdesk_hop_seconds{service}: from the record's decision to this one's, published; the traceparent becomes its exemplar */
  hop(seconds: number, traceparent?: string): void;
  /** frontdesk_unpublished_outputs: transactions, a row of the outbox each */
  unpublished(transactions: number): void;
  /** frontdesk_dead_letters_total */
  deadLetter(): void;
  /** frontdesk_duplicates_total: messages that were read again, and had no effect */
  duplicates(messages: number): void;
}

/** Facts per message, in the order of `messages`. What it throws is transient, or makes a dead letter. */
export type Work<S extends Service, T extends ReadTopic> = (
  tx: EntityManager,
  messages: readonly MessageOn<T>[],
  traceparents: Traceparents,
) => Promise<readonly (readonly Fact<WrittenBy<S>>[])[]>;

/** by message id; '' where a record had none */
export type Traceparents = ReadonlyMap<string, string>;
