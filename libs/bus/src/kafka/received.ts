import { Buffer } from 'node:buffer';
import type { KafkaMessage } from 'kafkajs';
import type { ReceivedRecord } from '../port.ts';

/** PostgreSQL's text holds no NUL, and what cannot be stored could not even be buried. */
const storable = (content: unknown): string => String(content).replaceAll('\0', '');

/** A record as the port has it. Anybody may write to a topic: what has no usable key is given one, so that its dead letter has one. */
export function received(topic: string, partition: number, { key, value, headers = {}, offset }: KafkaMessage): ReceivedRecord {
  return {
    topic,
    partition,
    offset: BigInt(offset),
    key: storable(key ?? '') || `${topic}-${partition}`,
    value: value ?? Buffer.alloc(0),
    headers: Object.fromEntries(Object.entries(headers).map(([name, content]) => [storable(name), storable(content)])),
  };
}
