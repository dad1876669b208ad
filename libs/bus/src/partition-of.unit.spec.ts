import { expect, test } from '@jest/globals';
import { partitionOf } from './partition-of.ts';

// org.apache.kafka.common.utils.UtilsTest#testMurmur2
test.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
])('%s lands where the Java client puts it', (key, hash) => {
  for (const partitions of [1, 12, 48]) expect(partitionOf(key, partitions)).toBe((hash & 0x7fffffff) % partitions);
});
