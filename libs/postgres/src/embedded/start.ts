import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Client } from 'pg';
import { findBinaries } from './binaries.ts';
import { freePort } from '../free-port.ts';
import { EmbeddedPostgresError } from './error.ts';
import { keep } from './keep.ts';
import type { Server } from './keep.ts';
import { endLeftOver, holdOwnership, isOwned, noteOwner, own } from './postmaster.ts';
import { endWithParent } from './reaper.ts';
import { closedDirectory, systemUser } from './system-user.ts';
import type { SystemUser } from './system-user.ts';

const systemDir = '/var/lib/frontdesk';

export interface EmbeddedPostgresOptions {
  /** holds the cluster, its password and its log; made if it is missing */
  readonly dataDir: string;
  /** a free one if not given */
  readonly port?: number;
  /** false: a power cut may lose everything; for tests */
  readonly durable?: boolean;
  /** told in words when the server ended by itself, does not start, runs again */
  readonly say?: (words: string) => void;
}

export interface EmbeddedPostgres {
  /** superuser, database `frontdesk` */
  readonly adminUrl: string;
  readonly port: number;
  /** another one after it ended by itself and was started again, at the same port */
  readonly pid: number;
  /** Closes connections, writes everything down, ends the server. */
  stop(): Promise<void>;
}

/** Where the cluster lies: under the data directory, or in /var/lib/frontdesk when PostgreSQL's user cannot enter that. */
export function clusterDirectory(dataDir: string, user: SystemUser = systemUser()): string {
  const here = resolve(dataDir, 'cluster');
  if (!closedDirectory(dirname(here), user)) return here;
  return join(systemDir, `cluster-${createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 16)}`);
}

/**
 * Deletes the cluster, wherever it lies.
 * @throws EmbeddedPostgresError DATA_DIR_IN_USE while its server runs and its owner lives
 */
export function forgetEmbeddedPostgres(dataDir: string): void {
  if (!existsSync(dataDir)) return;
  const cluster = clusterDirectory(dataDir);
  if (isOwned(cluster, dataDir)) throw new EmbeddedPostgresError('DATA_DIR_IN_USE', `another Frontdesk uses ${dataDir}; stop it first`);
  rmSync(cluster, { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
}

/**
 * Starts a real PostgreSQL, made by `initdb` the first time. A server left over from a killed parent is ended first; the log of a killed
 * server is recovered by PostgreSQL itself; one that ends by itself is started again (`keep`). The server is in a process group of its own, so
 * that Ctrl-C reaches it only through `stop`, and ends by itself when this process is killed.
 * @throws EmbeddedPostgresError
 */
export async function startEmbeddedPostgres({
  dataDir,
  port,
  durable = true,
  say = () => undefined,
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const user = systemUser();
  mkdirSync(dataDir, { recursive: true });
  if (user.uid !== undefined) chmodSync(dataDir, 0o711);
  const cluster = clusterDirectory(dataDir, user);
  const binaries = await findBinaries(user, systemDir);
  const password = passwordIn(dataDir);
  const urlOf = (at: number, database = 'postgres') => `postgres://postgres:${password}@127.0.0.1:${at}/${database}`;

  if (!existsSync(join(cluster, 'PG_VERSION'))) await initialise(binaries.initdb, cluster, password, user, durable);
  const logFile = join(resolve(dataDir), 'postgres.log');
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`);
  let at = port;
  const launch = async (): Promise<Server> => {
    await endLeftOver(cluster, dataDir, urlOf);
    for (let attempt = 0; ; attempt += 1) {
      const chosen = at ?? (await freePort());
      const server = spawnServer(binaries.postgres, cluster, chosen, user, durable, logFile);
      try {
        const lock = await ready(server, urlOf(chosen), logFile);
        await createDatabase(lock);
        noteOwner(dataDir);
        at = chosen;
        return running(server, cluster, lock, urlOf(chosen));
      } catch (error) {
        if (server.exitCode === null) server.kill('SIGINT');
        // a port taken in between, memory that the processes of a killed server still hold, or one that a killed owner was just starting again
        const [why] = /Address already in use|shared memory block|lock file "postmaster.pid" already exists/.exec(tail(logFile)) ?? [];
        if (attempt === 5 || !why) throw error;
        await pause(300);
        if (why.startsWith('lock file')) await endLeftOver(cluster, dataDir, urlOf);
      }
    }
  };
  const server = keep(await launch(), launch, say);
  return {
    adminUrl: urlOf(at!, 'frontdesk'),
    port: at!,
    get pid() {
      return server.pid;
    },
    stop: () => server.stop(),
  };
}

function passwordIn(dataDir: string): string {
  const file = join(dataDir, 'password');
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8').trim();
}

async function initialise(initdb: string, cluster: string, password: string, user: SystemUser, durable: boolean): Promise<void> {
  const draft = `${cluster}.new`;
  const passwordFile = `${cluster}.password`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(dirname(cluster), { recursive: true, mode: 0o755 });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined) for (const path of [draft, passwordFile]) chownSync(path, user.uid, user.gid);
  const args = [
    '-D',
    draft,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--no-locale',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
  try {
    await promisify(execFile)(initdb, args, { ...user, cwd: '/', env: { PATH: process.env['PATH'], LC_ALL: 'C' } });
  } catch (cause) {
    const closed = closedDirectory(draft, user) ?? cluster;
    const why = `PostgreSQL could not make its cluster in ${closed}: ${(cause as Error).message}`;
    throw new EmbeddedPostgresError('DIRECTORY_UNREACHABLE', why, { cause });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, cluster);
}

function spawnServer(postgres: string, cluster: string, port: number, user: SystemUser, durable: boolean, logFile: string): ChildProcess {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '256MB',
    jit: 'off',
    // the first change of a page after a checkpoint writes the whole page to the log: seldom, then
    checkpoint_timeout: '15min',
    max_wal_size: '2GB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    // a row's values would be in details and statements
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const args = ['-D', cluster, '-p', String(port), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const log = openSync(logFile, 'a', 0o600);
  const env = { PATH: process.env['PATH'], LC_ALL: 'C' };
  const server = spawn(postgres, args, { ...user, cwd: '/', env, detached: true, stdio: ['ignore', log, log] });
  server.on('error', () => undefined);
  closeSync(log);
  server.unref();
  return server;
}

async function ready(server: ChildProcess, url: string, logFile: string): Promise<Client> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      const lock = await own(url);
      if (lock) return lock;
    } catch (error) {
      if (hasEnded(server) || Date.now() > deadline) {
        throw new EmbeddedPostgresError('START_FAILED', `PostgreSQL did not start: ${tail(logFile)}`, { cause: error });
      }
    }
    await pause(25);
  }
}

const hasEnded = (server: ChildProcess): boolean => server.pid === undefined || server.exitCode !== null || server.signalCode !== null;

const tail = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').slice(-5).join('\n') : '');

async function createDatabase(client: Client): Promise<void> {
  const { rowCount } = await client.query(`SELECT 1 FROM pg_database WHERE datname = 'frontdesk'`);
  if (rowCount === 0) await client.query('CREATE DATABASE frontdesk');
}

function running(server: ChildProcess, cluster: string, lock: Client, url: string): Server {
  const reaper = endWithParent(server.pid!, cluster);
  const ended = new Promise<string>(
    (done) =>
      void server.once('exit', (code, signal) => {
        done(signal ?? `exit code ${code}`);
        reaper.release();
      }),
  );
  const ownership = holdOwnership(lock, url, ended);
  void ended.then(() => ownership.release());
  const stop = async () => {
    if (hasEnded(server)) return;
    ownership.ref();
    await ownership.release();
    server.ref();
    server.kill('SIGINT');
    const patience = setTimeout(() => server.kill('SIGQUIT'), 20_000);
    await ended;
    clearTimeout(patience);
  };
  return { pid: server.pid!, ended, stop };
}
