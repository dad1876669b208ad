import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { Replica } from './replica.ts';

let root: string;
let first: ChildProcess;
let second: Replica | undefined;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'frontdesk-replica-'));
});
afterEach(async () => {
  await second?.end();
  first.kill('SIGKILL');
  rmSync(root, { recursive: true });
});

/** Two of a service that does this as soon as it has a port, which the first one has not; each ends well at SIGTERM. */
async function twoOf(does: string): Promise<Replica> {
  const file = join(root, 'services/ghost/dist/main.js');
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `setInterval(() => {}, 60_000); process.on('SIGTERM', () => process.exit(0)); if (process.env.PORT) { ${does} }`);
  const { PORT: _, ...env } = process.env;
  first = spawn(process.execPath, [file], { stdio: 'ignore', env: { ...env, OF_THE_FIRST: 'yes' } });
  second = await Replica.beside(process.pid, 'ghost', root);
  return second;
}
const answering = `require('node:http')
  .createServer((_, response) => { response.statusCode = process.env.OF_THE_FIRST && process.connected ? 200 : 500; response.end(); })
  .listen(process.env.PORT, '127.0.0.1');`;
const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('a second process has what the first one was told, and hears when who started it is gone', async () => {
  const replica = await twoOf(answering);
  await replica.ready();
  expect(await replica.end()).toBe(true);
});

test('one that was killed is started again, one that was stopped is not until it is told', async () => {
  const replica = await twoOf(answering);
  await replica.ready();
  const pid = replica.pid!;
  process.kill(pid, 'SIGKILL');
  await eventually(() => replica.pid !== undefined && replica.pid !== pid);
  await replica.ready();
  expect(await replica.stop()).toBe(true);
  expect(replica.pid).toBeUndefined();
  replica.start();
  await replica.ready();
});

test('one that is never ready is ended with the rest, and not started any more', async () => {
  const replica = await twoOf('');
  const pid = replica.pid!;
  await expect(replica.ready(0)).rejects.toThrow('the second ghost');
  await replica.end();
  expect(lives(pid)).toBe(false);
  replica.start();
  expect(replica.pid).toBeUndefined();
});
