import { GraphClient } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { NumbersStore, overFrom } from './numbers.store.ts';
import type { SendRow } from './send-row.ts';

/** then a number is asked again anyhow */
const newsForMs = 60_000;

/**
 * Numbers that Meta refuses by `failed` statuses. An answer tells whoever asked, so each replica hears it with its own first call; a status tells only the
 * one that joins it, while the answers of the others go on being yes: it is told to all.
 */
@Injectable()
export class RefusedNumbers {
  readonly #seen = new Map<string, number>();
  /** numbers whose refusals are not over, with when a message must have been on its way to say that the first of them is */
  #standing = new Map<string, number>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly numbers: NumbersStore,
    private readonly graph: GraphClient,
  ) {}

  /** @param now real time, ms */
  async look(now: number): Promise<void> {
    const standing = new Map<string, number>();
    for (const { number_id: numberId, code, refused_at: at, seen_at: seenAt } of await this.numbers.refusedSince(
      this.dataSource.manager,
      now - newsForMs,
    )) {
      if (seenAt > 0) standing.set(numberId, Math.min(overFrom(code, seenAt), standing.get(numberId) ?? Infinity));
      const key = `${numberId} ${code}`;
      if (at <= now - newsForMs || this.#seen.get(key) === at) continue;
      this.#seen.set(key, at);
      this.graph.refusedLater(numberId, code);
    }
    this.#standing = standing;
  }

  /**
   * Meta's yes to a call proves nothing, a message that arrives does: no refusal of its number from before it stands any more.
   * @returns whether one stood, as far as this process knows; asked again, no more until the next look
   */
  arrived({ numberId, markedAt }: Pick<SendRow, 'numberId' | 'markedAt'>): boolean {
    return markedAt > (this.#standing.get(numberId) ?? Infinity) && this.#standing.delete(numberId);
  }
}
