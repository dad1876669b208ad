import { expect, test } from '@jest/globals';
import { valueBytesIn } from './kafka-segment.ts';

/** As Kafka writes whole numbers: zigzag, seven bits a byte, the lowest first. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Buffer.from([...bytes, rest]);
}

const sized = (text: string): Buffer => Buffer.concat([varint(Buffer.byteLength(text)), Buffer.from(text)]);

function record(key: string | undefined, value: Buffer | undefined, offset: number): Buffer {
  const fields = [Buffer.of(0), varint(1_900_000_000_000), varint(offset), key === undefined ? varint(-1) : sized(key)];
  const rest = value ? [varint(value.byteLength), value] : [varint(-1)];
  const all = Buffer.concat([...fields, ...rest, varint(1), sized('stage'), sized('inbound')]);
  return Buffer.concat([varint(all.byteLength), all]);
}

function batch(records: readonly Buffer[], attributes = 0): Buffer {
  const head = Buffer.alloc(61);
  head.writeInt32BE(49 + records.reduce((sum, { byteLength }) => sum + byteLength, 0), 8);
  head.writeInt8(2, 16);
  head.writeInt16BE(attributes, 21);
  head.writeInt32BE(records.length, 57);
  return Buffer.concat([head, ...records]);
}

const whole = batch([
  record('106 1555', Buffer.alloc(1_000), 0),
  record(undefined, Buffer.alloc(70_000), 1),
  record('106 1555', undefined, 2),
]);

test('of a segment the values count, and no key, header or framing', () => {
  expect(valueBytesIn(Buffer.concat([whole, batch([record('a', Buffer.from('four'), 3)])]))).toBe(71_004);
  expect(valueBytesIn(Buffer.alloc(0))).toBe(0);
});

test.each([
  ['a head', 40],
  ['a part of its records', 500],
])('of a batch of which only %s is there nothing counts', (_, bytes) => {
  expect(valueBytesIn(Buffer.concat([whole, whole.subarray(0, bytes)]))).toBe(71_000);
});

test('what the broker says to itself does not count, and what is compressed is not guessed', () => {
  expect(valueBytesIn(Buffer.concat([batch([record('end', Buffer.from('of a transaction'), 0)], 0x20), whole]))).toBe(71_000);
  expect(() => valueBytesIn(batch([record('a', Buffer.from('b'), 0)], 2))).toThrow('compressed');
});
