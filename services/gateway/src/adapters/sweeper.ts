import { Inbox } from '@frontdesk/bus';
import { Logger } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { afterUnknown } from '../domain/unknown.ts';
import { Announcements } from './announcements.ts';
import { Lanes, writeWithinMs } from './lanes.ts';
import { graphTimeoutMs } from './graph.ts';
import { SendsStore } from './sends.store.ts';
import type { SendRow } from './sends.store.ts';
import { Settlement } from './settlement.ts';
import { StatusJoiner } from './status-joiner.ts';

const everyMs = 1_000;

/** What a crash, a time-out or a late status left behind, once a second, in real time. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;
  #busy: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource, private readonly inbox: Inbox<'gateway'>, private readonly sends: SendsStore,
    private readonly bench: SweepBench, private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#busy = this.#busy.then(() => this.sweep()).catch((error: unknown) => this.logger.error('sweep failed', error));
    }, everyMs);
    this.#timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#busy;
  }

  /** @param now real time, ms */
  async sweep(now: number = Date.now()): Promise<void> {
    const { manager } = this.dataSource;
    for (const send of await this.sends.unsettled(manager, now - graphTimeoutMs - writeWithinMs)) {
      const what = send.state === 'sending' ? 'unknown' : await this.bench.decide(send, now);
      if (what === 'wait') continue;
      await this.inbox.run(this.bench.cause(send, what), (tx) => this.bench.apply(tx, send, what, now));
    }
    await this.bench.lookAgain(await this.sends.due(manager, now));
  }
}

type What = 'unknown' | 'resend' | 'unconfirmed';

@Injectable()
export class SweepBench {
  constructor(
    private readonly dataSource: DataSource, private readonly sends: SendsStore, private readonly settlement: Settlement,
    private readonly say: Announcements, private readonly lanes: Lanes, private readonly joiner: StatusJoiner,
  ) {}

  cause(send: SendRow, what: What): ReturnType<Announcements['cause']> {
    return this.say.cause(send, `${what} ${send.calls}`, send.markedAt);
  }

  async decide(send: SendRow, now: number): Promise<'wait' | 'resend' | 'unconfirmed'> {
    const { manager } = this.dataSource;
    const { fence } = await this.sends.lock(manager, send.conversationId);
    return afterUnknown(fence, send, await this.sends.lastStatusAt(manager, send.numberId), now);
  }

  async apply(tx: DataSource['manager'], send: SendRow, what: What, now: number): Promise<{ facts: Awaited<ReturnType<Settlement['reached']>>; result: undefined }> {
    const { fence, open } = await this.sends.lock(tx, send.conversationId);
    const current = open.find(({ sendId, calls, state }) => sendId === send.sendId && calls === send.calls && state === send.state);
    if (!current) return { facts: [], result: undefined };
    const facts: Awaited<ReturnType<Settlement['reached']>> = [];
    if (what === 'unknown' && current.chunk < 0) await this.sends.queue(tx, send.sendId, 0, 0, now);
    else if (what === 'unknown') await this.sends.unknown(tx, send.sendId, now);
    else if (what === 'resend' && afterUnknown(fence, current, await this.sends.lastStatusAt(tx, send.numberId), now) === 'resend') {
      await this.sends.queue(tx, send.sendId, current.chunk, 0, now);
    } else {
      await this.sends.settle(tx, current, 'unconfirmed');
      facts.push(this.say.unconfirmed(current));
    }
    return { facts: [...facts, ...(await this.settlement.reached(tx, send.conversationId))], result: undefined };
  }

  async lookAgain(conversations: readonly string[]): Promise<void> {
    for (const conversationId of conversations) this.lanes.poke(conversationId);
    await this.joiner.joinDue();
  }
}
