import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/** Ends the node if this process is killed: the helper's input ends with us. */
export function endWithParent(node: ChildProcess): void {
  if (node.pid === undefined) return;
  const args = ['-c', 'cat >/dev/null; kill -TERM "$1"', 'reaper', String(node.pid)];
  const helper = spawn('/bin/sh', args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  helper.on('error', () => undefined);
  helper.unref();
  (helper.stdin as unknown as { unref?: () => void }).unref?.();
  node.once('exit', () => {
    if (helper.pid === undefined || helper.exitCode !== null || helper.signalCode !== null) return;
    try {
      process.kill(-helper.pid, 'SIGKILL');
    } catch {
      // it has ended, and nobody has told us yet
    }
  });
}
