import { describe, expect, test } from '@jest/globals';
import { readFacts } from './facts.ts';
import { complete, oneLine, parts, pickable } from './template.ts';

describe('a template', () => {
  test('is text and blanks', () => expect(parts('Order {{1}} is due {{2}}.')).toEqual([{ text: 'Order ' }, { variable: 1 }, { text: ' is due ' }, { variable: 2 }, { text: '.' }]));
  test('without blanks is text', () => expect(parts('Hello')).toEqual([{ text: 'Hello' }]));
  test('takes no line breaks in a blank', () => expect(oneLine(' FD-10234\n and \t more ')).toBe('FD-10234 and more'));
  test('can be sent when each blank is filled', () => expect([complete([], 0), complete(['a'], 2), complete(['a', '  '], 2), complete(['a', 'b'], 2)]).toEqual([true, false, false, true]));

  test('is offered in the customer\'s language first, marketing never', () => {
    const all = [
      { name: 'b', language: 'en_US', category: 'UTILITY' }, { name: 'a', language: 'en', category: 'UTILITY' },
      { name: 'z', language: 'de', category: 'UTILITY' }, { name: 'sale', language: 'de', category: 'MARKETING' },
    ];
    expect(pickable(all, 'de').map(({ name }) => name)).toEqual(['z', 'a', 'b']);
  });
});

describe('evidence', () => {
  test('of a tool is rows', () => {
    expect(readFacts('{"order_number":"FD-10234","etaAt":"2026-09-01T10:00:00Z","items":["lamp","rug"],"late":false,"carrier":{"name":"DHL"},"note":null}')).toEqual({
      rows: [['Order number', 'FD-10234'], ['Eta at', '2026-09-01 10:00'], ['Items', 'lamp, rug'], ['Late', 'no'], ['Carrier', 'Name DHL'], ['Note', '–']],
    });
  });
  test('of the knowledge base is its words', () => expect(readFacts('You have 30 days.')).toEqual({ text: 'You have 30 days.' }));
});
