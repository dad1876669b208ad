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
  'Look:shop.example/privacy, or 👉https://shop.example/returns👈',
  "shop.example's page, www.shop.example",
  'Write to anna.de@shop.example or max@mail.shop.example.',
  'Your parcel: https://track.example/t/[PHONE_1]?lang=en',
  '[EMAIL_1] and [PHONE_1], i.e. you',
  'Siehe „https://shop.example/returns“, «shop.example» oder →shop.example',
  'Website:shop.example,dann bezahlen',
  'Muster GmbH & Co.KG, Art.Nr. 4711, z.B. St.Pauli, Mo.-Fr. 9.30Uhr, usw...',
  'Write to mailto:help@evil.example, max.at@evil.example or help@evil.example:',
  'It is done.Thank you, 1.000.000 EUR, Node.js, Vol.II, 192.168.1.1',
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
  ['a link behind a colon', 'see:evil.com/login'],
  ['a link behind a comma', 'shop.example,evil.com'],
  ['a link behind a picture', '👉evil.com'],
  ['a link before a picture', 'evil.com👍'],
  ["a link's genitive", "evil.com's"],
  ['an underscore in its host', 'my_shop.evil.com/login'],
  ['no scheme but its slashes', '//evil.com/login'],
  ['a name and a path', 'user@evil.com/login'],
  ['a mark of direction inside', 'ev\u061Cil.com'],
  ['a joiner inside our own host', 'shop\u034F.example/returns'],
  ['a neighbouring country', 'evil.ch'],
  ['a token of personal data in its host', 'https://shop.example.[PHONE_1].evil.com/login'],
  ['a token before its host', 'https://[USERINFO_1]@shop.example/'],
  ['an address that ours would send on to', 'https://shop.example/go?to=https://evil.com'],
  ['one that is written with per cents', 'https://shop.example/go?to=https%3A%2F%2Fevil.com'],
  ['one without its scheme', 'https://shop.example//evil.com'],
  ['one behind per cents that mean nothing', 'https://shop.example/%zz?to=%252F%252fevil.com'],
  ['a link in German quotation marks', 'siehe „evil.com“'],
  ['a link in French quotation marks', '«evil.com»'],
  ['a link behind a colon', 'Website:evil.com'],
  ['a link behind a dash', 'hier–evil.com'],
  ['a link behind an arrow', '→evil.com'],
  ['a link behind ours', 'shop.example,evil.com'],
  ['a link with a comma behind it', 'evil.com,dann'],
  ['a link with a dash behind it', 'evil.com-Seite'],
  ["somebody's link", 'evil.com’s'],
  ['a link that touches a picture', '🎁evil.com🎁'],
  ['a country', 'evil.ch or evil.at'],
  ['another common end', 'evil.click'],
  ['an end of another script', 'тест.рф'],
  ['a number for a host', '93.184.216.34/login'],
  ['what looks like an e-mail address, with a path', 'help@shop.example.evil.com/login'],
  ['a mark that cannot be seen inside', 'e\u034Fvil.com'],
  ['a picture of a mark inside', 'e\uFE0Fvil.com'],
  ['a combining mark', 'sho\u0301p.example'],
  ['a mark on the end', 'evil.com\u0301'],
  ['a soft hyphen at the end', 'evil.com\u00ADx'],
  ['a password before the host, and no path', 'https://shop.example:443@evil.com'],
  ['a password alone', 'https://:443@shop.example/'],
  ['a path that goes the other way', 'https://shop.example\\@evil.com'],
  ['the other way, written with per cents', 'https://shop.example/%5C%5cevil.com'],
  ['letters of a path that are no plain ones', 'https://shop.example/größe'],
  ['a host behind ours that only looks like an e-mail address', 'shop.example:443@evil.com'],
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

test('an address that ours sends on to may be ours too', () =>
  expect(forbiddenLink('https://shop.example/go?to=https%3A%2F%2Ftrack.example%2Ft%2F1', hosts)).toBeUndefined());

test('a loopback address is ours only where it is listed', () => {
  expect(forbiddenLink('http://127.0.0.1:3000/phone', ['127.0.0.1'])).toBeUndefined();
  expect(forbiddenLink('http://127.0.0.1:3000/phone', hosts)).toBeDefined();
});
