import { expect, test } from '@jest/globals';
import { config } from './config.ts';

const given = {
  WHATSAPP_GRAPH_URL: 'https://graph.facebook.com',
  WHATSAPP_PHONE_NUMBER_ID: '106, 107',
  WHATSAPP_BUSINESS_ACCOUNT_ID: '102',
  WHATSAPP_ACCESS_TOKEN: 'token',
  WHATSAPP_APP_SECRET: 'new, old',
  WHATSAPP_VERIFY_TOKEN: 'verify',
  SERVICE_TOKEN: 'between-the-services',
  VAULT_KEK: 'a:b',
};
const wrong = (values: object): string[] =>
  config.safeParse({ ...given, ...values }).error?.issues.map(({ path, message }) => `${path.join()}: ${message}`) ?? [];

test('two app secrets may be valid at once', () =>
  expect(config.parse(given)).toMatchObject({ WHATSAPP_APP_SECRET: ['new', 'old'], WHATSAPP_PHONE_NUMBER_ID: ['106', '107'] }));

test.each([undefined, '', ',', ' , '])('no secret, no start: an app secret of %j is none', (secret) =>
  expect(wrong({ WHATSAPP_APP_SECRET: secret })).toEqual([
    'WHATSAPP_APP_SECRET: expected the app secret, two separated by a comma while it rotates',
  ]),
);

test.each(['WHATSAPP_VERIFY_TOKEN', 'WHATSAPP_ACCESS_TOKEN', 'SERVICE_TOKEN', 'VAULT_KEK'])('nor without %s', (name) => {
  for (const value of [undefined, '']) expect(wrong({ [name]: value })).toEqual([expect.stringContaining(name)]);
});
