import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from './limits.ts';
import { readMessage } from './message.ts';

const base = { id: 'wamid.1', from_user_id: 'DE.1', timestamp: '1790000000', type: 'contacts' };
const card = (...phones: unknown[]) => ({ name: { formatted_name: 'Robin' }, phones, origin: 'contact_request' });
const shared = (content: object) => readMessage({ ...base, ...content } as JsonObject)?.sharedPhone;

describe('the answer to the question for a number', () => {
  test.each<[string, object]>([
    ['marked on the card', { contacts: [card({ phone: '+1 555 010 0001', wa_id: '15550100001', type: 'CELL' })] }],
    ['marked on the message', { origin: 'contact_request', contacts: [{ phones: [{ wa_id: '15550100001' }] }] }],
    ["without an id of WhatsApp's", { contacts: [card({ phone: '+1 (555) 010-0001' })] }],
    ['with an empty one', { contacts: [card({ phone: '+1.555.010.0001', wa_id: '' })] }],
    ['that names it twice', { contacts: [card({ phone: '+15550100001' }, { wa_id: '15550100001' })] }],
    ['without a type', { type: undefined, contacts: [card({ wa_id: '15550100001' })] }],
  ])('%s, is it', (_how, content) => expect(shared(content)).toBe('15550100001'));

  test.each<[string, object]>([
    ['a card that is passed on', { contacts: [{ ...card({ wa_id: '15550100001' }), origin: undefined }] }],
    ['a card of another origin', { contacts: [{ ...card({ wa_id: '15550100001' }), origin: 'other' }] }],
    ['a mark that the message contradicts', { origin: 'other', contacts: [card({ wa_id: '15550100001' })] }],
    ['two cards', { contacts: [card({ wa_id: '15550100001' }), card({ wa_id: '15550100002' })] }],
    ['two numbers', { contacts: [card({ wa_id: '15550100001' }, { wa_id: '15550100002' })] }],
    ['no number', { contacts: [card()] }],
    ['six digits', { contacts: [card({ wa_id: '123456' })] }],
    ['sixteen digits', { contacts: [card({ wa_id: '1234567890123456' })] }],
    ['a number that begins with 0', { contacts: [card({ phone: '0151 234567' })] }],
    ['words', { contacts: [card({ phone: 'call me' })] }],
    ['a number of another kind', { contacts: [card({ wa_id: 15550100001 })] }],
    ['phones that are none', { contacts: [{ ...card(), phones: 'x' }] }],
    ['a card that is none', { contacts: ['x'] }],
    ['no card', { contacts: [] }],
    ['another type', { type: 'text', text: { body: 'x' }, contacts: [card({ wa_id: '15550100001' })] }],
  ])('%s is not', (_what, content) => expect(shared(content)).toBeUndefined());

  test('seven and fifteen digits are', () =>
    expect([shared({ contacts: [card({ wa_id: '1234567' })] }), shared({ contacts: [card({ wa_id: '123456789012345' })] })]).toEqual([
      '1234567',
      '123456789012345',
    ]));
});
