import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Book } from './book.ts';
import type { Outcome } from './play.ts';

const outcome = (seed: number, violations: string[] = []): Outcome => ({
  bus: 'embedded',
  seed,
  faults: { 'kill system': 2, 'twin 500': 3 },
  struck: 4,
  struckByKind: { 'kill system': 2, 'twin 500': 2 },
  written: 10,
  shown: 9,
  takeovers: 1,
  codes: 0,
  changes: {},
  seconds: 5,
  restSeconds: 1,
  exceptions: { unknown: 1, resent: 0, unconfirmed: 0 },
  overdue: 0,
  violations,
  schedule: [],
});

test('what was run is not run again, also after the runs were interrupted', () => {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-book-'));
  const file = join(folder, 'chaos.jsonl');
  new Book(file).enter(outcome(3));
  const again = new Book(file);
  const violations = (book: Book) => [
    book.violations('embedded', 5, 3),
    book.violations('embedded', 5, 4),
    book.violations('embedded', 6, 3),
    book.violations('kafka', 5, 3),
  ];
  expect(violations(again)).toEqual([0, undefined, undefined, undefined]);
  again.enter(outcome(4, ['lost']));
  expect(violations(new Book(file))).toEqual([0, 1, undefined, undefined]);
  expect(new Book(file).totals().split('\n').at(-1)).toBe('| all | 2 | 10 | 8 | 4 | 20 | 2 | 2, 0, 0 | 0 | 1 |');
  rmSync(folder, { recursive: true });
});
