import { expect, test } from '@jest/globals';
import { sampleFile } from './samples.ts';

test('a photo that nobody chose can be seen: a PNG of a size that a phone shows', () => {
  const { bytes } = sampleFile('image');
  expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  expect(Math.min(width, height)).toBeGreaterThan(100);
  expect(bytes.length).toBeLessThan(4_000);
});
