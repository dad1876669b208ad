import { extended, refreshed } from '../domain/pages.ts';
import type { Order, Page } from '../domain/pages.ts';
import { Resource } from './resource.ts';

/** Something long: its newest part is kept current, what is behind it comes when somebody asks for it. */
export class Pages<T> {
  readonly part: Resource<Page<T>>;

  /** @param read the newest part, or the one that goes on before a place */
  constructor(
    private readonly read: (before?: string) => Promise<Page<T>>,
    private readonly order: Order<T>,
  ) {
    this.part = new Resource(async () => {
      const fresh = await read();
      return refreshed(this.part.state().value, fresh, order);
    });
  }

  /** Reads what is behind all that is known. */
  async more(): Promise<void> {
    const before = this.part.state().value?.next;
    if (!before) return;
    const more = await this.read(before);
    // asked twice at once, the second finds what it asked for there
    this.part.update((known) => (known.next === before ? extended(known, more, this.order) : known));
  }
}
