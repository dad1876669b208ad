import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { commit } from './break.ts';
import { Road } from './road.ts';
import type { Stand } from './stand.ts';

let root: string;
const started: ChildProcess[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'frontdesk-break-'));
});
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(root, { recursive: true });
});

/** What a stand has of processes: those below this one. */
const processes = { bus: 'kafka', system: { pid: process.pid } } as unknown as Stand;

async function startGhost(): Promise<ChildProcess> {
  const file = join(root, 'services/ghost/dist/main.js');
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, 'setInterval(() => {}, 60_000)');
  const child = spawn(process.execPath, [file], { stdio: 'ignore' });
  started.push(child);
  await once(child, 'spawn');
  return child;
}
const stateOf = (pid: number): string => /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))![1]!;

test('what is not there yet is struck when it comes', async () => {
  const server = createServer((socket) => void socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const road = await Road.open(() => (server.address() as AddressInfo).port);
  const struck = commit({ roads: new Map([['database', road]]) } as unknown as Stand, { kind: 'cut', road: 'database', waitMs: 0 });
  const socket = connect(road.port, '127.0.0.1');
  const failed = new Promise<NodeJS.ErrnoException>((resolve) => void socket.once('error', resolve));
  expect([await struck, (await failed).code]).toEqual([true, 'ECONNRESET']);
  road.close();
  server.close();
});

test('a service that was killed is waited for until another process is in its place', async () => {
  const first = await startGhost();
  let over = false;
  const struck = commit(processes, { kind: 'kill services', services: ['ghost'], waitMs: 0 }).finally(() => (over = true));
  await once(first, 'exit');
  expect(over).toBe(false);
  await startGhost();
  expect(await struck).toBe(true);
});

test('a paused one stands still, and goes on', async () => {
  const { pid } = await startGhost();
  const struck = commit(processes, { kind: 'pause', service: 'ghost', ms: 500, waitMs: 0 });
  await eventually(() => stateOf(pid!) === 'T');
  expect(await struck).toBe(true);
  await eventually(() => stateOf(pid!) !== 'T');
});
