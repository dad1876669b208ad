import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { expect, test } from '@jest/globals';

test.each([
  ['that ends by itself', "setTimeout(() => logger.info('the last line'), 1);"],
  ['that exits', 'process.exit();'],
])(
  'standard output that takes nothing neither ends a process nor keeps one %s',
  async (_, ending) => {
    const program = `
    import { Logger } from './logger.ts';
    import { logLastWords } from './last-words.ts';
    const logger = new Logger('policy');
    logLastWords(logger);
    process.exitCode = 7;
    for (let line = 0; line < 3; line += 1) logger.info('a line');
    ${ending}
  `;
    const unwritable = openSync('/dev/null', 'r');
    const child = spawn(process.execPath, ['--input-type=module-typescript', '--no-warnings', '-e', program], {
      cwd: import.meta.dirname,
      env: {},
      stdio: ['ignore', unwritable, 'ignore'],
      timeout: 20_000,
    });
    closeSync(unwritable);
    expect(await once(child, 'exit')).toEqual([7, null]);
  },
  30_000,
);
