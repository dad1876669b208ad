import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Logger } from '@frontdesk/runtime';
import type { Lanes } from './lanes.ts';
import type { RefusedNumbers } from './refused-numbers.ts';
import type { StatusJoiner } from './status-joiner.ts';
import { Sweeper } from './sweeper.ts';
import type { Unsettled } from './unsettled.ts';

beforeEach(() => void jest.useFakeTimers({ now: 1_000 }));
afterEach(() => void jest.useRealTimers());

test('what a status settles is no longer unknown when that is looked at, and what is due is asked for by the time of asking', async () => {
  const did: string[] = [];
  const joiner = {
    joinDue: async () => {
      did.push('joined');
      jest.setSystemTime(2_000);
    },
  };
  const unsettled = {
    settle: async (now: number) => void did.push(`settled at ${now}`),
    due: async (now: number) => [`due at ${now}`],
  };
  const lanes = { poke: (conversationId: string) => void did.push(conversationId) };
  await new Sweeper(
    unsettled as unknown as Unsettled,
    { look: async () => undefined } as unknown as RefusedNumbers,
    lanes as unknown as Lanes,
    joiner as unknown as StatusJoiner,
    new Logger('gateway', 'silent'),
  ).sweep();
  expect(did).toEqual(['joined', 'settled at 2000', 'due at 2000']);
});
