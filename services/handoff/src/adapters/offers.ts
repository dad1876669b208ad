import { deriveId } from '@frontdesk/bus';
import { Clock, Logger, Rounds } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Ticket } from '../domain/desk.ts';
import { hasSeat, offerAgain, toOffer } from '../domain/offer.ts';
import { AgentsStore } from './agents.store.ts';
import { DesksStore } from './desks.store.ts';
import { OneByOne } from './one-by-one.ts';

const EVERY_MS = 1_000;

/** Offers what waits once there is somebody to take it, whatever made room: who came, came back, or is done with another case. */
@Injectable()
export class Offers implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds = new Rounds({
    everyMs: EVERY_MS,
    round: () => this.look(),
    failed: (error) => this.logger.warn('what waits could not be offered', { error: error instanceof Error ? error.name : '' }),
  });

  constructor(
    private readonly cases: OneByOne,
    private readonly desks: DesksStore,
    private readonly agents: AgentsStore,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** Mostly nothing waits, or nobody has a seat. */
  async look(): Promise<void> {
    if (!(await this.desks.isAnyWaiting())) return;
    const now = this.clock.now();
    const [staff, loads] = await Promise.all([this.agents.staff(), this.desks.loads()]);
    const free = staff.available(loads, now).filter(hasSeat);
    if (free.length === 0) return;
    const waiting = (await this.desks.waiting()).filter(({ ticket }) => !this.cases.isLeftAlone(ticket.conversationId));
    for (const ticket of toOffer(waiting, free, now)) await this.#offer(ticket);
  }

  /** Of two replicas that look at once, the second one finds it offered. */
  async #offer({ id, conversationId }: Ticket): Promise<void> {
    const at = this.clock.now();
    await this.cases.run({ id: deriveId(at, 'offer', id), at, conversationId, name: 'offer' }, offerAgain);
  }
}
