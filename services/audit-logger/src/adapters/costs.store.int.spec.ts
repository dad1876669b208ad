import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { whatsappRates } from '@frontdesk/business';
import type { Message } from '@frontdesk/contracts';
import { message, testDatabase, testTime } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { recorded } from '../../test/recorded.ts';
import { manifest } from '../manifest.ts';
import { CostsStore } from './costs.store.ts';

jest.setTimeout(120_000);
let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await testDatabase([manifest]);
  source = await database.connect('audit-logger');
}, 120_000);
afterAll(() => database?.close(), 60_000);

const cards = [{ category: 'utility', from: '2026-01-01', amounts: { '*': '0.05' } }];
const rates = whatsappRates.parse(JSON.stringify({ currency: 'EUR', cards }));
const pricing = { pricingModel: 'PMP', pricingType: 'regular', pricingCategory: 'utility', billable: true, billed: true };

test('a conversation costs what its own messages do, however many there are', async () => {
  const read = (conversationId: string, sendId: string): Message[] =>
    ['sent', 'delivered', 'read'].map((status) =>
      message('StatusReceived', { sendId, status, at: testTime, message: 'm1', part: 0, ...pricing }, { conversationId }),
    );
  const sends = Array.from({ length: 700 }, (_, n) => read('mara', `send ${n}`)).flat();
  const messages = [...sends, ...read('kim', 'send 1'), message('TurnOpened', {}, { conversationId: 'mara' })];
  await recorded(source, messages);
  const store = new CostsStore(source, { WHATSAPP_RATES: rates });
  const none = { micros: 0, billed: 0, free: 0, undelivered: 0, unknown: {} };
  expect(await store.of('mara')).toEqual({ currency: 'EUR', messages: { ...none, micros: 35_000_000, billed: 700 } });
  expect(await store.of('nobody')).toEqual({ currency: 'EUR', messages: none });
  const unrated = new CostsStore(source, { WHATSAPP_RATES: undefined });
  expect(await unrated.of('kim')).toEqual({ currency: '', messages: { ...none, unknown: { no_rates: 1 } } });
});

test('what an earlier release recorded as billed is, and of what it did not nobody knows; of this one both are known', async () => {
  const { billed: _, ...earlier } = pricing;
  const told = [earlier, { ...earlier, billable: false }, pricing, { ...pricing, billable: false, billed: false }];
  const about = { conversationId: 'both' };
  await recorded(
    source,
    told.map((one, n) =>
      message('StatusReceived', { sendId: `send ${n}`, status: 'delivered', at: testTime, message: 'm1', ...one }, about),
    ),
  );
  expect(await new CostsStore(source, { WHATSAPP_RATES: rates }).of('both')).toMatchObject({
    messages: { billed: 2, free: 1, unknown: { billable_not_told: 1 } },
  });
});
