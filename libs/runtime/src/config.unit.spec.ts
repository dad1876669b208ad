import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { ConfigError, loadConfig, loadConfigs } from './config.ts';

const server = z.object({ PORT: z.coerce.number().int('expected a port number'), TOKEN: z.string({ error: 'expected a token' }) });
const database = z.object({ DATABASE_URL: z.string({ error: 'expected an address' }) });

const problemsOf = (source: Record<string, string>, schemas: z.ZodObject[] = [server, database]) => {
  try {
    loadConfigs(schemas, source);
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
};

describe('configuration', () => {
  test('names every wrong variable of every group at once', () => {
    expect(problemsOf({ PORT: 'http' })).toEqual([
      expect.stringMatching(/^PORT: /),
      'TOKEN: expected a token',
      'DATABASE_URL: expected an address',
    ]);
  });

  test('never repeats a value', () => {
    expect(problemsOf({ PORT: 's3cret' }).join()).not.toContain('s3cret');
  });

  test('an empty variable is an absent one', () => {
    expect(problemsOf({ PORT: '1', TOKEN: '', DATABASE_URL: 'x' })).toEqual(['TOKEN: expected a token']);
  });

  test('a variable may be read from the file that NAME_FILE names', () => {
    const folder = mkdtempSync(join(tmpdir(), 'frontdesk-config-'));
    try {
      writeFileSync(join(folder, 'token'), 'from a file\n');
      expect(loadConfig(server, { PORT: '3000', TOKEN_FILE: join(folder, 'token') })).toEqual({ PORT: 3000, TOKEN: 'from a file' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('an empty file is an absent variable', () => {
    expect(problemsOf({ PORT: '1', TOKEN_FILE: '/dev/null', DATABASE_URL: 'x' })).toEqual(['TOKEN: expected a token']);
  });

  test("a file that another program's variable names is none of our business", () => {
    expect(loadConfig(database, { DATABASE_URL: 'x', OTHER_FILE: '/nowhere' })).toEqual({ DATABASE_URL: 'x' });
  });

  test('a file that is not there is named by its variable', () => {
    expect(problemsOf({ PORT: '1', DATABASE_URL: 'x', TOKEN_FILE: '/nowhere/token' })).toEqual([
      'TOKEN_FILE: expected the path of a readable file',
      'TOKEN: expected a token',
    ]);
  });
});
