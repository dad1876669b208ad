import { Buffer } from 'node:buffer';
import { z } from 'zod';
import type { LogRecord } from '../port.ts';

const Heads = z.array(z.tuple([z.string(), z.string(), z.record(z.string(), z.string()), z.number().int().nonnegative()]));
const LENGTH = 4;

/** Records as one value: length of the heads (4 bytes, big-endian), heads (JSON: topic, key, headers, length of the value), values. */
export function pack(records: readonly LogRecord[]): Buffer {
  const heads = Buffer.from(JSON.stringify(records.map(({ topic, key, headers, value }) => [topic, key, headers, value.byteLength])));
  const length = Buffer.alloc(LENGTH);
  length.writeUInt32BE(heads.byteLength);
  return Buffer.concat([length, heads, ...records.map(({ value }) => value)]);
}

/** @throws if it is not what `pack` made */
export function unpack(packed: Buffer): LogRecord[] {
  let start = LENGTH + packed.readUInt32BE();
  return Heads.parse(JSON.parse(packed.toString('utf8', LENGTH, start))).map(([topic, key, headers, bytes]) => {
    const value = packed.subarray(start, (start += bytes));
    if (value.byteLength !== bytes) throw new RangeError('packed records end too early');
    return { topic, key, headers, value };
  });
}
