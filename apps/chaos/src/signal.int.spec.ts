import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-ended-'));
});
afterEach(() => {
  for (const { pid } of below()) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Whatever was started with this folder for its temporary files, and what that started, whoever its parent is now. */
function below(): { pid: number; what: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder)) return [];
        return [{ pid: Number(pid), what: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
      } catch {
        return [];
      }
    });
}

test.each([
  ['while its Frontdesk starts', 'SIGINT', 'embedded', () => below().some(({ what }) => what.includes('apps/local'))],
  ['while it breaks things', 'SIGTERM', 'embedded', (said: string) => said.includes('3/400 ')],
  ['while second processes start', 'SIGTERM', 'kafka', () => below().filter(({ what }) => what.includes('services/policy')).length === 2],
] as const)(
  'a run that is ended %s (%s) ends all that it has started, and leaves no data',
  async (_, name, bus, isThen) => {
    const run = spawn(process.execPath, ['apps/chaos/dist/main.js', '--bus', bus, '--kills', '400', '--seed', '3', '--customers', '2'], {
      env: { ...process.env, TMPDIR: folder, NODE_OPTIONS: '' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const gone = once(run, 'exit');
    let said = '';
    run.stderr.on('data', (chunk: Buffer) => void (said += chunk.toString('utf8')));
    await eventually(() => isThen(said), 120_000);
    expect(below().some(({ what }) => what.includes('apps/twin'))).toBe(true);
    run.kill(name);
    await gone;
    expect(said).toContain(`ended by ${name}`);
    await eventually(() => expect(below()).toEqual([]));
    expect(readdirSync(folder)).toEqual([]);
  },
  180_000,
);
