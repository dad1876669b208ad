import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { EmbeddedPostgresError } from './error.ts';

/** Held by whoever runs the server, in the `postgres` database; a killed holder loses it with its connection. */
const ownerLock = 'SELECT pg_try_advisory_lock(7301845) AS owned';

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** What `postmaster.pid` says; its lines are documented in PostgreSQL's `miscadmin.h`. */
export function readPidFile(cluster: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return Number.isSafeInteger(pid) && pid > 1 ? { pid, port: Number(lines[3]) } : undefined;
  } catch {
    return undefined;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether the process is the server of this very cluster: a server's working directory is its cluster. */
function serves(pid: number, cluster: string): boolean {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(cluster);
  } catch {
    return false;
  }
}

/**
 * Ends what a killed postmaster left behind: one of its processes that waits for a lock of another that is gone waits for ever, and PostgreSQL
 * does not start beside it. Nothing of theirs can be committed any more by a server that is not there. On Linux; elsewhere they are waited for.
 */
function endOrphans(cluster: string): void {
  if (process.platform !== 'linux') return;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  for (const pid of pids.map(Number)) {
    if (!serves(pid, cluster) || !isPostgres(pid)) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      continue; // it ended by itself meanwhile
    }
  }
}

function isPostgres(pid: number): boolean {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`)) === 'postgres';
  } catch {
    return false;
  }
}

/** Takes the owner's lock. @returns undefined if another process holds it */
export async function own(url: string): Promise<Client | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ owned: boolean }>(ownerLock);
  if (rows[0]?.owned) return client;
  await client.end();
  return undefined;
}

/** Whose child the server is: a killed owner's is somebody else's. */
function parentOf(pid: number): number | undefined {
  try {
    if (process.platform === 'linux') return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }));
  } catch {
    return undefined;
  }
}

const ownerFile = (dataDir: string): string => join(dataDir, 'owner.pid');

/** For who finds the server too busy to say whether somebody holds its lock. */
export const noteOwner = (dataDir: string): void => writeFileSync(ownerFile(dataDir), String(process.pid), { mode: 0o600 });

function ownerLives({ pid }: Postmaster, dataDir: string): boolean {
  try {
    return Number(readFileSync(ownerFile(dataDir), 'utf8')) === parentOf(pid);
  } catch {
    return false;
  }
}

/**
 * Ends a server that a killed parent left behind.
 * @throws EmbeddedPostgresError DATA_DIR_IN_USE if its owner lives
 */
export async function endLeftOver(cluster: string, dataDir: string, urlOf: (port: number) => string): Promise<void> {
  const found = readPidFile(cluster);
  if (!found) return;
  if (!isAlive(found.pid)) return endOrphans(cluster);
  if (!serves(found.pid, cluster)) {
    // the number was given to another process; PostgreSQL would not start over this file
    rmSync(join(cluster, 'postmaster.pid'), { force: true });
    return;
  }
  const lock = await takeFromDead(found, urlOf(found.port), () => ownerLives(found, dataDir));
  // A server that is told to stop while it cleans up after a crash may hang there: PostgreSQL 18 does.
  for (const [signal, waitMs] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (isAlive(found.pid)) process.kill(found.pid, signal);
    const deadline = Date.now() + waitMs;
    while (isAlive(found.pid) && serves(found.pid, cluster) && Date.now() < deadline) await pause(25);
    if (!isAlive(found.pid) || !serves(found.pid, cluster)) break;
  }
  endOrphans(cluster);
  await lock?.end().catch(() => undefined);
}

/** Whether the cluster's server runs as the child of a process that lives. */
export function isOwned(cluster: string, dataDir: string): boolean {
  const found = readPidFile(cluster);
  return found !== undefined && serves(found.pid, cluster) && ownerLives(found, dataDir);
}

/** How long a dead owner's connection may take to be noticed, and a server to start, recover or stop. */
const ownedForMs = 1_000;
const busyForMs = 5_000;

async function takeFromDead({ pid }: Postmaster, url: string, isOwned: () => boolean): Promise<Client | undefined> {
  const from = Date.now();
  const inUse = () =>
    new EmbeddedPostgresError('DATA_DIR_IN_USE', `another Frontdesk uses this data directory (PostgreSQL with pid ${pid})`);
  let refusedSince: number | undefined;
  for (;;) {
    try {
      const lock = await own(url);
      if (lock) return lock;
      refusedSince ??= Date.now();
    } catch (error) {
      if (!isAlive(pid) || ((error as { code?: string }).code === 'ECONNREFUSED' && !isOwned())) return undefined;
      refusedSince = undefined; // it starts, recovers or stops, or stands still
    }
    if (refusedSince !== undefined && Date.now() - refusedSince > ownedForMs) throw inUse();
    if (refusedSince === undefined && Date.now() - from > busyForMs) {
      if (isOwned()) throw inUse();
      return undefined;
    }
    await pause(100);
  }
}

/** Keeps the owner's lock for as long as the server runs: a crash of one of its processes ends all connections, and this one with them. */
export function holdOwnership(first: Client, url: string, ended: Promise<unknown>): { ref(): void; release(): Promise<void> } {
  let lock = first;
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const watch = (client: Client) => void client.once('end', () => void takeAgain());
  const takeAgain = async () => {
    while (!over) {
      const taken = await own(url).catch(() => undefined);
      if (taken) {
        lock = taken;
        idle(lock).unref();
        watch(lock);
        if (over) await lock.end().catch(() => undefined);
        return;
      }
      await pause(100, undefined, { ref: false });
    }
  };
  idle(lock).unref();
  watch(lock);
  return {
    ref: () => idle(lock).ref(),
    release: async () => {
      over = true;
      await lock.end().catch(() => undefined);
    },
  };
}

/** pg documents both for its pool; its types leave them out. */
const idle = (client: Client) => client as Client & { ref(): void; unref(): void };
