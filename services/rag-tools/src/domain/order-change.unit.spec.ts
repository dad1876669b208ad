import { describe, expect, test } from '@jest/globals';
import { text } from '@frontdesk/testing';
import { proposed } from './order-change.ts';

const changeable = { order: 'FD-20417', provedAt: 7 };
const address = text('[ADDRESS_1]');

describe('an address that shall be another', () => {
  test('is proposed for the proved order while that is being prepared', () =>
    expect(proposed(changeable, 'processing', 'change-1', address)).toEqual({
      state: 'proposed',
      change: { changeId: 'change-1', kind: 'delivery_address', orderNumber: 'FD-20417', value: address, provedAt: 7 },
    }));

  test('is asked for where none is written', () =>
    expect(proposed(changeable, 'processing', 'change-1', undefined)).toEqual({ state: 'address_wanted' }));

  test.each(['shipped', 'out_for_delivery', 'delivered', 'delayed'] as const)('comes too late once the order is %s', (status) =>
    expect([address, undefined].map((given) => proposed(changeable, status, 'change-1', given))).toEqual([
      { state: 'too_late' },
      { state: 'too_late' },
    ]),
  );
});
