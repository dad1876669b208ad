import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@frontdesk/demo';
import { freePort } from '@frontdesk/postgres';
import { childOf } from './break.ts';
import type { Stand } from './stand.ts';

/** One more process of a service, beside the one that the system runs. */
export interface Replica {
  readonly name: string;
  /** @returns whether it drained by itself */
  stop(): Promise<boolean>;
}

/** Starts it from a tree of its own, in the environment of the one that runs; resolves when it takes work. Linux only: it reads /proc. */
export async function addReplica(stand: Stand, name: string, root: string, signal?: AbortSignal): Promise<Replica> {
  signal?.throwIfAborted();
  const running = await until(`the running ${name}`, async () => childOf(stand.system.pid, `services/${name}/dist/main.js`));
  const env = Object.fromEntries(
    readFileSync(`/proc/${running}/environ`, 'utf8')
      .split('\0')
      .filter(Boolean)
      .map((line) => {
        const at = line.indexOf('=');
        return [line.slice(0, at), line.slice(at + 1)];
      }),
  );
  delete env['NODE_CHANNEL_FD']; // the other one's
  const port = await freePort();
  const child = spawn(process.execPath, [join(root, 'services', name, 'dist/main.js')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, PORT: String(port) },
  });
  const end = (): void => void child.kill('SIGTERM');
  signal?.addEventListener('abort', end, { once: true });
  child.once('exit', () => signal?.removeEventListener('abort', end));
  const words: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void words.push(chunk.toString('utf8')));
  const gone = new Promise<number | null>((resolve) => void child.once('exit', resolve));
  await until(
    `the second ${name}`,
    async () => {
      if (child.exitCode !== null) throw new Error(`it ended: ${words.join('').slice(-2_000)}`);
      return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
    },
    120_000,
  );
  return {
    name,
    stop: async () => {
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), 30_000);
      const code = await gone;
      clearTimeout(patience);
      return code === 0;
    },
  };
}
