import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

test.each([
  ['held', [], 0],
  ['was violated', ['lost'], 1],
])('a campaign whose seed stands in the book and %s is not run again, and exits as it would have then', (_, violations, code) => {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-resumed-'));
  const book = join(folder, 'chaos.jsonl');
  writeFileSync(book, `${JSON.stringify({ bus: 'embedded', seed: 3, faults: { stall: 5 }, violations })}\n`);
  const run = spawnSync(process.execPath, ['apps/chaos/dist/main.js', '--kills', '5', '--seed', '3', '--book', book], { encoding: 'utf8' });
  expect([run.stderr.includes('seed 3 stands in the book'), run.status]).toEqual([true, code]);
  rmSync(folder, { recursive: true });
});
