import { decode, deadTopic, messages } from '@frontdesk/contracts';
import type { Message, Service } from '@frontdesk/contracts';
import type { Batch, ReceivedRecord } from '../port.ts';
import type { Cause } from './cause.ts';
import { deriveId } from './derive-id.ts';
import { PoisonError, failureOf } from './errors.ts';
import type { Failure } from './errors.ts';
import type { Entry } from './commit.ts';

/** A record of a batch, with what it says or why nobody can tell. */
export interface Item extends Entry {
  readonly kind: 'record';
  readonly record: ReceivedRecord;
  readonly message?: Message;
  readonly failure?: Failure;
  /** the dead letter that is re-driven by this */
  readonly redrives?: string;
}

/**
 * Decodes a batch. Types that this code doesn't know are dropped, and those it ignores are, unless they come again because somebody asked for it;
 * what isn't a message of its topic becomes an item with a failure.
 */
export function itemsOf(batch: Batch, ignored: ReadonlySet<string> = new Set()): Item[] {
  return batch.records.flatMap((record) => {
    if (!batch.again && ignored.has(record.headers['type'] ?? '')) return [];
    const item = itemOf(record);
    if (!item) return [];
    if (batch.again?.kind !== 'redrive') return [item];
    return [{ ...item, id: batch.again.causeId, causes: [item.id], redrives: batch.again.deadId }];
  });
}

function itemOf(record: ReceivedRecord): Item | undefined {
  try {
    const message = decode(record.value);
    if (!message) return undefined;
    const { registered, envelope } = { registered: messages[message.type].topic, envelope: message.envelope };
    if (registered !== record.topic && !(registered === 'dead.v1' && isDeadTopic(record.topic))) {
      throw new PoisonError('WRONG_TOPIC', `${message.type} on ${record.topic}`);
    }
    if (!isUsable(envelope)) throw new PoisonError('UNDECODABLE', 'no usable id or conversation');
    return {
      ...about(record),
      id: envelope.id,
      at: envelope.decidedAt,
      occurredAt: envelope.occurredAt,
      conversationId: envelope.conversationId,
      fence: envelope.fence,
      customerHash: envelope.customerHash,
      type: message.type,
      message,
    };
  } catch (cause) {
    const poison = cause instanceof PoisonError ? cause : new PoisonError('UNDECODABLE', 'not an envelope with its data', { cause });
    const id = deriveId(0, record.topic, record.partition, String(record.offset));
    return { ...about(record), id, at: 0, conversationId: record.key, failure: failureOf(poison) };
  }
}

/** Both are written into rows, and the conversation is the key of what follows. */
const isUsable = ({ id, conversationId }: Message['envelope']): boolean =>
  conversationId !== '' && !`${id}${conversationId}`.includes('\0');

const about = (record: ReceivedRecord) => {
  const { traceparent } = record.headers;
  return { kind: 'record', record, topic: record.topic, ...(traceparent ? { traceparent } : {}) } as const;
};

const isDeadTopic = (topic: string): boolean => topic === deadTopic(topic.replace(/\.dead\.v1$/, '') as Service);

/** Only what a cause has; the caller's object may have members of its own. */
export const entryOf = ({
  id,
  at,
  occurredAt,
  conversationId,
  fence,
  customerHash,
  actor,
  causes,
  traceparent,
  link,
  name,
}: Cause): Entry => ({
  kind: 'run',
  id,
  at,
  conversationId,
  fence,
  actor,
  ...(occurredAt === undefined ? {} : { occurredAt }),
  ...(customerHash ? { customerHash } : {}),
  ...(causes ? { causes } : {}),
  ...(traceparent ? { traceparent } : {}),
  ...(link ? { link } : {}),
  ...(name ? { name } : {}),
});
