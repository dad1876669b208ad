import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from '@jest/globals';
import { Receiver } from './harness.spec.ts';
import type { Json } from './harness.spec.ts';

const running: ChildProcess[] = [];
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

async function start(stateFile: string, webhook: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [new URL('main.ts', import.meta.url).pathname], {
    env: { ...process.env, NODE_OPTIONS: '', PORT: '0', STATE_FILE: stateFile, WEBHOOK_URL: webhook },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  for await (const line of createInterface({ input: child.stdout! })) {
    const url = /phone page\s+(\S+)\/phone/.exec(line)?.[1];
    if (url) return { child, url };
  }
  throw new Error('the twin did not start');
}

test('after kill -9 the phone shows what it showed, and what nobody took is delivered', async () => {
  const stateFile = join(mkdtempSync(join(tmpdir(), 'twin-')), 'state.json');
  const hook = new Receiver();
  const hookUrl = await hook.start();
  hook.answer = () => 503;
  const post = async (url: string, path: string, body: Json): Promise<Json> =>
    (
      await fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    ).json() as Promise<Json>;

  const first = await start(stateFile, hookUrl);
  await post(first.url, '/_sim/clock', { advance_ms: 3_600_000 });
  const { wamid } = await post(first.url, '/_sim/customers/4915550100101/messages', { type: 'text', text: 'still there?' });
  await hook.until(() => hook.received.length > 0);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');

  hook.answer = () => 200;
  const seen = hook.received.length;
  const second = await start(stateFile, hookUrl);
  await hook.until(() => hook.received.length > seen);
  expect(hook.messages.at(-1)!.id).toBe(wamid);
  const thread = (await (await fetch(`${second.url}/_sim/customers/4915550100101/thread`)).json()) as Json[];
  expect(thread).toEqual([expect.objectContaining({ wamid, text: 'still there?' })]);
  expect(((await (await fetch(`${second.url}/_sim/clock`)).json()) as Json).offset_ms).toBe(3_600_000);
  await hook.stop();
});
