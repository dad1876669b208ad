import { expect, test } from '@jest/globals';
import { pack, unpack } from './pack.ts';

const record = (value: string, headers: Record<string, string> = {}) => ({
  topic: 'a topic',
  key: 'schlüssel',
  headers,
  value: Buffer.from(value),
});

test('what was packed is unpacked as it was, empty values and odd headers included', () => {
  const records = [record('one', { id: 'ü"\\' }), record(''), record('three')];
  expect(unpack(pack(records))).toEqual(records);
  expect(unpack(pack([]))).toEqual([]);
});

test('what was cut short is refused', () => {
  const packed = pack([record('one'), record('two')]);
  expect(() => unpack(packed.subarray(0, packed.length - 1))).toThrow('too early');
});
