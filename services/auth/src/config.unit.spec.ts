import { expect, test } from '@jest/globals';
import { config } from './config.ts';

test('mails have a page that their link points to', () => {
  const given = (values: object) => config.safeParse(values).success;
  const [NOTIFY_URL, CONFIRM_URL] = ['http://mail:80', 'https://wa.example.com'];
  expect([given({}), given({ NOTIFY_URL, CONFIRM_URL }), given({ CONFIRM_URL }), given({ NOTIFY_URL })]).toEqual([true, true, true, false]);
});
