import type { Message } from '@frontdesk/contracts';
import { withTransaction } from '@frontdesk/postgres';
import type { DataSource } from 'typeorm';
import { EventsStore } from '../src/adapters/events.store.ts';
import { ThreadStore } from '../src/adapters/thread.store.ts';
import { auditRow } from '../src/domain/audit-row.ts';
import { lineOf, markOf } from '../src/domain/thread.ts';

/** Writes messages down as the handler does that reads them: decisions, lines and marks. */
export const recorded = (source: DataSource, messages: readonly Message[]): Promise<void> =>
  withTransaction(source, async (tx) => {
    await new EventsStore(source).insert(
      tx,
      messages.map((one) => auditRow(one, '')),
    );
    await new ThreadStore(source).insert(
      tx,
      messages.map(lineOf).filter((line) => line !== undefined),
      messages.map(markOf).filter((mark) => mark !== undefined),
    );
  });
