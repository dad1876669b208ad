import type { ChildProcess } from 'node:child_process';
import { startReaper } from '@frontdesk/postgres';

/** Ends the node if this process is killed. */
export function endWithParent(node: ChildProcess): void {
  if (node.pid === undefined) return;
  const reaper = startReaper('kill -TERM "$1"', String(node.pid));
  node.once('exit', () => reaper.release());
}
