import { describe, expect, test } from '@jest/globals';
import { factsFor, reaches } from './tools.ts';

const order = {
  number: 'FD-1',
  status: 'shipped' as const,
  eta: '2026-03-12',
  phone: '+44 7700 900102',
  carrier: { name: 'Nordpost', tracking_url: 'https://track.nordpost.example/p/1' },
};

describe('what a tool shows', () => {
  test('status, ETA, carrier and tracking link to the number that is on the order', () =>
    expect(factsFor(order, '447700900102')).toEqual({
      number: 'FD-1',
      status: 'shipped',
      eta: '2026-03-12',
      carrier: 'Nordpost',
      trackingUrl: 'https://track.nordpost.example/p/1',
    }));
  test.each([
    ['another number', '447700900202'],
    ['a hidden number', ''],
  ])('status and ETA only to %s', (_who, phone) =>
    expect(factsFor(order, phone)).toEqual({ number: 'FD-1', status: 'shipped', eta: '2026-03-12', withheld: true }),
  );
  test('all of it to another number, once a code from the address on file was typed', () =>
    expect(factsFor(order, '', true)).toEqual(factsFor(order, '447700900102')));
  test('nothing is withheld where there is no link', () =>
    expect(factsFor({ ...order, carrier: { name: 'Nordpost', tracking_url: '' } }, '')).not.toHaveProperty('withheld'));
  test.each(['', 'follows', 'http://track.nordpost.example/p/1', 'javascript:alert(1)'])('no link that is none: %j', (link) =>
    expect(factsFor({ ...order, carrier: { name: 'Nordpost', tracking_url: link } }, '447700900102')).toEqual({
      number: 'FD-1',
      status: 'shipped',
      eta: '2026-03-12',
      carrier: 'Nordpost',
    }),
  );
  test('no carrier that the shop does not know yet, and the link all the same', () => {
    const shown = (carrier: typeof order.carrier) => factsFor({ ...order, carrier }, '447700900102');
    expect(shown({ name: '', tracking_url: '' })).toEqual({ number: 'FD-1', status: 'shipped', eta: '2026-03-12' });
    expect(shown({ ...order.carrier, name: ' ' })).toEqual({
      number: 'FD-1',
      status: 'shipped',
      eta: '2026-03-12',
      trackingUrl: 'https://track.nordpost.example/p/1',
    });
  });
  test('no day of arrival that the shop does not know yet', () => {
    expect(factsFor({ ...order, eta: '' }, '')).toEqual({ number: 'FD-1', status: 'shipped', withheld: true });
    expect(factsFor({ ...order, eta: '' }, '447700900102')).not.toHaveProperty('eta');
  });
  test("an order without a phone number is nobody's", () =>
    expect(factsFor({ ...order, phone: '' }, '')).not.toHaveProperty('trackingUrl'));
});

describe('levels', () => {
  const identity = (level: string) => ({
    $typeName: 'frontdesk.v1.Identity' as const,
    level,
    subject: '',
    method: '',
    provedAt: 0,
    expiresAt: 10,
  });
  test('a higher level reaches a lower one, not the other way round', () => {
    expect(reaches(identity('account'), 'order', 5)).toBe(true);
    expect(reaches(identity('order'), 'account', 5)).toBe(false);
    expect(reaches(undefined, 'order', 5)).toBe(false);
    expect(reaches(identity('order'), 'order', 10)).toBe(false);
  });
});
