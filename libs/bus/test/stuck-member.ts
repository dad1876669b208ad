import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface StuckMember {
  readonly kind: 'embedded' | 'kafka';
  /** PostgreSQL's URL, or the brokers */
  readonly address: string;
  readonly group: string;
  readonly topic: string;
}

/** Starts a process that takes a batch of the topic and never finishes it; resolves when it has one. @returns how to kill it, as `kill -9` does */
export async function stuckMember(member: StuckMember): Promise<() => void> {
  const main = join(import.meta.dirname, 'stuck-member.main.ts');
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, ['--conditions=source', main, JSON.stringify(member)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => {
      throw new Error('the member ended before it had a batch');
    }),
  ]);
  return () => void child.kill('SIGKILL');
}
