import { GraphClient } from '@frontdesk/whatsapp';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { NumbersStore } from './numbers.store.ts';

/** then a number is asked again anyhow */
const newsForMs = 60_000;

/**
 * Numbers that Meta refuses by `failed` statuses. An answer tells whoever asked, so each replica hears it with its own first call; a status tells only the
 * one that joins it, while the answers of the others go on being yes: it is told to all.
 */
@Injectable()
export class RefusedNumbers {
  readonly #seen = new Map<string, number>();

  constructor(private readonly dataSource: DataSource, private readonly numbers: NumbersStore, private readonly graph: GraphClient) {}

  /** @param now real time, ms */
  async look(now: number): Promise<void> {
    for (const { number_id: numberId, code, refused_at: at } of await this.numbers.refusedSince(this.dataSource.manager, now - newsForMs)) {
      const key = `${numberId} ${code}`;
      if (this.#seen.get(key) === at) continue;
      this.#seen.set(key, at);
      this.graph.refusedLater(numberId, code);
    }
  }
}
