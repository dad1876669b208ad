import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Ready, RunOrder, RunResult } from './load-protocol.ts';

/** The load generator, seen from the bench. */
export class Load {
  private constructor(
    private readonly child: ChildProcess,
    readonly graphUrl: string,
  ) {}

  static async start(): Promise<Load> {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'load-main.js')], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    const [ready] = (await once(child, 'message')) as [Ready];
    return new Load(child, ready.graphUrl);
  }

  get pid(): number {
    return this.child.pid!;
  }

  async run(order: RunOrder): Promise<RunResult> {
    this.child.send(order);
    const [result] = (await once(this.child, 'message')) as [RunResult];
    return result;
  }

  stop(): void {
    this.child.disconnect();
  }
}
