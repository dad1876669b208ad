import type { ClientConfig } from 'pg';
import { backoffMs } from '../backoff.ts';
import { errorFields } from '../bus-log.ts';
import type { BusLog } from '../bus-log.ts';
import type { ConsumeOptions, ReceivedRecord, Subscription } from '../port.ts';
import { Signal } from '../signal.ts';
import { Assignment } from './assignment.ts';
import { Membership } from './membership.ts';
import type { LogPartition } from './membership.ts';
import type { Tail } from './tail.ts';

const COMMIT_MS = 500;
/** A survey looks at all locks of the server: as seldom as can be while everybody has his share. */
const BALANCE_MS = 500;
const BALANCED_MS = 1_500;
const MAX_BATCH = 256;
const MAX_BATCH_BYTES = 1024 * 1024;
/** A partition that is asked back is given when its batch is done, and after this time even if it is not. */
const RELEASE_MS = 3_000;

/** A member of a group on the embedded bus: joins, holds its share of the partitions, reads, commits by time; after a lost session all again. */
export class EmbeddedConsumer implements Subscription {
  private readonly connection: ClientConfig;
  private readonly options: ConsumeOptions;
  private readonly log: BusLog;
  private readonly tail: Tail;
  private readonly held = new Map<number, Assignment>();
  /** batches in hand by partition, also those of assignments that have ended */
  private readonly running = new Map<number, Promise<void>>();
  private readonly wake = new Signal();
  private readonly done: Promise<void>;
  private readonly stopListening: () => void;
  private stopping = false;

  /** @param tail what this process appends, so that it need not be read */
  constructor(connection: ClientConfig, options: ConsumeOptions, log: BusLog, tail: Tail) {
    this.connection = connection;
    this.options = options;
    this.log = log;
    this.tail = tail;
    this.stopListening = tail.onGrown((partitions) => this.hint(partitions));
    this.done = this.run();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.wake.raise();
    await this.done;
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.stopping) {
      try {
        const member = await Membership.join(this.connection, this.options.group, this.options.topics, () => this.lose());
        failures = 0;
        await this.work(member);
      } catch (error) {
        failures += 1;
        this.log('warn', 'a consumer lost its session and joins again', { group: this.options.group, failures, ...errorFields(error) });
        if (!this.stopping) await this.wake.wait(backoffMs(failures));
      }
    }
    this.stopListening();
    await Promise.all(this.running.values());
  }

  /** One turn reads, one turn a while commits, one turn a while balances: all on one session, one after the other. */
  private async work(member: Membership): Promise<void> {
    let committedAt = performance.now();
    let balanceAt = 0;
    try {
      while (!this.stopping && !member.lost) {
        const now = performance.now();
        if (now >= balanceAt) balanceAt = now + ((await this.balance(member)) ? BALANCED_MS : BALANCE_MS);
        if (now - committedAt >= COMMIT_MS) {
          await this.commit(member, this.held.values());
          committedAt = now;
        }
        await this.read(member);
        await this.wake.wait(Math.min(balanceAt, committedAt + COMMIT_MS) - performance.now());
      }
      if (member.lost) throw new Error('the session ended');
      const all = [...this.held.values()];
      await Promise.all(all.map((assignment) => assignment.settle()));
      await this.commit(member, all);
    } finally {
      this.lose();
      await member.leave();
    }
  }

  /** What the tail has is handed over at once; the table is asked for the rest, in one query. */
  private async read(member: Membership): Promise<void> {
    const maxBatch = this.options.maxBatch ?? MAX_BATCH;
    const from = new Map<LogPartition, bigint>();
    for (const assignment of this.held.values()) {
      const { place, position } = assignment;
      if (!assignment.ready || assignment.busy || assignment.askedBackAt !== undefined) continue;
      assignment.ready = false;
      const records = this.tail.read(place.id, position, maxBatch, MAX_BATCH_BYTES);
      if (records && records.length > 0) this.handOver(assignment, records);
      else if (!records || assignment.inTable) from.set(place, position);
    }
    if (from.size === 0) return;
    const fetched = await member.read(from, maxBatch, MAX_BATCH_BYTES);
    for (const { id } of from.keys()) {
      const assignment = this.held.get(id);
      if (!assignment) continue;
      const records = fetched.get(id) ?? [];
      assignment.inTable = records.length > 0;
      if (records.length > 0) this.handOver(assignment, records);
    }
  }

  private handOver(assignment: Assignment, records: readonly ReceivedRecord[]): void {
    const { id } = assignment.place;
    assignment.ready = true;
    const handled = assignment.handle(records, this.options.onBatch, this.log).then(() => {
      this.running.delete(id);
      if (assignment.ready) this.wake.raise();
    });
    this.running.set(id, handled);
  }

  private async commit(member: Membership, assignments: Iterable<Assignment>): Promise<void> {
    const dirty = [...assignments].filter((assignment) => assignment.position !== assignment.committed);
    const offsets = new Map(dirty.map((assignment) => [assignment.place.id, assignment.position]));
    await member.commit(offsets);
    for (const assignment of dirty) assignment.committed = offsets.get(assignment.place.id)!;
  }

  /** Gives back what is more than this member's share, takes what is less and free. @returns whether it had its share already */
  private async balance(member: Membership): Promise<boolean> {
    const { share, free } = await member.survey();
    const now = performance.now();
    const all = [...this.held.values()];
    const balanced = all.length === share;
    for (const [index, assignment] of all.entries()) {
      if (index < share) assignment.askedBackAt = undefined;
      else assignment.askedBackAt ??= now;
    }
    const given = all.filter(({ askedBackAt, busy }) => askedBackAt !== undefined && (!busy || now - askedBackAt >= RELEASE_MS));
    if (given.length > 0) {
      for (const assignment of given) {
        assignment.end();
        this.held.delete(assignment.place.id);
      }
      await this.commit(member, given);
      await member.release(given.map((assignment) => assignment.place.id));
    }
    // While a batch of an ended assignment is still in hand, its partition is not taken again: one batch of a partition at a time.
    const wanted = free.filter(({ id }) => !this.running.has(id)).slice(0, Math.max(0, share - this.held.size));
    if (wanted.length === 0) return balanced;
    const taken = await member.take(wanted);
    if (taken.length === 0) return false;
    await this.options.onAssigned?.();
    for (const partition of taken) this.held.set(partition.id, new Assignment(partition, partition.position));
    return false;
  }

  private lose(): void {
    for (const assignment of this.held.values()) assignment.end();
    this.held.clear();
    this.wake.raise();
  }

  /** @param heads offset behind the last record, by partition, as the table has it: other processes append too */
  look(heads: ReadonlyMap<number, bigint>): void {
    let mine = false;
    for (const assignment of this.held.values()) {
      if (assignment.busy || (heads.get(assignment.place.id) ?? 0n) <= assignment.position) continue;
      assignment.ready = true;
      assignment.inTable = true;
      mine = true;
    }
    if (mine) this.wake.raise();
  }

  private hint(partitions: readonly number[]): void {
    let mine = false;
    for (const id of partitions) {
      const assignment = this.held.get(id);
      if (!assignment) continue;
      assignment.ready = true;
      mine ||= !assignment.busy;
    }
    if (mine) this.wake.raise();
  }
}
