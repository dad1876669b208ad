import { deriveId, Inbox } from '@frontdesk/bus';
import type { Cause } from '@frontdesk/bus';
import { fact } from '@frontdesk/contracts';
import type { Fact } from '@frontdesk/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { SendRow } from './send-row.ts';
import { SendsStore } from './sends.store.ts';
import { StatusAftermath } from './status-aftermath.ts';
import { StatusEffect } from './status-effect.ts';
import { StatusesStore } from './statuses.store.ts';
import type { ParkedStatus } from './statuses.store.ts';

const batchSize = 200;
/** How far the clocks of two replicas, the one that calls and the one that reads the status, may be apart. */
const clocksApartMs = 5_000;

interface Unjoined extends Cause {
  readonly status: ParkedStatus;
}

const unjoined = (status: ParkedStatus): Unjoined => ({
  id: deriveId(status.receivedAt, status.id, 'unjoined'),
  at: status.receivedAt,
  causes: [status.id],
  conversationId: `account:${status.numberId || '*'}`,
  actor: { kind: 'meta' },
  ...(status.traceparent !== '' && { traceparent: status.traceparent }),
  name: 'status',
  status,
});

/**
 * Joins statuses to their sends, each in a transaction of its own that continues the trace of the send. A status whose send's answer is still
 * out stays parked until that is settled.
 */
@Injectable()
export class StatusJoiner {
  #busy: Promise<void> | undefined;
  #again = false;

  constructor(
    private readonly inbox: Inbox<'gateway'>,
    private readonly dataSource: DataSource,
    private readonly statuses: StatusesStore,
    private readonly sends: SendsStore,
    private readonly effect: StatusEffect,
    private readonly aftermath: StatusAftermath,
  ) {}

  /** Joins what can be joined; one run at a time in a process. */
  async joinDue(): Promise<void> {
    if (this.#busy) {
      this.#again = true;
      return this.#busy;
    }
    this.#busy = this.runs().finally(() => (this.#busy = undefined));
    return this.#busy;
  }

  private async runs(): Promise<void> {
    do {
      this.#again = false;
      // what waits, or cannot be joined now, holds up nobody behind it
      let last: ParkedStatus | undefined;
      for (;;) {
        const parked = await this.statuses.parked(this.dataSource.manager, batchSize, last);
        await this.joinAll(parked);
        if (parked.length < batchSize) break;
        last = parked.at(-1);
      }
    } while (this.#again);
  }

  private async joinAll(parked: readonly ParkedStatus[]): Promise<void> {
    const plain = await this.joinPlain(parked);
    const rest = parked.filter(({ id }) => !plain.has(id));
    if (rest.length === 0) return;
    const sends = await this.sends.ofStatuses(this.dataSource.manager, rest);
    await this.letGo(await this.joinKnown(rest, sends));
  }

  /** In order within a message, together across: those that wait at the same time share a transaction. @returns those of no known send */
  private async joinKnown(statuses: readonly ParkedStatus[], sends: ReadonlyMap<string, SendRow>): Promise<ParkedStatus[]> {
    const messages = new Map<string, { status: ParkedStatus; send: SendRow }[]>();
    for (const status of statuses) {
      const send = sends.get(status.id);
      if (send) messages.set(status.wamidHash, [...(messages.get(status.wamidHash) ?? []), { status, send }]);
    }
    await Promise.all([...messages.values()].map((known) => this.inOrder(known)));
    return statuses.filter(({ id }) => !sends.has(id));
  }

  /** Most are of sends that Meta has taken and of which nothing is open: all of them in one go. @returns the ids of those */
  private async joinPlain(parked: readonly ParkedStatus[]): Promise<ReadonlySet<string>> {
    const sends =
      parked.length > 1
        ? await this.sends.acceptedByWamid(
            this.dataSource.manager,
            parked.map(({ wamidHash }) => wamidHash),
          )
        : new Map<string, SendRow>();
    const plain = parked.flatMap((status) => {
      const send = sends.get(status.wamidHash);
      return send && status.status.status !== 'failed' ? [{ ...this.effect.cause(send, status), send, status }] : [];
    });
    if (plain.length === 0) return new Set();
    try {
      await this.inbox.runMany(plain, (tx, fresh) => this.effect.applyPlain(tx, fresh));
      for (const { send, status } of plain) await this.aftermath.plain(send, status.status.status);
      return new Set(plain.map(({ status }) => status.id));
    } catch (error) {
      this.effect.failed(error, plain[0]!.status);
      return new Set();
    }
  }

  /** One that cannot be joined now stays for the next look, and stops nobody. */
  private async inOrder(known: readonly { status: ParkedStatus; send: SendRow }[]): Promise<void> {
    for (const { status, send } of known) await this.join(status, send).catch((error: unknown) => this.effect.failed(error, status));
  }

  private async join(status: ParkedStatus, send: SendRow): Promise<void> {
    await this.inbox.run(this.effect.cause(send, status), async (tx) => ({
      facts: await this.effect.apply(tx, send, status),
      result: undefined,
    }));
    await this.aftermath.of(send, status);
  }

  /** Others send on the number too: a status that no call which is out can have caused is theirs. */
  private async letGo(statuses: readonly ParkedStatus[]): Promise<void> {
    if (statuses.length === 0) return;
    const { manager } = this.dataSource;
    const outSince = await this.sends.outSince(manager, [...new Set(statuses.map(({ numberId }) => numberId))]);
    const others = statuses.filter(({ numberId, receivedAt }) => (outSince.get(numberId) ?? Infinity) > receivedAt + clocksApartMs);
    if (others.length === 0) return;
    // read again: the answer may have been written between the two
    const left = await this.joinKnown(others, await this.sends.ofStatuses(manager, others));
    await this.inbox.runMany(left.map(unjoined), this.#notUsed).catch((error: unknown) => this.effect.failed(error, left[0]!));
  }

  readonly #notUsed = async (tx: EntityManager, others: readonly Unjoined[]): Promise<Fact<'ItemNotUsed'>[][]> => {
    await this.statuses.joinedAll(
      tx,
      others.map(({ status }) => status.id),
    );
    return others.map(() => [fact('ItemNotUsed', { field: 'messages', itemType: 'status', why: 'no_known_send' })]);
  };
}
