import { expect, test } from '@jest/globals';
import { otherChannelWords, refusalWords } from './refusal.ts';

test('a closed window is told in plain words', () => expect(refusalWords('WINDOW_CLOSED')).toMatch(/24 hours ago.*until they write again/));

test('no reason that the gate gives a person comes out as a code', () => {
  const reasons = [
    'WINDOW_CLOSED',
    'WINDOW_CLOSED_AT_META',
    'OPTED_OUT',
    'NO_OPT_IN',
    'OUTBOUND_FROZEN',
    'URL_NOT_ALLOWED',
    'TOO_LONG',
    'EMPTY',
    'STALE_EPOCH',
    'NO_TEMPLATE',
    'TEMPLATE_NOT_APPROVED',
    'TEMPLATE_VARIABLES',
    'UNKNOWN_CONTACT',
  ];
  expect(reasons.filter((reason) => /\(|[A-Z]_/.test(refusalWords(reason)))).toEqual([]);
});

test('the link that may not be sent is named, where it can be', () => {
  expect(refusalWords('URL_NOT_ALLOWED', 'https://bit.ly/x')).toContain('https://bit.ly/x');
  expect(refusalWords('URL_NOT_ALLOWED', null)).toMatch(/^It holds a link/);
  expect(refusalWords('WINDOW_CLOSED', 'https://bit.ly/x')).not.toContain('bit.ly');
});
test('a reason that is not known here is shown, not hidden', () =>
  expect(refusalWords('MOON_IN_CAPRICORN')).toBe('It was not sent (moon in capricorn).'));
test('no reason is still a sentence', () => expect(refusalWords(null)).toBe('It was not sent.'));
test('the other channel is named', () =>
  expect([otherChannelWords('email'), otherChannelWords('phone')].map((words) => /by (e-mail|phone)\.$/.test(words))).toEqual([
    true,
    true,
  ]));
