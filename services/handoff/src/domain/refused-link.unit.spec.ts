import { expect, test } from '@jest/globals';
import { refusedLink } from './refused-link.ts';

const hosts = ['shop.example'];

test.each([
  ['URL_NOT_ALLOWED', 'See https://shop.example/a or https://bit.ly/x.', undefined, 'https://bit.ly/x'],
  ['URL_NOT_ALLOWED', 'It is done.It is on its way', undefined, 'done.It'],
  ['URL_NOT_ALLOWED', 'Look: ev\u200Bil.com\u202E', undefined, 'evil.com'],
  ['URL_NOT_ALLOWED', `https://bit.ly/${'x'.repeat(500)}`, undefined, `https://bit.ly/${'x'.repeat(105)}…`],
  ['URL_NOT_ALLOWED', 'Hello evil.com, see https://carrier.example/', ['evil.com'], 'evil.com'],
  ['URL_NOT_ALLOWED', 'See https://carrier.example/evil', ['evil'], undefined],
  ['WINDOW_CLOSED', 'See https://bit.ly/x', undefined, undefined],
  [null, 'See https://bit.ly/x', undefined, undefined],
])('refused for %p, "%s" with blanks %j names %p', (reason, text, variables, link) =>
  expect(refusedLink(reason, { text, variables }, hosts)).toBe(link),
);
