import { spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * A helper that outlives this process, however it ends, and then runs this script with these arguments: the end of its input is the end of us.
 * `release` when there is nothing left to end.
 */
export function startReaper(script: string, ...args: readonly string[]): { release(): void } {
  const line = ['-c', `cat >/dev/null\n${script}`, 'reaper', ...args];
  const reaper = spawn('/bin/sh', line, { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  reaper.on('error', () => undefined);
  reaper.unref();
  (reaper.stdin as unknown as { unref?: () => void }).unref?.();
  return {
    release: () => {
      if (reaper.pid === undefined || reaper.exitCode !== null || reaper.signalCode !== null) return;
      try {
        process.kill(-reaper.pid, 'SIGKILL');
      } catch {
        // it has ended, and nobody has told us yet
      }
    },
  };
}

/** A server that hangs while it stops is told once more. */
const script = `runs() { [ "$(head -n 1 "$2" 2>/dev/null)" = "$1" ]; }
runs "$1" "$2" && kill -INT "$1"; sleep 20; runs "$1" "$2" && kill -QUIT "$1"`;

/** Lets the server end in an orderly way if this process is killed. `release` when the server is stopped by hand. */
export const endWithParent = (pid: number, cluster: string): { release(): void } =>
  startReaper(script, String(pid), join(cluster, 'postmaster.pid'));
