import { expect, test } from '@jest/globals';
import { ConfigError, loadConfig } from '@frontdesk/runtime';
import { config, settingsOf } from './config.ts';

const problems = (given: Record<string, string>): readonly string[] => {
  try {
    settingsOf(loadConfig(config, given));
    return [];
  } catch (error) {
    return error instanceof ConfigError ? error.problems : [String(error)];
  }
};
const notAllowed = (name: string) => `${name}: expected no link but an https one to a host of LINK_HOSTS`;

test.each([
  ['the demo shop', {}],
  ['a shop that lists its own host', { BUSINESS_PRIVACY_URL: 'https://www.acme.example/privacy', LINK_HOSTS: 'acme.example' }],
  ['a name and an address that are no links', { BUSINESS_NAME: 'Acme Inc.', BUSINESS_EMAIL: 'help@acme.com' }],
])('%s starts', (_who, given) => expect(problems(given)).toEqual([]));

test.each([
  ['a privacy notice on a host that is not listed', 'BUSINESS_PRIVACY_URL', { BUSINESS_PRIVACY_URL: 'https://acme.example/privacy' }],
  [
    'a privacy notice without encryption',
    'BUSINESS_PRIVACY_URL',
    { BUSINESS_PRIVACY_URL: 'http://acme.example/', LINK_HOSTS: 'acme.example' },
  ],
  ['a name that reads like a link', 'BUSINESS_NAME', { BUSINESS_NAME: 'Acme.com' }],
  ['a telephone that is a form', 'BUSINESS_PHONE', { BUSINESS_PHONE: 'acme.example/call/0800' }],
])('%s does not start, and is named: the gate would refuse the first reply of every case', (_what, name, given) =>
  expect(problems(given)).toEqual([notAllowed(name)]),
);

test('each of them is named beside what else is wrong', () =>
  expect(problems({ LINK_HOSTS: 'http://a b', BUSINESS_NAME: 'Acme.com', TEXTS_KEEP_DAYS: 'long' })).toEqual([
    'LINK_HOSTS: expected hosts such as shop.example, comma-separated',
    expect.stringMatching('TEXTS_KEEP_DAYS: '),
    notAllowed('BUSINESS_NAME'),
    notAllowed('BUSINESS_PRIVACY_URL'),
  ]));
