import { describe, expect, test } from '@jest/globals';
import { excerptOf, patternsOf } from './search.ts';

describe('what is sought', () => {
  test('is taken as it is written, also where it means something to the database', () =>
    expect(patternsOf({ words: ['100%', 'a_b', 'c\\d'] })).toEqual(['%100\\%%', '%a\\_b%', '%c\\\\d%']));
  test('of an order is its digits, which every spelling of it holds', () => expect(patternsOf({ order: 'FD-10234' })).toEqual(['%10234%']));
});

describe('what is shown of a line', () => {
  test('is all of a short one, in one line', () =>
    expect(excerptOf(['Where is\n my  parcel?'], { words: ['parcel'] })).toBe('Where is my parcel?'));

  test('is what stands around the first of the words in a long one', () => {
    const said = `${'so '.repeat(100)}the Lamp arrived broken ${'yes '.repeat(100)}`;
    const shown = excerptOf([said], { words: ['broken', 'lamp'] })!;
    expect(shown).toContain('the Lamp arrived broken');
    expect([shown.at(0), shown.at(-1), shown.length]).toEqual(['…', '…', 202]);
  });

  test('has its end whole where the words stand there, and cuts no sign in two', () => {
    expect(excerptOf([`${'🙂'.repeat(300)} lamp`], { words: ['lamp'] })).toBe(`…${'🙂'.repeat(195)} lamp`);
  });

  test('is the newest that says it, of one that was edited', () => {
    expect(excerptOf(['a red lamp', 'a blue lamp'], { words: ['lamp'] })).toBe('a blue lamp');
    expect(excerptOf(['a red lamp', 'a blue lamp'], { words: ['red'] })).toBe('a red lamp');
    expect(excerptOf(['a red lamp', 'a blue lamp'], { words: ['red', 'blue'] })).toBeUndefined();
  });

  test.each(['fd 10234', 'FD10234 please', 'FD-10311 and 10234'])('%j names the order', (text) =>
    expect(excerptOf([text], { order: 'FD-10234' })).toBe(text),
  );
  test.each(['FD-102345', '10234', 'FD-99 10234'])('%j does not', (text) =>
    expect(excerptOf([text], { order: 'FD-10234' })).toBeUndefined(),
  );
  test.each(['e-mail', ...String.raw`-_/^$\.*+?()[]{}|&!%#,;:=<>@~'"`])('%j is no pattern', (sign) =>
    expect(excerptOf([`of 12${sign}34 I know`], { words: [`12${sign}34`] })).toBe(`of 12${sign}34 I know`),
  );
  test('words with signs in them are no pattern', () => expect(excerptOf(['how (much)?'], { words: ['(much)?'] })).toBe('how (much)?'));
});
