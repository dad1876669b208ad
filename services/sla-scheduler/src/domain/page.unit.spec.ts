import { expect, test } from '@jest/globals';
import { testTime } from '@frontdesk/testing';
import { LISTED, pageOf } from './page.ts';
import type { Call } from './page.ts';

const call = (id: string): Call => ({
  channel: 'support-p1',
  id,
  ticket_id: `t${id}`,
  due_at: testTime,
  left_ms: 5,
  text: `T-${id} is due`,
});
const gathered = (first: readonly Call[], more = {}) => ({ first, standing: first.length, cleared: 0, since: testTime, ...more });

test('what stands alone is said as it is, under its own id', () => expect(pageOf(gathered([call('1')]), 'd')).toEqual(call('1')));

test('what came together is one digest: how many, which, and what has cleared', () =>
  expect(pageOf(gathered([call('1'), call('2')], { cleared: 3 }), 'd')).toEqual({
    channel: 'support-p1',
    id: 'd',
    digest: true,
    since: testTime,
    count: 2,
    cleared: 3,
    more: 0,
    calls: [
      { id: '1', ticket_id: 't1', due_at: testTime, text: 'T-1 is due' },
      { id: '2', ticket_id: 't2', due_at: testTime, text: 'T-2 is due' },
    ],
    text: `2 calls since ${new Date(testTime).toISOString()}; T-1 is due; T-2 is due; 3 cleared meanwhile`,
  }));

test('what cleared is told with the one that stands', () =>
  expect(pageOf(gathered([call('1')], { cleared: 1 }), 'd')).toMatchObject({ id: 'd', digest: true, count: 1, cleared: 1 }));

test('of a thousand the most urgent are named and the others counted', () => {
  const page = pageOf(
    gathered(
      Array.from({ length: 100 }, (_, index) => call(`${index}`)),
      { standing: 1_000 },
    ),
    'd',
  );
  expect(page).toMatchObject({ count: 1_000, more: 1_000 - LISTED, text: expect.stringMatching(/; 980 more$/) });
  expect((page!['calls'] as Call[]).map(({ id }) => id)).toEqual(Array.from({ length: LISTED }, (_, index) => `${index}`));
});

test('nobody is called for what has cleared', () => expect(pageOf(gathered([], { cleared: 5 }), 'd')).toBeUndefined());
