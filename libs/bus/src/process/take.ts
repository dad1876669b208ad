import { hash } from 'node:crypto';
import { decode, decodeEnvelope, deadTopic, messages } from '@frontdesk/contracts';
import type { Envelope, Message, Service } from '@frontdesk/contracts';
import type { Batch, ReceivedRecord } from '../port.ts';
import type { Cause } from './cause.ts';
import { deriveId } from './derive-id.ts';
import { PoisonError, failureOf } from './errors.ts';
import type { Failure } from './errors.ts';
import type { Claimed, Entry } from './commit.ts';
import type { Traceparents } from './inbox-options.ts';

/** A record of a batch, with what it says or why nobody can tell. */
export interface Item extends Entry {
  readonly kind: 'record';
  readonly record: ReceivedRecord;
  readonly message?: Message;
  /** all there is of a type that is newer than this code */
  readonly envelope?: Envelope;
  readonly failure?: Failure;
  /** the dead letter that is re-driven by this */
  readonly redrives?: string;
  /** its key was too long to be its conversation: that is the key's hash */
  readonly keyHashed?: true;
}

/** Of an id, a key or a trace: what tells of it has to fit into a row of an index and into a message. Somebody else's may be as long as a record. */
const longestId = 256;
const isShort = (id: string): boolean => id.length <= longestId;
/** One that is too long is hashed, so that records which share it share their order. */
const underKey = (key: string): Pick<Item, 'conversationId' | 'keyHashed'> =>
  isShort(key) ? { conversationId: key } : { conversationId: `sha256:${hash('sha256', key, 'hex')}`, keyHashed: true };

/**
 * Decodes a batch. Types that this code doesn't know are dropped, or kept without what they say, and those it ignores are dropped, unless they come again
 * because somebody asked for it; what isn't a message of its topic becomes an item with a failure.
 */
export function itemsOf(batch: Batch, ignored: ReadonlySet<string> = new Set(), newer?: 'kept'): Item[] {
  return batch.records.flatMap((record) => {
    if (!batch.again && ignored.has(record.headers['type'] ?? '')) return [];
    const item = itemOf(record, newer);
    if (!item) return [];
    if (batch.again?.kind !== 'redrive') return [item];
    return [{ ...item, id: batch.again.causeId, causes: [item.id], redrives: batch.again.deadId }];
  });
}

function itemOf(record: ReceivedRecord, newer?: 'kept'): Item | undefined {
  try {
    const message = decode(record.value);
    if (!message && newer !== 'kept') return undefined;
    const registered = message && messages[message.type].topic;
    if (registered && registered !== record.topic && !(registered === 'dead.v1' && isDeadTopic(record.topic))) {
      throw new PoisonError('WRONG_TOPIC', `${message.type} on ${record.topic}`);
    }
    const envelope = message?.envelope ?? decodeEnvelope(record.value);
    if (!isUsable(envelope)) throw new PoisonError('UNDECODABLE', 'no usable id, conversation or customer');
    return {
      ...about(record),
      id: envelope.id,
      at: envelope.decidedAt,
      occurredAt: envelope.occurredAt,
      conversationId: envelope.conversationId,
      fence: envelope.fence,
      customerHash: envelope.customerHash,
      type: envelope.type,
      ...(message ? { message } : { envelope }),
    };
  } catch (cause) {
    const poison = cause instanceof PoisonError ? cause : new PoisonError('UNDECODABLE', 'not an envelope with its data', { cause });
    const id = deriveId(0, record.topic, record.partition, String(record.offset));
    return { ...about(record), id, at: 0, ...underKey(record.key), failure: failureOf(poison) };
  }
}

/** They are written into rows, and the conversation is the key of what follows. */
const isUsable = ({ id, conversationId, customerHash }: Message['envelope']): boolean =>
  conversationId !== '' && !`${id}${conversationId}`.includes('\0') && [id, conversationId, customerHash].every(isShort);

const about = (record: ReceivedRecord) => {
  const { traceparent } = record.headers;
  return { kind: 'record', record, topic: record.topic, ...(traceparent && isShort(traceparent) ? { traceparent } : {}) } as const;
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

export const traceparentsOf = (claimed: readonly Claimed<Item>[]): Traceparents =>
  new Map(claimed.map(({ entry: { message, envelope, traceparent } }) => [(message?.envelope ?? envelope)!.id, traceparent ?? '']));
