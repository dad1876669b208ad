import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Commerce } from './commerce.ts';

const order = {
  number: 'FD-10234',
  status: 'shipped',
  placed_at: '2026-03-07T09:30:00.000Z',
  eta: '2026-03-12',
  items: [{ name: 'Lamp', quantity: 1 }],
  total: { amount_cents: 12990, currency: 'EUR' },
  carrier: { name: 'Nordpost', tracking_url: 'https://track.example/p/1' },
  ship_to: { name: 'A. Person', postcode: '22767', city: 'Hamburg' },
  customer_id: 'c-1',
  email: 'a@example.com',
  phone: '+4915550100101',
  notes: 'not ours to read',
};
const customer = { id: 'c-1', name: 'A. Person', phone: '+4915550100101', email: 'a@example.com', tier: 'trade', orders: ['FD-10234'] };

const answers: Record<string, (response: ServerResponse) => void> = {
  '/shop/orders/FD-10234': (response) => response.end(JSON.stringify(order)),
  '/shop/customers/by-phone/4915550100101': (response) => response.end(JSON.stringify(customer)),
  '/shop/orders/FD-500': (response) => response.writeHead(503).end(),
  '/shop/orders/FD-501': (response) => response.end('<html>'),
  '/shop/orders/FD-502': (response) => response.end(JSON.stringify({ ...order, status: 'teleported' })),
  '/shop/orders/FD-601': (response) => response.end(JSON.stringify({ ...order, carrier: null, ship_to: null, email: null, phone: null })),
  '/shop/orders/FD-602': (response) =>
    response.end(JSON.stringify({ ...order, carrier: { name: null, tracking_url: null }, ship_to: { postcode: null } })),
  '/shop/orders/FD-603': (response) => response.end(JSON.stringify({ ...order, items: null, total: null, placed_at: null })),
  '/shop/orders/FD-504': (response) => response.end(JSON.stringify({ ...order, status: null })),
  '/shop/orders/FD-604': (response) => response.end(JSON.stringify({ ...order, eta: null })),
  '/shop/orders/FD-505': (response) => response.end(JSON.stringify({ ...order, eta: 'soon' })),
  '/shop/orders/FD-506': (response) => response.end(JSON.stringify({ ...order, email: 7 })),
  '/shop/orders/FD-507': (response) => response.end(JSON.stringify({ ...order, ship_to: undefined })),
  '/shop/orders/FD-503': (response) => response.writeHead(200).write('{"number":'),
  '/shop/orders/FD-401': (response) => {
    const isKnown = response.req.headers.authorization === 'Bearer what the shop knows us by';
    response.writeHead(isKnown ? 200 : 401).end(JSON.stringify(order));
  },
  '/shop/orders/..%2Fadmin': (response) => response.writeHead(404).end(),
};

describe('the shop over HTTP', () => {
  let server: Server;
  let base: string;
  let commerce: Commerce;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const answer = answers[request.url ?? ''];
      if (answer) answer(response);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/shop/`;
    commerce = new Commerce(base, { timeoutMs: 30_000 });
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });

  test('an order is read, and what nobody asked for is dropped', async () => {
    const answer = await commerce.order('FD-10234');
    expect(answer).toMatchObject({ outcome: 'ok', value: { number: 'FD-10234', eta: '2026-03-12' } });
    expect(answer.outcome === 'ok' && 'notes' in answer.value).toBe(false);
  });

  const noCarrier = { name: '', tracking_url: '' };
  test.each([
    ['null as a whole', 'FD-601', { carrier: noCarrier, ship_to: { postcode: '' }, email: '', phone: '' }],
    ['null in its parts', 'FD-602', { carrier: noCarrier, ship_to: { postcode: '' } }],
    ['null in what nobody asked for', 'FD-603', {}],
    ['null as the day of arrival', 'FD-604', { eta: '' }],
  ])('what the shop does not know yet is empty, and costs no order: %s', async (_name, number, expected) => {
    const { status, eta, carrier, email, phone } = order;
    const known = { number: 'FD-10234', status, eta, carrier, ship_to: { postcode: '22767' }, email, phone };
    expect(await commerce.order(number)).toEqual({ outcome: 'ok', value: { ...known, ...expected } });
  });

  test('a customer is found by the digits of a phone number, however it is spelt', async () => {
    expect(await commerce.customerByPhone('+49 (1555) 0100-101')).toMatchObject({ outcome: 'ok', value: { tier: 'trade' } });
  });

  test.each([
    ['an unknown order', 'FD-404', { outcome: 'not_found' }],
    ['a number that tries to leave its path', '../admin', { outcome: 'not_found' }],
    ['a failing shop', 'FD-500', { outcome: 'unavailable', code: 'HTTP_503' }],
    ['no JSON', 'FD-501', { outcome: 'unavailable', code: 'MALFORMED' }],
    ["a shape that is not the shop's", 'FD-502', { outcome: 'unavailable', code: 'MALFORMED' }],
    ['an order without a status', 'FD-504', { outcome: 'unavailable', code: 'MALFORMED' }],
    ['a day of arrival that is none', 'FD-505', { outcome: 'unavailable', code: 'MALFORMED' }],
    ['a number in place of words', 'FD-506', { outcome: 'unavailable', code: 'MALFORMED' }],
    ['a member that is missing', 'FD-507', { outcome: 'unavailable', code: 'MALFORMED' }],
  ])('%s is an outcome, not an exception', async (_name, number, expected) => {
    expect(await commerce.order(number)).toEqual(expected);
  });

  test('a shop that wants to know who asks is told by a token, the one of now; without it, that is said', async () => {
    const tokens = ['', 'what the shop knows us by'];
    const asking = new Commerce(base, { token: () => tokens.shift() });
    expect(await asking.order('FD-401')).toEqual({ outcome: 'unavailable', code: 'HTTP_401' });
    expect(await asking.order('FD-401')).toMatchObject({ outcome: 'ok' });
  });

  test('a body that never ends is an outcome when its time is over', async () => {
    expect(await new Commerce(base, { timeoutMs: 300 }).order('FD-503')).toEqual({ outcome: 'unavailable', code: 'TIMEOUT' });
  });

  test('a shop that is not there is unavailable', async () => {
    expect(await new Commerce('http://127.0.0.1:9').order('FD-10234')).toEqual({ outcome: 'unavailable', code: 'NETWORK' });
  });
});
