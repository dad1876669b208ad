import { expect, test } from '@jest/globals';
import { defaultPolicy } from './matrix.ts';
import { Policies } from './policies.ts';

const version = (name: string) => ({ ...defaultPolicy, version: name });
const policies = new Policies(defaultPolicy, [
  { policy: version('console-1'), from: 100 },
  { policy: version('console-2'), from: 200 },
]);

test("until the first change holds, the installation's policy does", () => {
  expect(new Policies(defaultPolicy).at(1e12)).toBe(defaultPolicy);
  expect([99, 100, 199, 200, 1e12].map((at) => policies.at(at).version)).toEqual([
    'sla-1',
    'console-1',
    'console-1',
    'console-2',
    'console-2',
  ]);
});

test('a change that was made later counts, also where a clock was moved back between the two', () => {
  const back = new Policies(defaultPolicy, [
    { policy: version('console-1'), from: 200 },
    { policy: version('console-2'), from: 100 },
  ]);
  expect([99, 100, 200].map((at) => back.at(at).version)).toEqual(['sla-1', 'console-2', 'console-2']);
});

test('what was promised by a version stands by it, while it is known', () => {
  expect(['sla-1', 'console-1', 'sla-0', ''].map((name) => policies.of(name)?.version)).toEqual([
    'sla-1',
    'console-1',
    undefined,
    undefined,
  ]);
});
