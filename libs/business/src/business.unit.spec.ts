import { expect, test } from '@jest/globals';
import { businessConfig, businessOf, introduction } from './business.ts';

const business = businessOf(businessConfig.parse({ BUSINESS_NAME: 'Acme' }));

test.each([
  ['en', /automated assistant/, /"human"/],
  ['de', /automatischer Assistent/, /"Mensch"/],
])('the introduction (%s) names business, assistant, person, privacy notice and other channels', (locale, assistant, person) => {
  const said = introduction(locale, business);
  expect(said).toMatch(assistant);
  expect(said).toMatch(person);
  for (const part of ['Acme', business.privacyUrl, business.email, business.phone]) expect(said).toContain(part);
});
