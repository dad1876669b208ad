import { expect, test } from '@jest/globals';
import { config } from './config.ts';

test('mails have a page that their link points to', () => {
  const given = (values: object) => config.safeParse(values).success;
  const [NOTIFY_URL, CONFIRM_URL] = ['http://mail:80', 'https://wa.example.com'];
  expect([given({}), given({ NOTIFY_URL, CONFIRM_URL }), given({ CONFIRM_URL }), given({ NOTIFY_URL })]).toEqual([true, true, true, false]);
});

test('a shop takes changes where codes can be sent', () => {
  const given = (values: object) => config.safeParse({ COMMERCE_CHANGES: 'true', ...values });
  expect(given({ NOTIFY_URL: 'http://mail:80', CONFIRM_URL: 'https://wa.example.com' }).success).toBe(true);
  expect(given({}).error?.issues).toMatchObject([{ path: ['NOTIFY_URL'], message: expect.stringContaining('with COMMERCE_CHANGES') }]);
});
