import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { isAlive } from './postmaster.ts';
import { clusterDirectory, forgetEmbeddedPostgres, startEmbeddedPostgres } from './start.ts';

const starter = `
  import { startEmbeddedPostgres } from ${JSON.stringify(resolve(import.meta.dirname, 'start.ts'))};
  const server = await startEmbeddedPostgres({ dataDir: process.argv[1] });
  console.log(JSON.stringify(server));
  setInterval(() => undefined, 60_000);`;

interface Started {
  parent: ChildProcess;
  adminUrl: string;
  pid: number;
}

const parents: ChildProcess[] = [];

/** Starts PostgreSQL from a process that can be killed. */
async function startElsewhere(dataDir: string): Promise<Started> {
  const parent = spawn(process.execPath, ['--input-type=module', '-e', starter, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  parents.push(parent);
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  return { parent, ...(JSON.parse(line.toString()) as { adminUrl: string; pid: number }) };
}

async function sql(adminUrl: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  const { rows } = await client.query(statement);
  await client.end();
  return rows;
}

async function ended(pid: number): Promise<void> {
  while (isAlive(pid)) await pause(20);
}

async function kill({ parent }: Started): Promise<void> {
  parent.kill('SIGKILL');
  await once(parent, 'exit');
}

describe('embedded PostgreSQL', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = join(mkdtempSync(join(tmpdir(), 'frontdesk-embedded-')), 'postgres');
  });
  afterEach(() => {
    for (const parent of parents.splice(0)) parent.kill('SIGKILL');
    forgetEmbeddedPostgres(dataDir);
    rmSync(resolve(dataDir, '..'), { recursive: true, force: true });
  });
  const restartedWith = async (statement: string) => {
    const server = await startEmbeddedPostgres({ dataDir });
    const rows = await sql(server.adminUrl, statement);
    await server.stop();
    return rows;
  };

  test('keeps its data and its password over a stop', async () => {
    const first = await startEmbeddedPostgres({ dataDir });
    await sql(first.adminUrl, 'CREATE TABLE kept AS SELECT 42 AS n');
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600);
    expect(await restartedWith('SELECT n FROM kept')).toEqual([{ n: 42 }]);
  });

  test('continues after its parent and itself were killed', async () => {
    const started = await startElsewhere(dataDir);
    await sql(started.adminUrl, 'CREATE TABLE kept AS SELECT 42 AS n');
    process.kill(started.pid, 'SIGKILL');
    await kill(started);
    expect(await restartedWith('SELECT n FROM kept')).toEqual([{ n: 42 }]);
  });

  test('a server that is killed alone is started again at its port, and says so', async () => {
    const words: string[] = [];
    const server = await startEmbeddedPostgres({ dataDir, say: (line) => void words.push(line) });
    await sql(server.adminUrl, 'CREATE TABLE kept AS SELECT 42 AS n');
    const { pid } = server;
    process.kill(pid, 'SIGKILL');
    while (words.length < 2) await pause(20);
    expect(words).toEqual([expect.stringContaining('PostgreSQL ended (SIGKILL)'), 'PostgreSQL runs again']);
    expect(server.pid).not.toBe(pid);
    expect(await sql(server.adminUrl, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
  });

  // Found by chaos (embedded, seed 104, fault 235): the server of a killed parent was still recovering, and was taken for somebody's.
  test("is still its owner's after a crash of one of its processes, and another's at once when that owner is killed meanwhile", async () => {
    const started = await startElsewhere(dataDir);
    const crash = async () => {
      const client = new Client({ connectionString: started.adminUrl });
      client.on('error', () => undefined);
      await client.connect();
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      process.kill(rows[0]!.pid, 'SIGKILL');
      await client.end().catch(() => undefined);
    };
    const holder = async () => {
      const held = await sql(started.adminUrl, `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 7301845`).catch(() => []);
      return (held as { pid: number }[])[0]?.pid;
    };
    const before = await holder();
    expect(before).toBeDefined();
    await crash();
    // a crash takes the lock away a moment later: it is its owner's again once another connection holds it
    for (let now = await holder(); now === undefined || now === before; now = await holder()) await pause(20);
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' });
    await crash();
    await kill(started);
    expect(await restartedWith('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  // Found by chaos (embedded, seed 102, fault 266): a process of a killed postmaster that waits for ever kept the next one from starting.
  test('what a killed server leaves behind does not keep it from starting', async () => {
    const server = await startEmbeddedPostgres({ dataDir });
    const client = new Client({ connectionString: server.adminUrl });
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    process.kill(rows[0]!.pid, 'SIGSTOP');
    const { pid } = server;
    process.kill(pid, 'SIGKILL');
    while (server.pid === pid) await pause(20);
    expect(await sql(server.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await client.end().catch(() => undefined);
    await server.stop();
  });

  test('one that cannot be started is tried again, with the reason, until it can; a stop in between is a stop', async () => {
    const words: string[] = [];
    const server = await startEmbeddedPostgres({ dataDir, say: (line) => void words.push(line) });
    const settings = join(clusterDirectory(dataDir), 'postgresql.conf');
    const before = readFileSync(settings, 'utf8');
    writeFileSync(settings, `${before}\nnonsense = 1\n`);
    process.kill(server.pid, 'SIGKILL');
    while (words.length < 2) await pause(20);
    expect(words[1]).toMatch(/unrecognized configuration parameter "nonsense"[^]*tried again every 5 s/);
    writeFileSync(settings, before);
    while (words.length < 3) await pause(20);
    expect(await sql(server.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    writeFileSync(settings, `${before}\nnonsense = 1\n`);
    process.kill(server.pid, 'SIGKILL');
    while (words.length < 5) await pause(20);
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
    writeFileSync(settings, before);
  });

  test('ends by itself when its parent is killed', async () => {
    const started = await startElsewhere(dataDir);
    await kill(started);
    await ended(started.pid);
    expect(existsSync(join(clusterDirectory(dataDir), 'postmaster.pid'))).toBe(false);
  });

  test('a server that a killed parent left over is replaced', async () => {
    const started = await startElsewhere(dataDir);
    await sql(started.adminUrl, 'CREATE TABLE kept AS SELECT 42 AS n');
    const children = execFileSync('pgrep', ['-P', String(started.parent.pid)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(Number);
    for (const reaper of children.filter((pid) => pid !== started.pid)) process.kill(-reaper, 'SIGKILL');
    await kill(started);
    expect(isAlive(started.pid)).toBe(true);
    expect(await restartedWith('SELECT n FROM kept')).toEqual([{ n: 42 }]);
    await ended(started.pid);
  });

  test('a directory that somebody uses is refused, and they are not disturbed', async () => {
    const server = await startEmbeddedPostgres({ dataDir });
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' });
    expect(await sql(server.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  test('nor are they where their server stands still, and cannot say whose it is', async () => {
    const started = await startElsewhere(dataDir);
    process.kill(started.pid, 'SIGSTOP');
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' });
    process.kill(started.pid, 'SIGCONT');
    expect(await sql(started.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await kill(started);
    await ended(started.pid);
  });

  test('a pid file that names another process is not believed', async () => {
    const first = await startEmbeddedPostgres({ dataDir });
    await first.stop();
    writeFileSync(
      join(clusterDirectory(dataDir), 'postmaster.pid'),
      `${process.pid}\n${clusterDirectory(dataDir)}\n0\n${first.port}\n\n127.0.0.1\n`,
    );
    expect(await restartedWith('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
