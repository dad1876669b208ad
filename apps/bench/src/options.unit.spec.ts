import { expect, test } from '@jest/globals';
import { UsageError } from '@frontdesk/demo';
import { readOptions } from './options.ts';

const read = (line: string) => readOptions(line.split(' '));

test.each([
  ['--burst', '--burst: expected --rate'],
  ['--burst --rate 20', '--seconds: expected at least 27'],
  ['--burst --rate 20 --seconds 26', '--seconds: expected at least 27'],
  ['--rate 0', '--rate: expected a number above 0'],
  ['--hot 1.5', '--hot: expected a whole number'],
  ['--bus rabbit', '--bus: expected embedded or kafka'],
])('%s is refused, naming the option', (line, said) => {
  expect(() => read(line)).toThrow(UsageError);
  expect(() => read(line)).toThrow(said);
});

test('a burst of which something is left to see is taken', () => {
  expect(read('--burst --rate 20 --seconds 27')).toMatchObject({ burst: true, rate: 20, seconds: 27, customers: 390 });
  expect(read('--hot 1000 --rate 30')).toMatchObject({ hot: 1000, burst: false, seconds: 20 });
});
