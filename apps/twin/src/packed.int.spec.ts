import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const root = new URL('../../..', import.meta.url).pathname;

test('the package that others install holds all that the twin needs, and its command starts it', async () => {
  const cache = join(root, 'node_modules/.cache/frontdesk');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'packed-'));
  try {
    const { stdout } = await promisify(execFile)('npm', [
      'pack',
      '--json',
      '--foreground-scripts=false',
      '--pack-destination',
      folder,
      join(root, 'apps/twin'),
    ]);
    const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
    const packed = files.map(({ path }) => path);
    expect(packed.filter((path) => /spec|\.ts$/.test(path) && !path.endsWith('.d.ts'))).toEqual([]);
    const page = readdirSync(join(root, 'apps/twin/public')).map((name) => `public/${name}`);
    expect(packed).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist/main.js', 'dist/index.d.ts', ...page]));
    await promisify(execFile)('tar', ['xzf', join(folder, filename), '-C', folder]);
    const { bin, scripts } = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8')) as {
      bin: Record<string, string>;
      scripts: Record<string, string>;
    };
    // A fresh clone has nothing built.
    expect(scripts.prepack).toMatch(/run\.mjs build apps\/twin$/);
    const command = join(folder, 'package', bin['frontdesk-twin']!);
    expect(readFileSync(command, 'utf8').split('\n')[0]).toBe('#!/usr/bin/env node');

    const child = spawn(process.execPath, [command], {
      env: { ...process.env, NODE_OPTIONS: '', PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        const url = /phone page\s+(\S+)\/phone/.exec(line)?.[1];
        if (!url) continue;
        expect(await (await fetch(`${url}/phone`)).text()).toContain('<title>');
        expect((await fetch(`${url}/v25.0/me`)).status).toBe(400);
        return;
      }
      throw new Error('the twin did not start');
    } finally {
      child.kill('SIGKILL');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
