import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { isAlive } from './postmaster.ts';
import { endWithParent } from './reaper.ts';

test('a reaper that somebody else has killed is released like any other', async () => {
  const reaper = endWithParent(process.pid, join(tmpdir(), 'no-cluster'));
  const pid = Number(execFileSync('pgrep', ['-P', String(process.pid), '-f', 'reaper'], { encoding: 'utf8' }));
  process.kill(-pid, 'SIGKILL');
  // its group is gone once all of it is buried
  while (isAlive(-pid)) await pause(20);
  expect(() => reaper.release()).not.toThrow();
});
