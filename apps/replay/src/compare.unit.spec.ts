import { expect, test } from '@jest/globals';
import { fact } from '@frontdesk/contracts';
import { message } from '@frontdesk/testing';
import { compare, saidNow, saidBefore } from './compare.ts';
import type { Said } from './compare.ts';

const said = (type: string, content: object = {}): Said => ({ type, content }) as Said;

test.each<[string, readonly Said[], readonly Said[], unknown]>([
  ['nothing and nothing', [], [], []],
  ['the same', [said('A', { a: [1, { b: 'x' }] })], [said('A', { a: [1, { b: 'x' }] })], []],
  [
    'another value, by where it stands',
    [said('A', { a: [1, { b: 'x' }] })],
    [said('A', { a: [1, { b: 'y' }] })],
    [{ what: 'A.a[1].b', before: 'x', after: 'y' }],
  ],
  ['what was not said', [said('A')], [said('A', { a: true })], [{ what: 'A.a', after: true }]],
  ['a longer list', [said('A', { a: [1] })], [said('A', { a: [1, 2] })], [{ what: 'A.a[1]', after: 2 }]],
  ['a decision more', [said('A'), said('C')], [said('A'), said('B'), said('C')], [{ what: 'B', after: 'B' }]],
  [
    'a decision less, and the next compared for itself',
    [said('A'), said('B', { b: 1 })],
    [said('B', { b: 2 })],
    [
      { what: 'A', before: 'A' },
      { what: 'B.b', before: 1, after: 2 },
    ],
  ],
  [
    'another decision',
    [said('A')],
    [said('B')],
    [
      { what: 'A', before: 'A' },
      { what: 'B', after: 'B' },
    ],
  ],
])('%s', (_what, before, after, differences) => expect(compare(before, after)).toEqual(differences));

test('a decision is the same whatever its id, its bundle and its time, and how long its look-ups took', () => {
  const cause = message('Routed', { messageId: 'm1' });
  const about = { reasons: ['NOT_NEEDED'], lookUps: [{ name: 'order_status', input: 'FD-1', output: 'ok', latencyMs: 3 }] };
  const before = message('Grounded', { outcome: 'not_needed' }, {
    ...about,
    id: 'a',
    bundle: 'rag-tools-1',
    decidedAt: 5,
    causes: ['b'],
  } as never);
  const after = fact(
    'Grounded',
    { outcome: 'not_needed' },
    { ...about, lookUps: [{ ...about.lookUps[0]!, latencyMs: 9 }], bundle: 'rag-tools-2' },
  );
  expect(
    compare([saidBefore({ ...before, envelope: { ...before.envelope, occurredAt: cause.envelope.occurredAt } })], [saidNow(after, cause)]),
  ).toEqual([]);
  expect(compare([saidBefore(before)], [saidNow({ ...after, decision: { ...after.decision, reasons: [] } }, cause)])).toContainEqual({
    what: 'Grounded.envelope.reasons',
    before: ['NOT_NEEDED'],
  });
});
