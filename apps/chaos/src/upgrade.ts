import { orAborted } from '@frontdesk/demo';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { messages } from '@frontdesk/contracts';
import { manifests } from '@frontdesk/local';
import { migrate } from '@frontdesk/postgres';
import { topicsConfig } from '@frontdesk/runtime';
import type { PassedOver } from './invariants/kernel.ts';
import { leftBy } from './left.ts';
import type { RunOptions, Seen } from './left.ts';
import { People, phonesFrom } from './people.ts';
import { Stand } from './stand.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');

export interface UpgradeOptions extends RunOptions {
  /** the tree of the release that runs at first, built; this tree: replicas of one release */
  readonly oldRoot?: string;
  /** how long the old release runs alone, and old and new beside each other */
  readonly eachMs?: number;
}

export interface Upgrade extends Seen {
  readonly seed: number;
}

/**
 * Over Kafka, while people write: the old release alone; then the release's job of the new one (tables, topics) and a replica of each of the nine
 * services from the new tree, so that partitions move and both work on the same conversations; then the old ones are drained and the new release
 * runs alone. Nothing may be lost or doubled.
 */
export async function upgrade({
  oldRoot = root,
  seed,
  customers = 8,
  eachMs = 15_000,
  say = () => undefined,
  signal,
}: UpgradeOptions): Promise<Upgrade> {
  const startedAt = performance.now();
  const stand = await Stand.start('kafka', 'given', { root: oldRoot, changes: false, ...(signal ? { signal } : {}) });
  const people = new People(stand, seed, phonesFrom(15_550_211_000, customers));
  const problems: string[] = [];
  const run = async (): Promise<Upgrade> => {
    people.start(['ana@frontdesk.example', 'ben@frontdesk.example']);
    say('the old release runs alone');
    await pause(eachMs);
    await release(stand);
    for (const { name } of manifests) {
      say(`${name}: a replica of the new release beside the old one`);
      await stand.addReplica(name);
    }
    await pause(eachMs);
    say('the old release is drained');
    if (!(await stand.system.drain())) problems.push('the old release did not stop by itself');
    await stand.system.launch(root);
    await stand.register();
    say('the new release runs alone');
    for (const replica of stand.replicas.values())
      if (!(await replica.end())) problems.push(`the second ${replica.name} did not stop by itself`);
    await pause(eachMs / 3);
    const { seen } = await leftBy(stand, people, { startedAt, restMs: 120_000, say, before: await passedOverBy(oldRoot) });
    return { seed, ...seen, violations: [...problems, ...seen.violations] };
  };
  try {
    return await orAborted(run(), signal);
  } finally {
    if (!signal?.aborted) await people.stop().catch(() => undefined);
    await stand.stop();
  }
}

/** What a built tree's services pass over: what their manifests say, and types that they do not know yet. */
async function passedOverBy(tree: string): Promise<PassedOver> {
  const ask = `import { messages } from '@frontdesk/contracts'; import { manifests } from '@frontdesk/local';
    console.log(JSON.stringify({ known: Object.keys(messages), ignored: manifests.map(({ name, ignores = [] }) => [name, ignores]) }))`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', ask], { cwd: join(tree, 'apps/chaos') });
  const { known, ignored } = JSON.parse(stdout) as { known: string[]; ignored: [string, string[]][] };
  const unknown = Object.keys(messages).filter((type) => !known.includes(type));
  return Object.fromEntries(ignored.map(([name, types]) => [name, [...types, ...unknown]]));
}

/** What the release's job does before its services start: tables expand, topics are added. */
async function release(stand: Stand): Promise<void> {
  await migrate({ adminUrl: stand.adminUrl, services: manifests });
  const bus = stand.openBus();
  await bus.createTopics(topicsConfig());
  await bus.close();
}

/** A built tree of what `ref` names in git; `forget` deletes it. */
export async function treeOf(
  ref: string,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<{ root: string; forget(): Promise<void> }> {
  const tree = join(mkdtempSync(join(tmpdir(), 'frontdesk-from-')), 'tree');
  say(`building ${ref} in ${tree}`);
  await run('git', ['worktree', 'add', '--detach', tree, ref], { cwd: root });
  const forget = async () => {
    await run('git', ['worktree', 'remove', '--force', tree], { cwd: root }).catch(() => undefined);
    rmSync(join(tree, '..'), { recursive: true, force: true });
  };
  try {
    await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: tree, signal });
    await run(process.execPath, ['node_modules/typescript/bin/tsc', '-b'], { cwd: tree, signal });
  } catch (error) {
    await forget();
    throw error;
  }
  return { root: tree, forget };
}
