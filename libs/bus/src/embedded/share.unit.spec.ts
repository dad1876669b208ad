import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shareOf } from './share.ts';

test('the members of a group hold all partitions together, and none two more than another', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 30 }), (partitions, members) => {
      const shares = Array.from({ length: members }, (_, rank) => shareOf(partitions, members, rank));
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(partitions);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    }),
  );
});
