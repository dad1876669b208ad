import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '@frontdesk/postgres';
import { proxyTo } from './front.ts';
import type { Handle } from './front.ts';

/** A service in a process of its own. */
export interface ServiceProcess {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  readonly handle: Handle;
  ready(): Promise<boolean>;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '../../..');

/** Runs `services/<name>`; a process that ends by itself is started again after a second, as a cluster would. */
export async function runService(
  name: string,
  env: Readonly<Record<string, string>>,
  onLine: (line: string) => void,
): Promise<ServiceProcess> {
  const port = await freePort();
  let stopping = false;
  let child = launch();

  function launch(): ChildProcess {
    const started = spawn(process.execPath, [join(root, 'services', name, 'dist/main.js')], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ...env, PORT: String(port), HOST: '127.0.0.1' },
    });
    for (const stream of [started.stdout!, started.stderr!]) stream.on('data', (chunk: Buffer) => onLine(chunk.toString('utf8')));
    started.once('exit', (code, signal) => {
      if (stopping) return;
      onLine(`${JSON.stringify({ level: 50, service: name, msg: 'the process ended and is started again', code, signal })}\n`);
      void pause(1_000).then(() => {
        if (!stopping) child = launch();
      });
    });
    return started;
  }

  return {
    name,
    port,
    handle: proxyTo(port),
    get pid() {
      return child.pid!;
    },
    ready: async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.ok === true,
    stop: async () => {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await Promise.race([gone, pause(20_000).then(() => child.kill('SIGKILL'))]);
    },
  };
}
