import { describe, expect, test } from '@jest/globals';
import { missingOf, parts, purposeOf } from './template.ts';

describe("given a template's body", () => {
  test.each<[string, string, object[]]>([
    [
      'its numbers say which blank is which',
      'Order {{2}} for {{ 1 }}.',
      [{ text: 'Order ' }, { variable: 2 }, { text: ' for ' }, { variable: 1 }, { text: '.' }],
    ],
    [
      'names count as they first stand in it',
      '{{first_name}}, order {{order}}, {{first_name}}',
      [
        { variable: 1, name: 'first_name' },
        { text: ', order ' },
        { variable: 2, name: 'order' },
        { text: ', ' },
        { variable: 1, name: 'first_name' },
      ],
    ],
    ['without blanks it is a text', 'Hello', [{ text: 'Hello' }]],
  ])('then %s', (_name, body, found) => expect(parts(body)).toEqual(found));
});

test.each([
  ['csat_rating', 'en_US', 'UTILITY', 'APPROVED', 'Asks for a rating after a case that was resolved outside the 24 hours'],
  ['csat_rating', 'es', 'UTILITY', 'APPROVED', 'People pick it'],
  ['conversation_update', 'de', 'UTILITY', 'PAUSED', 'Stands in for an answer outside the 24 hours, once it is approved'],
  ['order_update', 'es', 'UTILITY', 'APPROVED', 'People pick it'],
  ['csat_rating', 'de', 'MARKETING', 'APPROVED', 'Nothing: only utility templates are sent'],
])('%s, %s, %s and %s: %s', (name, language, category, status, purpose) =>
  expect(purposeOf({ name, language, category, status })).toBe(purpose),
);

test('what is sent by itself and is approved in no language of ours is missing', () => {
  const csat = { name: 'csat_rating', language: 'de', category: 'UTILITY', status: 'APPROVED' };
  const update = { ...csat, name: 'conversation_update' };
  expect(missingOf([])).toEqual(['conversation_update', 'csat_rating']);
  expect(missingOf([csat, { ...update, status: 'REJECTED' }, { ...update, language: 'es' }])).toEqual(['conversation_update']);
  expect(missingOf([csat, update])).toEqual([]);
});
