import { fact } from '@frontdesk/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { arrives, movesForward } from '../domain/status-rank.ts';
import { Announcements } from './announcements.ts';
import type { Facts } from './announcements.ts';
import { FencesStore } from './fences.store.ts';
import { Refusals } from './refusals.ts';
import type { SendRow } from './send-row.ts';
import { SendsStore } from './sends.store.ts';
import { Settlement } from './settlement.ts';
import { StatusesStore } from './statuses.store.ts';
import type { ParkedStatus } from './statuses.store.ts';

/** What a status does to its send, in the transaction that joins them. */
@Injectable()
export class StatusEffect {
  constructor(
    private readonly fences: FencesStore,
    private readonly sends: SendsStore,
    private readonly statuses: StatusesStore,
    private readonly settlement: Settlement,
    private readonly say: Announcements,
    private readonly refusals: Refusals,
  ) {}

  cause(send: SendRow, status: ParkedStatus): ReturnType<Announcements['cause']> {
    const cause = this.say.cause(send, `status ${status.id}`, status.receivedAt, status.traceparent);
    return { ...cause, causes: [status.id, send.sendId], actor: { kind: 'meta' } };
  }

  failed(error: unknown, { id }: ParkedStatus): false {
    this.say.notJoined(error, id);
    return false;
  }

  async apply(tx: EntityManager, { sendId, conversationId }: SendRow, parked: ParkedStatus): Promise<Facts> {
    const fence = await this.fences.lockFence(tx, conversationId);
    const send = await this.sends.find(tx, sendId);
    if (!send) return [];
    await this.statuses.joined(tx, parked.id);
    const before = await this.sends.statusOf(tx, parked.wamidHash);
    // A status for a call whose answer we don't have says that Meta took it: nothing is sent again.
    const facts = before ? [] : await this.overtaken(tx, send, parked);
    const { status, error } = parked.status;
    const applied = movesForward(before?.status ?? 'accepted', status);
    if (applied && arrives(before?.status ?? 'accepted', status)) this.say.delivered(parked.status.pricing?.billable);
    if (applied) await this.sends.setStatuses(tx, [{ wamidHash: parked.wamidHash, status }]);
    facts.push(this.received(send, parked, applied));
    if (applied && status === 'failed')
      facts.push(...(await this.refusals.toldLater(tx, send, fence, before?.chunk ?? parked.chunk ?? Math.max(0, send.chunk), error)));
    if (applied && before?.status === 'failed') facts.push(...(await this.arrivedAfterAll(tx, send)));
    return fence.owed.length === 0 ? facts : [...facts, ...(await this.settlement.reached(tx, conversationId))];
  }

  /** Of what was to go out again, only what is still missing does. */
  private async arrivedAfterAll(tx: EntityManager, send: SendRow): Promise<Facts> {
    this.say.arrivedAfterAll();
    const missing = await this.sends.firstMissing(tx, send);
    const isAgain = send.state === 'queued' && send.resends > 0;
    if (isAgain && missing < send.chunks) await this.sends.queue(tx, send.sendId, missing, 0, send.notBefore);
    else if (isAgain) await this.sends.settle(tx, send, 'accepted');
    return missing < send.chunks ? [] : [this.say.arrived(send)];
  }

  /** Statuses of sends that are accepted, and none of them `failed`; in the order in which they came. Each only reports. */
  async applyPlain(tx: EntityManager, all: readonly { send: SendRow; status: ParkedStatus }[]): Promise<Facts[]> {
    await this.statuses.joinedAll(
      tx,
      all.map(({ status }) => status.id),
    );
    const known = await this.sends.statusesOf(
      tx,
      all.map(({ status }) => status.wamidHash),
    );
    const changed = new Map<string, string>();
    const late = new Map<number, SendRow>();
    const facts = all.map(({ send, status: parked }, index) => {
      const { status } = parked.status;
      const current = known.get(parked.wamidHash) ?? 'accepted';
      const applied = movesForward(current, status);
      if (applied && arrives(current, status)) this.say.delivered(parked.status.pricing?.billable);
      if (applied && current === 'failed') late.set(index, send);
      if (applied) {
        known.set(parked.wamidHash, status);
        changed.set(parked.wamidHash, status);
      }
      return [this.received(send, parked, applied)];
    });
    await this.sends.setStatuses(
      tx,
      [...changed].map(([wamidHash, status]) => ({ wamidHash, status })),
    );
    for (const [index, send] of late) facts[index]!.push(...(await this.arrivedAfterAll(tx, send)));
    return facts;
  }

  private received({ sendId, chunks }: SendRow, { status: said, wamidHash, chunk }: ParkedStatus, applied: boolean): Facts[number] {
    const { status, time, error, pricing, country } = said;
    const part = chunk ?? (chunks > 1 ? undefined : 0);
    return fact('StatusReceived', {
      sendId,
      status,
      at: time,
      errorCode: error?.code ?? 0,
      errorTitle: error?.title ?? '',
      applied,
      pricingModel: pricing?.model ?? '',
      pricingType: pricing?.type ?? '',
      pricingCategory: pricing?.category ?? '',
      billable: pricing?.billable ?? false,
      ...(pricing?.billable !== undefined && { billed: pricing.billable }),
      message: wamidHash.slice(0, 4),
      ...(part !== undefined && { part }),
      country: country ?? '',
    });
  }

  private async overtaken(tx: EntityManager, send: SendRow, parked: ParkedStatus): Promise<Facts> {
    const isWaitedFor = send.state === 'sending' || send.state === 'unknown' || (send.state === 'queued' && send.timesUnknown > 0);
    const chunk = parked.chunk ?? Math.max(0, send.chunk);
    if (isWaitedFor && chunk === send.chunk) {
      return this.settlement.accepted(tx, send, parked.wamidHash, parked.status.time || this.say.now());
    }
    await this.settlement.takenToo(tx, { ...send, chunk }, parked.wamidHash);
    return [];
  }
}
