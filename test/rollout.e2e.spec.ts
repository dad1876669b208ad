import { expect, test } from '@jest/globals';
import { upgrade } from '@frontdesk/chaos';

// Both are this release here, so what is tested is that replicas share the work and hand it over; `npm run chaos -- --from REF` has an older one to
// begin with.
test('nothing is lost or doubled while a second replica of each service comes, and the first one goes', async () => {
  const { violations, written, shown } = await upgrade({ seed: 5, customers: 4, eachMs: 4_000 });
  expect(violations).toEqual([]);
  expect(Math.min(written, shown)).toBeGreaterThan(0);
}, 400_000);
