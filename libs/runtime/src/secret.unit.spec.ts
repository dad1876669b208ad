import { mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { secretFrom } from './secret.ts';

let path: string;
let now: number;
let changed: number;
const secret = (isGood?: (value: string) => boolean) => secretFrom('TOKEN', isGood, { TOKEN_FILE: path }, () => now);
const write = (content: string): void => {
  writeFileSync(path, content);
  changed += 1;
  utimesSync(path, changed, changed);
};

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'frontdesk-secret-')), 'token');
  now = 0;
  changed = 1_700_000_000;
  write('first\n');
});

describe('a secret', () => {
  test('is the new one within a second of the change', () => {
    const token = secret();
    expect(token()).toBe('first');
    write('other');
    expect(token()).toBe('first');
    now += 1_000;
    expect(token()).toBe('other');
  });

  test('is followed through the link that a mounted secret is', () => {
    const [old, fresh, link] = ['old', 'new', 'link'].map((name) => `${path}-${name}`) as [string, string, string];
    writeFileSync(old, 'aaa');
    writeFileSync(fresh, 'bbb');
    for (const file of [old, fresh]) utimesSync(file, 1, 1);
    symlinkSync(old, link);
    const token = secretFrom('TOKEN', undefined, { TOKEN_FILE: link }, () => now);
    expect(token()).toBe('aaa');
    symlinkSync(fresh, `${link}.next`);
    renameSync(`${link}.next`, link);
    now += 1_000;
    expect(token()).toBe('bbb');
  });

  test.each<[string, () => void]>([
    ['away', () => rmSync(path)],
    ['empty', () => write('\n')],
    ['longer than a secret is', () => write('x'.repeat(70_000))],
    ['not of its form', () => write('bad')],
  ])('stays in force while the file is %s', (_what, spoil) => {
    const token = secret((value) => value !== 'bad');
    expect(token()).toBe('first');
    spoil();
    now += 1_000;
    expect(token()).toBe('first');
    write('mended');
    now += 1_000;
    expect(token()).toBe('mended');
  });

  test('in the environment itself is what it is; neither is none', () => {
    expect(secretFrom('TOKEN', undefined, { TOKEN: 'env', TOKEN_FILE: path })()).toBe('env');
    expect(secretFrom('TOKEN', undefined, {})()).toBeUndefined();
  });
});
