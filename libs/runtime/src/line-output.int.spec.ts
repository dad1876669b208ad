import { spawn } from 'node:child_process';
import type { StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';

const started = (program: string, stdio: StdioOptions) =>
  spawn(
    process.execPath,
    [
      '--input-type=module-typescript',
      '--no-warnings',
      '-e',
      `import { Logger } from './logger.ts';
       import { logLastWords } from './last-words.ts';
       const logger = new Logger('policy');
       logLastWords(logger);
       const say = (from, to) => { for (let line = from; line < to; line += 1) logger.info('a line', { line }); };
       ${program}`,
    ],
    { cwd: import.meta.dirname, env: {}, stdio, timeout: 20_000 },
  );

const parsed = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { line?: number; lines?: number });

const linesOf = (out: string) => parsed(out).map(({ line }) => line!);

const upTo = (count: number) => Array.from({ length: count }, (_, line) => line);

// a disk that is full, and a descriptor that can't be written to
test.each([
  ['/dev/full', 'goes on and ends by itself', 'say(0, 3); setTimeout(() => say(3, 6), 1);'],
  ['/dev/full', 'exits', 'say(0, 3); process.exit();'],
  ['/dev/null', 'goes on and ends by itself', 'say(0, 3); setTimeout(() => say(3, 6), 1);'],
  ['/dev/null', 'exits', 'say(0, 3); process.exit();'],
])(
  'a process whose standard output takes nothing (%s) %s',
  async (path, _, program) => {
    const unwritable = openSync(path, path === '/dev/full' ? 'w' : 'r');
    const child = started(`process.exitCode = 7; ${program}`, ['ignore', unwritable, 'ignore']);
    closeSync(unwritable);
    expect(await once(child, 'exit')).toEqual([7, null]);
  },
  30_000,
);

test('a process whose reader is gone ends', async () => {
  const child = started("process.exitCode = 7; process.once('message', () => { say(0, 3); process.exit(); });", [
    'ignore',
    'pipe',
    'ignore',
    'ipc',
  ]);
  child.stdout!.destroy();
  await once(child.stdout!, 'close');
  child.send('now');
  expect(await once(child, 'exit')).toEqual([7, null]);
}, 30_000);

test('a reader who reads nothing does not hold a process up, and has every line in its order afterwards', async () => {
  const child = started("say(0, 3_000); process.once('message', () => process.disconnect()); process.send('said');", [
    'ignore',
    'pipe',
    'ignore',
    'ipc',
  ]);
  await once(child, 'message');
  child.send('go on');
  await once(child, 'disconnect');
  expect(linesOf(await text(child.stdout!))).toEqual(upTo(3_000));
}, 30_000);

test('a process keeps a megabyte of lines for a reader who reads nothing, and says how many it lost', async () => {
  const child = started(
    `say(0, 30_000);
     process.once('message', () => { const again = setInterval(() => say(30_000, 30_001), 5); process.once('message', () => process.exit()); });
     process.send('said');`,
    ['ignore', 'pipe', 'ignore', 'ipc'],
  );
  await once(child, 'message');
  child.send('go on');
  let out = '';
  for await (const chunk of child.stdout!.setEncoding('utf8')) {
    out += chunk as string;
    if (out.includes('lost') && child.connected) {
      child.send('end');
      child.disconnect();
    }
  }
  const found = parsed(out.slice(0, out.lastIndexOf('\n')));
  const kept = found.findIndex(({ lines }) => lines !== undefined);
  expect(found.slice(0, kept).map(({ line }) => line)).toEqual(upTo(kept));
  expect(out.slice(0, out.indexOf('lost')).length).toBeGreaterThan(1024 * 1024);
  expect(found[kept]!.lines).toBeGreaterThanOrEqual(30_000 - kept);
  expect(found[kept + 1]!.line).toBe(30_000);
}, 30_000);

// sorted: what a thread has in its hands when the process exits may come after what is written then
test('what was said last is written by a process that exits', async () => {
  const child = started('say(0, 100); process.exit();', ['ignore', 'pipe', 'ignore']);
  expect(linesOf(await text(child.stdout!)).sort((a, b) => a - b)).toEqual(upTo(100));
}, 30_000);
