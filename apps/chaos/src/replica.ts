import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@frontdesk/demo';
import { freePort } from '@frontdesk/postgres';
import { childOf } from './child-of.ts';

type Env = Readonly<Record<string, string>>;

/** One more process of a service, beside the one that the system runs. One that ends by itself is started again after a second, as that one is. */
export class Replica {
  private child: ChildProcess | undefined;
  private words: string[] = [];
  private readonly ends = new AbortController();

  private constructor(
    readonly name: string,
    private readonly root: string,
    private readonly env: Env,
    private readonly port: number,
  ) {}

  /** Starts it from a tree of its own, in the environment of the one that runs below `system`. Linux only: it reads /proc. */
  static async beside(system: number, name: string, root: string, signal?: AbortSignal): Promise<Replica> {
    const running = await until(`the running ${name}`, async () => childOf(system, `services/${name}/dist/main.js`));
    const replica = new Replica(name, root, environmentOf(running), await freePort());
    signal?.throwIfAborted();
    replica.start();
    return replica;
  }

  /** of its process, if there is one now */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Waits until it takes work. @throws NotInTime with what it said last */
  async ready(withinMs = 120_000): Promise<void> {
    await until(
      `the second ${this.name}`,
      async () => {
        if (!this.child) throw new Error(`it ended: ${this.words.join('').slice(-2_000)}`);
        return (await fetch(`http://127.0.0.1:${this.port}/readyz`)).ok;
      },
      withinMs,
    );
  }

  start(): void {
    if (this.child || this.ends.signal.aborted) return;
    // Over the channel it is told when who started it is gone.
    const child = spawn(process.execPath, [join(this.root, 'services', this.name, 'dist/main.js')], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...this.env, PORT: String(this.port) },
    });
    this.child = child;
    this.words = [];
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => this.hear(chunk));
    child.once('exit', () => {
      if (this.child !== child) return; // it was stopped
      this.child = undefined;
      void pause(1_000, undefined, { signal: this.ends.signal, ref: false }).then(
        () => this.start(),
        () => undefined,
      );
    });
  }

  /** Until it is started again. @returns whether it drained by itself */
  async stop(): Promise<boolean> {
    const child = this.child;
    this.child = undefined;
    if (!child) return false;
    const gone = new Promise<number | null>((resolve) => void child.once('exit', resolve));
    child.kill('SIGTERM');
    child.kill('SIGCONT'); // it may stand still
    const patience = setTimeout(() => child.kill('SIGKILL'), 30_000);
    const code = await gone;
    clearTimeout(patience);
    return code === 0;
  }

  /** For good. @returns whether it drained by itself */
  async end(): Promise<boolean> {
    this.ends.abort();
    return this.stop();
  }

  private hear(chunk: Buffer): void {
    this.words.push(chunk.toString('utf8'));
    if (this.words.length > 200) this.words.shift();
  }
}

function environmentOf(pid: number): Env {
  const { NODE_CHANNEL_FD: _, ...env } = Object.fromEntries(
    readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .filter(Boolean)
      .map((line) => {
        const at = line.indexOf('=');
        return [line.slice(0, at), line.slice(at + 1)] as const;
      }),
  );
  return env;
}
