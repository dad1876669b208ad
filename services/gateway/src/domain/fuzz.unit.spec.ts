import { describe, expect, test } from '@jest/globals';
import { isObject, parseWebhook, webhookLimits } from '@frontdesk/whatsapp';
import type { Json, WebhookItem } from '@frontdesk/whatsapp';
import fc from 'fast-check';
import { changes, mutatedWebhook } from '../../test/mutations.ts';
import { understand } from './understand.ts';

const account = '102200000000001';
const ours = { wabaId: account, numberIds: ['106500000000001', 'n1'] };
const items = (change: unknown): WebhookItem[] => {
  const parsed = parseWebhook({ object: 'whatsapp_business_account', entry: [{ id: account, changes: [change] }] });
  return parsed.outcome === 'items' ? parsed.items : [];
};
const depth = (value: Json): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0;
const strings = (value: Json): string[] =>
  typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
const withMessages = (...messages: unknown[]) => ({ field: 'messages', value: { metadata: { phone_number_id: 'n1' }, messages } });
const nested = (levels: number): Json => Array.from({ length: levels }).reduce<Json>((inner) => [inner], 'bottom');

test('everything that the fuzzing begins with is understood, of every kind', () => {
  const kinds = changes.flatMap(items).map((item) => understand(item, ours).as);
  expect([...new Set(kinds)].sort()).toEqual([
    'changed',
    'contact_changed',
    'echo',
    'history',
    'message',
    'news',
    'not_used',
    'preference',
    'status',
    'thread_control',
    'welcome',
  ]);
  expect(kinds.filter((kind) => kind === 'changed')).toHaveLength(4);
  // errors without a message, and of a history that is not shared
  expect(kinds.filter((kind) => kind === 'not_used')).toHaveLength(2);
});

test("an old message is its customer's if they are its sender, whether or not it names its recipient", () => {
  const old = (id: string, from: string, to?: string) => ({
    id,
    from,
    ...(to !== undefined && { to }),
    timestamp: '1780000000',
    type: 'text',
    text: { body: 'x' },
  });
  const [them, us] = ['491500001', '15550000001'];
  const threads = [{ id: them, messages: [old('wamid.1', them), old('wamid.2', them, us), old('wamid.3', us, them), old('wamid.4', us)] }];
  const found = items({ field: 'history', value: { metadata: { phone_number_id: 'n1' }, history: [{ threads }] } }).map((item) =>
    understand(item, ours),
  );
  expect(found.map((one) => one.as === 'history' && one.by)).toEqual(['customer', 'customer', 'phone', 'phone']);
});

describe('given bent webhooks', () => {
  test('no item is deeper, longer or larger than is stated, and each is understood as something', () => {
    fc.assert(
      fc.property(mutatedWebhook, (raw) => {
        const parsed = parseWebhook(JSON.parse(JSON.stringify(raw)));
        if (parsed.outcome !== 'items') return;
        expect(parsed.items.length).toBeLessThanOrEqual(webhookLimits.items);
        for (const item of parsed.items) {
          expect(depth(item.item)).toBeLessThanOrEqual(webhookLimits.depth);
          expect(Math.max(0, ...strings(item.item).map(({ length }) => length))).toBeLessThanOrEqual(webhookLimits.text);
          expect(Buffer.byteLength(JSON.stringify(item.item))).toBeLessThanOrEqual(webhookLimits.item);
          const { waId = '', userId = '', parentUserId = '' } = item.sender;
          const around = [item.field, item.wabaId, item.numberId, item.name ?? '', item.username ?? '', waId, userId, parentUserId];
          expect(Math.max(...around.map(({ length }) => length))).toBeLessThanOrEqual(512);
          expect(isObject(understand(item, ours))).toBe(true);
        }
      }),
      { seed: 20261124, numRuns: 400 },
    );
  });
});

test('what cannot be written as a text stands in no way', () => {
  const odd = { toString: 1, valueOf: 1 };
  const message = { id: 'wamid.odd', from: '491500001', timestamp: '1790000300', type: 'interactive', interactive: { type: odd } };
  expect(items(withMessages(message)).map((item) => understand(item, ours).as)).toEqual(['message']);
});

describe('the limits are where they are said to be', () => {
  test('depth: the last level that fits is whole, one more is cut', () => {
    const [fits, cut] = items(withMessages({ nested: nested(webhookLimits.depth - 1) }, { nested: nested(webhookLimits.depth) }));
    expect([fits, cut].map((item) => [JSON.stringify(item?.item).includes('bottom'), depth(item?.item ?? {})])).toEqual([
      [true, webhookLimits.depth],
      [false, webhookLimits.depth],
    ]);
  });

  test('length: a text is cut to its limit, not before', () => {
    const bodies = [webhookLimits.text, webhookLimits.text + 1].map((length) => ({
      id: 'wamid.l',
      type: 'text',
      text: { body: 'x'.repeat(length) },
    }));
    expect(items(withMessages(...bodies)).map(({ kind, item }) => [kind, strings(item).at(-1)?.length])).toEqual([
      ['message', webhookLimits.text],
      ['message', webhookLimits.text],
    ]);
  });

  test('count: as many items as are said, and none of one more', () => {
    expect(items(withMessages(...Array.from({ length: webhookLimits.items }, () => ({ id: 'x' }))))).toHaveLength(webhookLimits.items);
    expect(items(withMessages(...Array.from({ length: webhookLimits.items + 1 }, () => ({ id: 'x' }))))).toEqual([]);
  });
});
