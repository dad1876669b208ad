import { expect, test } from '@jest/globals';
import { parseArgs } from 'node:util';
import { failure, UsageError } from './command.ts';

const usage = 'npm run something -- --seed S';
const running = new AbortController().signal;

test.each([
  ['of ours', () => Promise.reject(new UsageError('--seed: expected a whole number')), '--seed: expected a whole number'],
  [
    'that Node does not know',
    async () => parseArgs({ args: ['--sed', '1'], options: { seed: { type: 'string' } } }),
    "Unknown option '--sed'",
  ],
] as const)('a wrong option %s is told in a line, with the usage, and no stack', async (_, run, line) => {
  const error: unknown = await run().catch((reason: unknown) => reason);
  const { told, code } = failure(error, usage, running);
  expect(code).toBe(64);
  expect(String(told)).toContain(line);
  expect(String(told).endsWith(`\n${usage}`)).toBe(true);
});

test('what else goes wrong is told whole, and a signal is told as that', () => {
  const error = new Error('the disk is full');
  expect(failure(error, usage, running)).toEqual({ told: error, code: 1 });
  expect(failure(error, usage, AbortSignal.abort(new Error('ended by SIGTERM')))).toEqual({ told: 'ended by SIGTERM', code: 1 });
});
