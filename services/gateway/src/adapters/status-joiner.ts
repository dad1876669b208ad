import { deriveId, Inbox } from '@frontdesk/bus';
import { fact } from '@frontdesk/contracts';
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
      const parked = await this.statuses.parked(this.dataSource.manager, batchSize);
      const plain = await this.joinPlain(parked);
      this.#again ||= parked.length === batchSize && plain.size > 0;
      // in order within a message, together across: those that wait at the same time share a transaction
      const messages = new Map<string, ParkedStatus[]>();
      for (const status of parked.filter(({ id }) => !plain.has(id)))
        messages.set(status.wamidHash, [...(messages.get(status.wamidHash) ?? []), status]);
      const joined = await Promise.all([...messages.values()].map((statuses) => this.inOrder(statuses)));
      this.#again ||= parked.length === batchSize && joined.some((any) => any);
    } while (this.#again);
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
  private async inOrder(statuses: readonly ParkedStatus[]): Promise<boolean> {
    let any = false;
    for (const status of statuses) {
      const isJoined = await this.join(status).catch((error: unknown) => this.effect.failed(error, status));
      any ||= isJoined;
    }
    return any;
  }

  private async join(status: ParkedStatus): Promise<boolean> {
    const send = await this.sendOf(this.dataSource.manager, status);
    if (send) {
      await this.inbox.run(this.effect.cause(send, status), async (tx) => ({
        facts: await this.effect.apply(tx, send, status),
        result: undefined,
      }));
      await this.aftermath.of(send, status);
      return true;
    }
    if (await this.sends.isAwaited(this.dataSource.manager, status.numberId)) return false;
    // read again: the answer may have been written between the two
    if (await this.sendOf(this.dataSource.manager, status)) return this.join(status);
    await this.inbox.run(
      {
        id: deriveId(status.receivedAt, status.id, 'unjoined'),
        at: status.receivedAt,
        causes: [status.id],
        conversationId: `account:${status.numberId || '*'}`,
        actor: { kind: 'meta' },
        ...(status.traceparent !== '' && { traceparent: status.traceparent }),
        name: 'status',
      },
      async (tx) => {
        await this.statuses.joined(tx, status.id);
        const sealed = this.statuses.sealed(status);
        return { facts: [fact('ItemNotUsed', { field: 'messages', itemType: 'status', why: 'no_known_send', sealed })], result: undefined };
      },
    );
    return true;
  }

  /** By what we gave with the send first; by Meta's id for what others sent in our name, or lost it. */
  private async sendOf(tx: EntityManager, { sendId, wamidHash }: ParkedStatus): Promise<SendRow | undefined> {
    return (sendId === undefined ? undefined : await this.sends.find(tx, sendId)) ?? this.sends.findByWamid(tx, wamidHash);
  }
}
