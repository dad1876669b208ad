import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const program = `
  import { Logger } from './logger.ts';
  import { logLastWords } from './last-words.ts';
  logLastWords(new Logger('policy'));
  setTimeout(() => Promise.reject(Object.assign(new RangeError('value "mara@example.com" is too long'), { code: '22001' })), 1);
  setInterval(() => undefined, 1_000);
`;

test('a rejection that nobody caught ends the process with one JSON line that quotes nobody', async () => {
  const ended = await new Promise<{ code: unknown; out: string }>((resolve) => {
    execFile(
      process.execPath,
      ['--input-type=module-typescript', '--no-warnings', '-e', program],
      { cwd: join(import.meta.dirname), env: {} },
      (error, stdout, stderr) => resolve({ code: error?.code, out: stdout + stderr }),
    );
  });
  expect(ended.code).toBe(1);
  expect(JSON.parse(ended.out)).toMatchObject({ service: 'policy', error: 'RangeError', code: '22001', origin: 'unhandledRejection' });
  expect(ended.out).not.toContain('mara@example.com');
}, 30_000);
