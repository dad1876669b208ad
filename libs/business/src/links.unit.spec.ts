import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { forbiddenLink } from './links.ts';

const hosts = ['shop.example', 'track.example'];

test.each([
  'See https://shop.example/returns.',
  'See https://www.shop.example/returns?a=1#b, please',
  'Plain words. No link here, e.g. 10.50 or FD-10234 at 9:30.',
  'Write to help@shop.example or call +49 30 123456',
  'shop.example/privacy',
  'Note: yes',
  'A family 👨‍👩‍👧 of four',
])('passes: %s', (words) => expect(forbiddenLink(words, hosts)).toBeUndefined());

test.each([
  ['another host', 'https://evil.example/x'],
  ['a host that only begins like ours', 'https://shop.example.evil.com/'],
  ['a host that only ends like ours', 'https://notshop.example/'],
  ['a name before the host', 'https://shop.example@evil.com/'],
  ['a password before the host', 'https://shop.example:443@evil.com/'],
  ['letters of another script', 'https://shоp.example/'],
  ['punycode', 'https://xn--shp-uqa.shop.example/'],
  ['a zero-width space inside', 'https://shop.\u200Bexample.evil.com/'],
  ['a zero-width space inside our own host', 'https://shop\u200B.example/'],
  ['text that runs the other way', 'https://shop.example/\u202Egnp.exe'],
  ['full-width letters', 'https://ｅvil.com'],
  ['a full-width stop', 'evil。com'],
  ['no encryption', 'http://shop.example/'],
  ['another port', 'https://shop.example:8443/'],
  ['a back-slash', 'https:\\\\shop.example'],
  ['no scheme', 'go to evil.com now'],
  ['no scheme, www', 'www.evil.shop'],
  ['a short link', 'bit.ly/abc'],
  ['a script', 'javascript:alert(1)'],
  ['a link in brackets', '[here](https://evil.example)'],
  ['a link in stars', '*https://evil.example*'],
  ['an unknown end of a name with a path', 'evil.zz/login'],
])('refuses %s', (_what, words) => expect(forbiddenLink(words, hosts)).toBeDefined());

test('links to other hosts never pass, whatever stands around them', () => {
  fc.assert(
    fc.property(
      fc.webUrl({ validSchemes: ['https'] }),
      fc.string(),
      (link, around) =>
        forbiddenLink(`${around} ${link}`, hosts) !== undefined || hosts.some((host) => new URL(link).hostname.endsWith(host)),
    ),
  );
});

test('a loopback address is ours only where it is listed', () => {
  expect(forbiddenLink('http://127.0.0.1:3000/phone', ['127.0.0.1'])).toBeUndefined();
  expect(forbiddenLink('http://127.0.0.1:3000/phone', hosts)).toBeDefined();
});
