import type { DataSource } from 'typeorm';
import type { Bus } from '../port.ts';
import { CrashError, PublishError } from './errors.ts';
import { countUnpublished, markPublished, readUnpublished } from './inbox-rows.ts';
import type { InboxRow } from './inbox-rows.ts';
import { recordOf } from './outputs.ts';

/** After this long what a process committed and did not publish is taken by the sweeper. */
const LEFT_MS = 5_000;

interface PublisherOptions {
  readonly dataSource: DataSource;
  readonly bus: Bus;
  readonly clock: { now(): number };
  readonly onStep?: ((step: 'published' | 'marked') => void) | undefined;
}

/** Brings committed outputs to the log: in order within a conversation, as often as it takes. */
export class Publisher {
  constructor(private readonly options: PublisherOptions) {}

  /** @throws PublishError; nothing is marked then, and all of it comes again */
  async publish(rows: readonly InboxRow[]): Promise<void> {
    const ordered = rows.filter(({ outputs }) => outputs.length > 0)
      .sort((a, b) => (a.conversationId === b.conversationId ? a.n - b.n : a.conversationId < b.conversationId ? -1 : 1));
    if (ordered.length === 0) return;
    const { bus, dataSource, clock, onStep } = this.options;
    try {
      await bus.append(ordered.flatMap(({ outputs }) => outputs.map(recordOf)));
      onStep?.('published');
      await markPublished(dataSource, ordered.map(({ causeId }) => causeId), clock.now());
      onStep?.('marked');
    } catch (cause) {
      if (cause instanceof CrashError) throw cause;
      throw new PublishError('the log or the database did not take it', { cause });
    }
  }

  /** Publishes what was left, of whichever process. @returns how many rows still wait */
  async sweep(): Promise<number> {
    await this.publish(await readUnpublished(this.options.dataSource, this.options.clock.now() - LEFT_MS));
    return countUnpublished(this.options.dataSource);
  }
}
