import { expect, test } from '@jest/globals';
import { askingPage, codePage, overPage } from './confirm-page.ts';
import { mailWith } from './mail.ts';

test.each([
  ['en', 'It was me', 'Write this code', 'This link is over'],
  ['de', 'Ich war das', 'Schreiben Sie diesen Code', 'Dieser Link gilt nicht mehr'],
  ['fr', 'It was me', 'Write this code', 'This link is over'],
])('in %s', (locale, button, shows, over) => {
  expect(askingPage('FD-10234', locale, false)).toMatch(new RegExp(`FD-10234.*<button>${button}`, 's'));
  expect(codePage('K7M4Q2', locale)).toMatch(new RegExp(`${shows}.*K7M 4Q2`, 's'));
  expect(overPage(locale)).toContain(over);
  for (const page of [codePage('K7M4Q2', locale), overPage(locale)]) expect(page).not.toContain('<form');
});

test('what a shop calls an order is no markup', () => {
  expect(askingPage('<b>"FD"&', 'en', false)).toContain('&lt;b&gt;&quot;FD&quot;&amp;');
});

test.each([
  ['en', /go to another address/],
  ['de', /an eine andere Adresse/],
])('page and mail say that a code changes something, too, where it does (%s)', (locale, change) => {
  const said = (forChanges: boolean) => [
    askingPage('FD-1', locale, forChanges),
    mailWith('https://shop.example/confirm/x', 'FD-1', locale, forChanges).text,
  ];
  expect(said(true)).toEqual([expect.stringMatching(change), expect.stringMatching(change)]);
  expect(said(false).join()).not.toMatch(change);
});
