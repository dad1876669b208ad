import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Inbox } from '@frontdesk/bus';
import type { Batch } from '@frontdesk/bus';
import { deadTopic, services, topics } from '@frontdesk/contracts';
import type { Message, Newer } from '@frontdesk/contracts';
import { auditRow, traceIdOf } from '../domain/audit-row.ts';
import { lineOf, markOf } from '../domain/thread.ts';
import type { EntityManager } from 'typeorm';
import { EventsStore } from './events.store.ts';
import { ThreadStore } from './thread.store.ts';

/** Every message of every topic is a decision, and its row is the message itself; a row that is there already stays, so no id needs an inbox. */
@Controller()
export class RecordHandler {
  constructor(
    private readonly inbox: Inbox,
    private readonly events: EventsStore,
    private readonly thread: ThreadStore,
  ) {}

  @EventPattern([...topics, ...services.map(deadTopic)])
  onRecord(@Payload() batch: Batch): Promise<void> {
    return this.inbox.recordAll(batch, this.#keep);
  }

  readonly #keep = async (
    tx: EntityManager,
    read: readonly (Message | Newer)[],
    traceparents: ReadonlyMap<string, string>,
  ): Promise<void> => {
    await this.events.insert(
      tx,
      read.map((message) => auditRow(message, traceIdOf(traceparents.get(message.envelope.id)))),
    );
    const messages = read.filter((one) => one.type !== undefined);
    await this.thread.insert(
      tx,
      messages.map(lineOf).filter((line) => line !== undefined),
      messages.map(markOf).filter((mark) => mark !== undefined),
    );
  };
}
