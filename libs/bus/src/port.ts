/** A record on its way to the log. `key` is the conversation; it chooses the partition. */
export interface LogRecord {
  readonly topic: string;
  readonly key: string;
  readonly value: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ReceivedRecord extends LogRecord {
  readonly partition: number;
  readonly offset: bigint;
}

/** Why records come that did not come from the log: a dead letter that is re-driven, slow work that lost its process. The handler is the same. */
export type Again = { readonly kind: 'redrive'; readonly deadId: string; readonly causeId: string } | { readonly kind: 'resume' };

/** Records of one partition, in log order. */
export interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly ReceivedRecord[];
  /** false once the partition was given to another member: what started under this assignment commits nothing more */
  isCurrent(): boolean;
  readonly again?: Again;
}

export interface Subscription {
  /** Stops fetching, lets the batch in hand finish, commits, leaves the group. */
  stop(): Promise<void>;
}

export interface ConsumeOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /**
   * Handles one batch. When it resolves the offset moves on; when it rejects nothing moves, the partition pauses with a bounded back-off and
   * the same records come again. Partitions are handled concurrently, one batch of a partition at a time.
   */
  readonly onBatch: (batch: Batch) => Promise<void>;
  /** called after each (re)assignment, before its first batch */
  readonly onAssigned?: () => Promise<void>;
  /** at most this many records a batch; default 256 */
  readonly maxBatch?: number;
  /** true: nobody waits for this reader, so it fetches seldom and much */
  readonly patient?: boolean;
}

/** A transaction that is open. */
export interface OpenTransaction {
  query<Rows>(sql: string, values: unknown[]): Promise<Rows>;
}

export interface Appending {
  /** gives what to call once it is committed: the readers of this process know at once then. Rejects with what the statement threw */
  readonly done: Promise<() => void>;
}

/** Of a partition: the offset behind its last record, and that of the next one to be read. */
export interface Position {
  readonly end: number;
  readonly read: number;
}

export interface NewTopic {
  readonly topic: string;
  readonly partitions: number;
  readonly retentionMs: number;
}

/** The log that services talk over. At least once; within a key in order of append. */
export interface Bus {
  /** Resolves when the log has acknowledged every record; rejects with a retriable BusError otherwise (some may have been written). */
  append(records: readonly LogRecord[]): Promise<void>;
  /**
   * Only where the log lies in the services' own database: appends with the caller's transaction, as its last statement, so that what was decided and
   * what is said of it are there together or not at all.
   * @returns once the statement is on its way, so that a COMMIT that is asked for then follows it
   * @throws BusError RECORD_TOO_LARGE or INVALID_RECORD before anything is written
   */
  appendWithin?(tx: OpenTransaction, records: readonly LogRecord[]): Promise<Appending>;
  consume(options: ConsumeOptions): Promise<Subscription>;
  /** @returns what is wrong with the topics, by name: missing, or with a different number of partitions; empty when all is well */
  check(topics: readonly string[]): Promise<string[]>;
  /** Creates what is missing; never shrinks or deletes. */
  createTopics(topics: readonly NewTopic[]): Promise<void>;
  /** @returns where each partition ends and up to where the group has committed it, as `topic partition` */
  positions(group: string, topics: readonly string[]): Promise<ReadonlyMap<string, Position>>;
  /** @returns records not yet committed by the group, per topic */
  lag(group: string, topics: readonly string[]): Promise<Record<string, number>>;
  /** Only where the broker knows. @returns what each member of the group holds, as `topic partition`, by the member's id; while they share anew, nothing */
  members?(group: string): Promise<ReadonlyMap<string, readonly string[]>>;
  close(): Promise<void>;
}
