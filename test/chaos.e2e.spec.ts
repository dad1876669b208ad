import { expect, test } from '@jest/globals';
import { play } from '@frontdesk/chaos';

// A short run of what `npm run chaos` does for hours; another seed is another run, and a failing one prints its schedule.
test.each([
  { bus: 'embedded', kills: 14, seed: 8 },
  { bus: 'kafka', kills: 10, seed: 354 },
] as const)(
  'nothing is lost, doubled, reordered or said by a stale bot while things break ($bus)',
  async (options) => {
    const { violations, kept, schedule, written, shown, moved } = await play({ ...options, customers: 6 });
    expect({ violations, kept, schedule: violations.length > 0 ? schedule : [] }).toEqual({ violations: [], schedule: [] });
    // over Kafka this seed kills a gateway, and one of two policies goes and comes
    expect(Math.min(written, shown, moved?.['policy'] ?? 1)).toBeGreaterThan(0);
  },
  400_000,
);
