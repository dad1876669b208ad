import { decode } from '@frontdesk/contracts';
import type { Fact, Service } from '@frontdesk/contracts';
import { deriveId } from './derive-id.ts';
import type { LogRecord } from '../port.ts';
import type { Claimed } from './commit.ts';
import { outputsOf } from './outputs.ts';
import type { SlowRow } from './slow-rows.ts';
import { itemsOf } from './take.ts';
import type { Item } from './take.ts';

/** A planned message on its way to its conclusion. `entry` is the conclusion's cause: an id of its own, and the message for its cause. */
export interface Job {
  readonly row: SlowRow;
  readonly entry: Item;
  /** real time, ms */
  readonly startedAt: number;
  /** this process has it; otherwise it has to be claimed when its turn has come */
  claimed: boolean;
}

export function jobOf(
  { entry, causeId, n }: Claimed<Item>,
  plan: unknown,
  outputs: readonly LogRecord[] | undefined,
  claimed: boolean,
): Job {
  const { record, conversationId } = entry;
  const { topic, value, headers } = record;
  const row = { id: causeId, conversationId, n, topic, value, headers, plan, outputs, attempts: claimed ? 1 : 0 };
  return { row, entry: conclusionOf(entry, causeId), startedAt: Date.now(), claimed };
}

/** A job made of its row, after a crash; its place in the log is not known any more. */
export function resumedJob(row: SlowRow): Job {
  const record = { topic: row.topic, key: row.conversationId, value: row.value, headers: row.headers, partition: -1, offset: 0n };
  const [item] = itemsOf({ topic: row.topic, partition: -1, records: [record], isCurrent: () => true });
  return { row, entry: conclusionOf(item!, row.id), startedAt: Date.now(), claimed: true };
}

function conclusionOf({ redrives: _, ...entry }: Item, causeId: string): Item {
  return { ...entry, id: deriveId(entry.at, causeId, 'conclusion'), causes: [entry.message!.envelope.id] };
}

/** What was decided at once, kept until its turn comes. */
export const holdFacts = (service: Service, entry: Item, facts: readonly Fact[], decidedAt: number): LogRecord[] =>
  outputsOf(service, entry, facts, decidedAt, undefined);

/** As they were decided then: their own times, conversation and fence. */
export function factsHeld(outputs: readonly LogRecord[]): Fact[] {
  return outputs.map(({ value }) => {
    const message = decode(value)!;
    const { $typeName: _typeName, $unknown: _unknown, id: _id, type: _type, causes: _causes, data: _data, ...decision } = message.envelope;
    return { type: message.type, data: message.data, decision } as Fact;
  });
}
