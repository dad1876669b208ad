import { Inbox } from '@frontdesk/bus';
import { fact } from '@frontdesk/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { movesForward } from '../domain/status-rank.ts';
import { Announcements } from './announcements.ts';
import type { Facts } from './announcements.ts';
import { Keys } from './keys.ts';
import { Lanes } from './lanes.ts';
import { SendsStore } from './sends.store.ts';
import type { SendRow } from './sends.store.ts';
import { Settlement } from './settlement.ts';
import { StatusesStore } from './statuses.store.ts';
import type { ParkedStatus } from './statuses.store.ts';

const batchSize = 200;

/** What one status does to its send. */
@Injectable()
export class JoinBench {
  constructor(
    private readonly sends: SendsStore, private readonly statuses: StatusesStore, private readonly settlement: Settlement,
    private readonly say: Announcements, private readonly keys: Keys, private readonly lanes: Lanes,
  ) {}

  cause(send: SendRow, status: ParkedStatus): ReturnType<Announcements['cause']> {
    return { ...this.say.cause(send, `status ${status.id}`, status.receivedAt, status.traceparent), causes: [status.id, send.sendId], actor: { kind: 'meta' } };
  }

  seal(status: ParkedStatus): Uint8Array {
    return this.keys.sealText(JSON.stringify(status.status));
  }

  after(send: SendRow): void {
    this.lanes.poke(send.conversationId);
  }

  async apply(tx: EntityManager, sendId: string, parked: ParkedStatus): Promise<Facts> {
    const known = await this.sends.find(tx, sendId);
    if (!known) return [];
    await this.sends.lock(tx, known.conversationId);
    const send = await this.sends.find(tx, sendId) ?? known;
    await this.statuses.joined(tx, parked.id);
    const facts = await this.overtaken(tx, send, parked);
    const { status, time, error, pricing } = parked.status;
    const before = await this.sends.statusOf(tx, parked.wamidHash);
    const applied = movesForward(before?.status ?? 'accepted', status);
    if (applied) await this.sends.setStatus(tx, parked.wamidHash, status);
    facts.push(fact('StatusReceived', {
      sendId, status, at: time, errorCode: error?.code ?? 0, errorTitle: error?.title ?? '', applied, pricingModel: pricing?.model ?? '',
      pricingType: pricing?.type ?? '', pricingCategory: pricing?.category ?? '', billable: pricing?.billable ?? false,
    }));
    if (applied && status === 'failed') facts.push(this.say.failed(send, error?.code ?? 0, error?.title ?? '', true));
    return [...facts, ...(await this.settlement.reached(tx, send.conversationId))];
  }

  /** A status for a call whose answer we don't have says that Meta took it: nothing is sent again. */
  private async overtaken(tx: EntityManager, send: SendRow, parked: ParkedStatus): Promise<Facts> {
    if (await this.sends.statusOf(tx, parked.wamidHash)) return [];
    const isWaitedFor = send.state === 'sending' || send.state === 'unknown' || (send.state === 'queued' && send.timesUnknown > 0);
    if (isWaitedFor && send.chunk >= 0) return this.settlement.accepted(tx, send, parked.wamidHash, parked.sealedWamid, parked.status.time || this.say.now());
    await this.sends.sent(tx, parked.wamidHash, send);
    return [];
  }
}

/**
 * Joins statuses to their sends, each in a transaction of its own that continues the trace of the send. A status whose send's answer is still
 * out stays parked until that is settled.
 */
@Injectable()
export class StatusJoiner {
  #busy: Promise<void> | undefined;
  #again = false;

  constructor(
    private readonly inbox: Inbox<'gateway'>, private readonly dataSource: DataSource, private readonly statuses: StatusesStore,
    private readonly sends: SendsStore, private readonly bench: JoinBench,
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
      for (const status of parked) if (await this.join(status)) this.#again ||= parked.length === batchSize;
    } while (this.#again);
  }

  private async join(status: ParkedStatus): Promise<boolean> {
    const send = await this.sendOf(this.dataSource.manager, status);
    if (send) {
      await this.inbox.run(this.bench.cause(send, status), async (tx) => ({ facts: await this.bench.apply(tx, send.sendId, status), result: undefined }));
      this.bench.after(send);
      return true;
    }
    if (await this.sends.isAwaited(this.dataSource.manager, status.numberId)) return false;
    // read again: the answer may have been written between the two
    if (await this.sendOf(this.dataSource.manager, status)) return this.join(status);
    await this.inbox.run({
      id: status.id, at: status.receivedAt, conversationId: `account:${status.numberId || '*'}`, actor: { kind: 'meta' },
      ...(status.traceparent !== '' && { traceparent: status.traceparent }), name: 'status',
    }, async (tx) => {
      await this.statuses.joined(tx, status.id);
      const sealed = this.bench.seal(status);
      return { facts: [fact('ItemNotUsed', { field: 'messages', itemType: 'status', why: 'no_known_send', sealed })], result: undefined };
    });
    return true;
  }

  /** By what we gave with the send first; by Meta's id for what others sent in our name, or lost it. */
  private async sendOf(tx: EntityManager, { sendId, wamidHash }: ParkedStatus): Promise<SendRow | undefined> {
    return (sendId === undefined ? undefined : await this.sends.find(tx, sendId)) ?? this.sends.findByWamid(tx, wamidHash);
  }
}
