import { expect, test } from '@jest/globals';
import { spentIn } from './cpu-profile.ts';

const frame = (functionName: string, url = '', lineNumber = 0) => ({ functionName, url, lineNumber });
const nodes = [
  { id: 1, callFrame: frame('(root)'), children: [2, 3, 4, 7] },
  { id: 2, callFrame: frame('(idle)') },
  { id: 3, callFrame: frame('(garbage collector)') },
  { id: 4, callFrame: frame('query', 'file:///app/node_modules/pg/lib/client.js', 41), children: [5] },
  { id: 5, callFrame: frame('_write', 'node:net', 9), children: [6] },
  { id: 6, callFrame: frame('writev') },
  { id: 7, callFrame: frame('decide', 'file:///app/services/policy/dist/domain/decide.js', 6), children: [8] },
  { id: 8, callFrame: frame('decode', 'file:///app/libs/contracts/dist/envelope.js', 2) },
];

test('what Node does for a library is the library’s, idle time is nobody’s, and only the span counts', () => {
  const spent = spentIn(
    { nodes, startTime: 1_000_000, samples: [6, 2, 6, 7, 8, 3, 6], timeDeltas: [1_000, 1_000, 2_000, 3_000, 4_000, 5_000, 60_000] },
    { from: 1_001_500, to: 1_020_000 },
  );
  expect([...spent.kinds]).toEqual([
    ['database', 2],
    ['logic', 3],
    ['codec', 4],
    ['garbage', 5],
  ]);
  expect([...spent.parts]).toEqual([
    ['pg', 2],
    ['services/policy', 3],
    ['libs/contracts', 4],
    ['garbage collector', 5],
  ]);
  expect([...spent.functions]).toEqual([
    ['writev pg:1', 2],
    ['decide services/policy:7', 3],
    ['decode libs/contracts:3', 4],
  ]);
});
