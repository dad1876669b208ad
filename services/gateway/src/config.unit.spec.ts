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

test.each([
  ['an endpoint without a bucket', { MEDIA_S3_ENDPOINT: 'http://minio:9000' }, ['MEDIA_S3_BUCKET']],
  ['a secret alone', { MEDIA_S3_BUCKET: 'files', MEDIA_S3_SECRET_ACCESS_KEY: 's' }, ['MEDIA_S3_ACCESS_KEY_ID']],
  ['an id alone', { MEDIA_S3_BUCKET: 'files', MEDIA_S3_ACCESS_KEY_ID: 'i' }, ['MEDIA_S3_SECRET_ACCESS_KEY']],
  ['keys without a bucket', { MEDIA_S3_ACCESS_KEY_ID: 'i', MEDIA_S3_SECRET_ACCESS_KEY: 's' }, ['MEDIA_S3_BUCKET']],
])('half of an object store is a mistake, and named with whatever else is wrong: %s', (_, values, names) => {
  const namesOf = (problems: string[]): string[] => problems.map((problem) => problem.split(':')[0]!);
  expect(namesOf(wrong(values))).toEqual(names);
  expect(namesOf(wrong({ ...values, VAULT_KEK: undefined }))).toEqual(['VAULT_KEK', ...names]);
});

test('an object store needs no keys: the machine may have an identity', () => expect(wrong({ MEDIA_S3_BUCKET: 'files' })).toEqual([]));

test.each(['7', '732', '1e12'])('Meta would repeat what is forgotten too soon, and nothing is kept for good: not %s days', (days) =>
  expect(wrong({ MESSAGE_IDS_KEEP_DAYS: days })).toEqual([expect.stringContaining('MESSAGE_IDS_KEEP_DAYS: expected')]),
);
