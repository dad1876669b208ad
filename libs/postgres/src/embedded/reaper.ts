import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Waits for the end of its input, which is the end of this process, however it ends. A server that hangs while it stops is told once more. */
const script = `runs() { [ "$(head -n 1 "$2" 2>/dev/null)" = "$1" ]; }
cat >/dev/null; runs "$1" "$2" && kill -INT "$1"; sleep 20; runs "$1" "$2" && kill -QUIT "$1"`;

/** Lets the server end in an orderly way if this process is killed. `release` when the server is stopped by hand. */
export function endWithParent(pid: number, cluster: string): { release(): void } {
  const args = ['-c', script, 'reaper', String(pid), join(cluster, 'postmaster.pid')];
  const reaper = spawn('/bin/sh', args, { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
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
