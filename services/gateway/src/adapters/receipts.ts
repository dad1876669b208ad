import type { Message, OnTopic } from '@frontdesk/contracts';
import { onceCommitted } from '@frontdesk/postgres';
import { Clock } from '@frontdesk/runtime';
import { GraphClient } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Keys } from './keys.ts';
import { StatusesStore } from './statuses.store.ts';

/** A message of the customer's: our id of it, and Meta's, sealed. */
export interface Read {
  readonly messageId: string;
  readonly wamid: Uint8Array;
}

const callMs = 2_000;
/** then its answer has come, or somebody else has */
const awaitedMs = 10_000;
const knownMs = 600_000;

/** Blue ticks, and "typing…" for the bot: one call for a message of the customer's, and what becomes of it doesn't matter. */
@Injectable()
export class Receipts {
  /** Shown while the answer was written, oldest first; real time. Forgotten with the process: then there is a second call. */
  readonly #shown = new Map<string, { readonly at: number; readonly done: Promise<unknown> }>();

  constructor(
    private readonly statuses: StatusesStore,
    private readonly keys: Keys,
    private readonly graph: GraphClient,
    private readonly clock: Clock,
  ) {}

  /**
   * Once it is committed; nobody waits for it but the answer, which comes after it. Not of those whose conversation has come further in the same batch,
   * nor where it is read late.
   */
  async show(tx: EntityManager, messages: readonly Message<OnTopic<'conversation.dispatch.v1'>>[]): Promise<void> {
    const isAwaited = (message: (typeof messages)[number]): message is Message<'AnswerAwaited'> => message.type === 'AnswerAwaited';
    if (!messages.some(isAwaited)) return;
    const further = new Set(messages.filter((message) => !isAwaited(message)).map(({ envelope }) => envelope.conversationId));
    const since = this.clock.now() - awaitedMs;
    const waits = messages.filter(isAwaited).filter(({ envelope }) => envelope.decidedAt > since && !further.has(envelope.conversationId));
    const wamids = await this.statuses.wamidsOf(
      tx,
      waits.map(({ data }) => data.messageId),
    );
    onceCommitted(tx, () => {
      for (const { data } of waits) {
        const wamid = wamids.get(data.messageId);
        if (wamid) this.begin(data.numberId, { messageId: data.messageId, wamid });
      }
    });
  }

  private begin(numberId: string, read: Read): void {
    const now = Date.now();
    if (!this.#shown.has(read.messageId))
      this.#shown.set(read.messageId, { at: now, done: this.call(numberId, read, true, performance.now() + callMs) });
    for (const [id, { at }] of this.#shown) {
      if (at > now - knownMs) break;
      this.#shown.delete(id);
    }
  }

  /** Before what answers it. @param writeBy reading of the monotonic clock */
  async mark(numberId: string, read: Read, typing: boolean, writeBy: number): Promise<void> {
    await (this.#shown.get(read.messageId)?.done ?? this.call(numberId, read, typing, writeBy));
  }

  private async call(numberId: string, { wamid }: Read, typing: boolean, writeBy: number): Promise<void> {
    try {
      await this.graph.markRead(numberId, this.keys.openText(wamid), typing, { writeBy, timeoutMs: callMs });
    } catch {
      // a key that is not there: whoever waits for the answer gets it all the same
    }
  }
}
