import { execFileSync, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { endWithParent } from './reaper.ts';

const isThere = (group: number): boolean => {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
};

test('a node whose helper somebody else has killed ends like any other', async () => {
  const node = spawn('/bin/sh', ['-c', 'cat'], { stdio: ['pipe', 'ignore', 'ignore'] });
  endWithParent(node);
  const helper = Number(execFileSync('pgrep', ['-P', String(process.pid), '-f', `reaper ${node.pid}`], { encoding: 'utf8' }));
  process.kill(-helper, 'SIGKILL');
  // its group is gone once all of it is buried
  while (isThere(helper)) await pause(20);
  expect(() => node.emit('exit', 0, null)).not.toThrow();
  node.stdin.end();
});
