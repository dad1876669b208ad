import { expect, test } from '@jest/globals';
import { readStatus } from './status.ts';

test.each([
  ['DE.134912', 'DE'],
  ['US.ENT.1349', 'US'],
  ['de.1', undefined],
  ['DEU.1', undefined],
  ['', undefined],
  [7, undefined],
  [undefined, undefined],
])('of the user id %s the country that a message is priced for is %s', (userId, country) =>
  expect(readStatus({ id: 'wamid.1', status: 'sent', ...(userId !== undefined && { recipient_user_id: userId }) })?.country).toBe(country),
);
