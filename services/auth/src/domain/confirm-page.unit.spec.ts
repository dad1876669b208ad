import { expect, test } from '@jest/globals';
import { askingPage, codePage, overPage } from './confirm-page.ts';

test.each([
  ['en', 'It was me', 'Write this code', 'This link is over'],
  ['de', 'Ich war das', 'Schreiben Sie diesen Code', 'Dieser Link gilt nicht mehr'],
  ['fr', 'It was me', 'Write this code', 'This link is over'],
])('in %s', (locale, button, shows, over) => {
  expect(askingPage('FD-10234', locale)).toMatch(new RegExp(`FD-10234.*<button>${button}`, 's'));
  expect(codePage('K7M4Q2', locale)).toMatch(new RegExp(`${shows}.*K7M 4Q2`, 's'));
  expect(overPage(locale)).toContain(over);
  for (const page of [codePage('K7M4Q2', locale), overPage(locale)]) expect(page).not.toContain('<form');
});

test('what a shop calls an order is no markup', () => {
  expect(askingPage('<b>"FD"&', 'en')).toContain('&lt;b&gt;&quot;FD&quot;&amp;');
});
