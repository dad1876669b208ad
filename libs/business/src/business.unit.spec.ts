import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { businessConfig, businessOf, introduction, linkHosts } from './business.ts';

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

const wrong = (values: object): string[] =>
  z
    .object({ ...businessConfig.shape, LINK_HOSTS: linkHosts })
    .safeParse(values)
    .error?.issues.map(({ path, message }) => `${path.join()}: ${message}`) ?? [];

test.each([
  'http://a b',
  'https://shop.example',
  'shop.example/returns',
  'shop.example:8443',
  'shop',
  'shop example',
  '*.shop.example',
  'shöp.example',
])('links could never point to a host %s', (hosts) =>
  expect(wrong({ LINK_HOSTS: `track.example,${hosts}` })).toEqual(['LINK_HOSTS: expected hosts such as shop.example, comma-separated']),
);
test.each(['localhost', '127.0.0.1', 'shop.example', ' Track.Shop.example, www.9.example,'])('they may to %s', (hosts) =>
  expect(wrong({ LINK_HOSTS: hosts })).toEqual([]),
);

test('nobody is told to write to an address that is none, or to call a word', () => {
  expect(wrong({ BUSINESS_EMAIL: 'no', BUSINESS_PHONE: 'no' })).toEqual([
    'BUSINESS_EMAIL: expected an e-mail address',
    'BUSINESS_PHONE: expected a phone number',
  ]);
  expect(wrong({ BUSINESS_EMAIL: 'hilfe@bücher.example', BUSINESS_PHONE: '0800 723 4663 (free)' })).toEqual([]);
});
