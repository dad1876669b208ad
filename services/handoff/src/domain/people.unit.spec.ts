import { expect, test } from '@jest/globals';
import { dialled, masked } from './people.ts';

test.each([
  ['4915123454471', '+4915123454471', '+49 ••• 4471'],
  ['+49 151 23454471', '+49 151 23454471', '+49 ••• 4471'],
])('%s is shown as %s to who may see it, as %s to others', (phone, whole, part) => {
  expect([dialled(phone), masked(phone)]).toEqual([whole, part]);
});
