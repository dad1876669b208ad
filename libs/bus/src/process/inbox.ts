import type { Fact, Service, WrittenBy } from '@frontdesk/contracts';
import type { DataSource, EntityManager } from 'typeorm';
import type { Batch, Bus } from '../port.ts';
import type { Cause, MessageOn, ReadTopic } from './cause.ts';

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
  /** days an id is remembered; default 4 */
  readonly retentionDays?: number;
  /** tests throw CrashError here: the instance is abandoned as if the process had been killed */
  readonly onStep?: (step: Step) => void;
}

/** pino's shape */
export interface InboxLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface InboxMeters {
  /** frontdesk_hop_seconds{service} */
  hop(seconds: number): void;
  /** frontdesk_unpublished_outputs */
  unpublished(rows: number): void;
  /** frontdesk_dead_letters_total */
  deadLetter(): void;
}

export type Step = 'taken' | 'worked' | 'stored' | 'committed' | 'published' | 'marked';

/** Facts per message, in the order of `messages`. Throws: transient (retriable) or not. */
export type Work<S extends Service, T extends ReadTopic> =
  (tx: EntityManager, messages: readonly MessageOn<T>[]) => Promise<readonly (readonly Fact<WrittenBy<S>>[])[]>;

export type Ran<R> = { readonly duplicate: true } | { readonly duplicate: false; readonly result: R };

/** Every producing transaction of a service goes through its inbox (design.md, rule 4). */
export class Inbox<S extends Service = Service> {
  constructor(readonly options: InboxOptions<S>) {}

  /** Work for one batch in one transaction. Also what a re-driven dead letter of this topic is given to, so call it with the same work each time. */
  async process<T extends ReadTopic>(batch: Batch, work: Work<S, T>): Promise<void> {
    throw new Error('lands within minutes');
  }

  /** One transaction for a console command, a due job, the end of slow work. */
  async run<R>(cause: Cause, work: (tx: EntityManager) => Promise<{ facts: readonly Fact<WrittenBy<S>>[]; result: R }>): Promise<Ran<R>> {
    throw new Error('lands within minutes');
  }

  /** Many causes (due jobs) in one transaction; `work` sees the new ones and answers facts per cause, in order. @returns the new ones' ids */
  async runMany<C extends Cause>(
    causes: readonly C[], work: (tx: EntityManager, fresh: readonly C[]) => Promise<readonly (readonly Fact<WrittenBy<S>>[])[]>,
  ): Promise<readonly C[]> {
    throw new Error('lands within minutes');
  }

  /** Starts the sweeper: publishes what a crash left, takes re-driven dead letters, forgets old ids. */
  async start(): Promise<void> {}

  async stop(): Promise<void> {}
}
