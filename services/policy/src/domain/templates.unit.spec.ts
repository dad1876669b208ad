import { expect, test } from '@jest/globals';
import { text } from '@frontdesk/testing';
import { templates } from './harness.spec.ts';
import { checkTemplate, standIn } from './templates.ts';
import type { StandIn } from './templates.ts';

const asked = (name: string, ...variables: string[]) => ({
  $typeName: 'frontdesk.v1.TemplateContent' as const,
  name,
  language: 'en_US',
  variables: variables.map(text),
  names: [],
});

test('a template stands in for its locale, or for the declared fallback', () => {
  expect(standIn(templates, 'conversation_update', 'de')?.language).toBe('de');
  expect(standIn(templates, 'conversation_update', 'en')?.language).toBe('en_US');
  expect(standIn(templates, 'csat_rating', 'de')?.language).toBe('en_US');
});

test('what is paused, is advertising or needs variables or a picture stands in for nothing', () => {
  expect(
    ['old_news', 'season_offer', 'order_update', 'no_such', 'with_picture'].map((name) => standIn(templates, name as StandIn, 'en')),
  ).toEqual([undefined, undefined, undefined, undefined, undefined]);
});

test.each([
  ['conversation_update', [], 'conversation_update-en_US'],
  ['order_update', ['FD-10234'], 'order_update-en_US'],
  ['order_update', [], 'TEMPLATE_VARIABLES'],
  ['order_update', ['a', 'b'], 'TEMPLATE_VARIABLES'],
  ['order_update', ['two\nlines'], 'TEMPLATE_VARIABLES'],
  ['order_update', ['a\ttab'], 'TEMPLATE_VARIABLES'],
  ['order_update', ['a\rreturn'], 'TEMPLATE_VARIABLES'],
  ['order_update', ['two\u2028lines'], 'TEMPLATE_VARIABLES'],
  // collapsed and stripped when it is sent
  ['order_update', ['many     spaces'], 'order_update-en_US'],
  ['order_update', ['hid\u200Bden\u202E'], 'order_update-en_US'],
  ['order_update', [' '], 'TEMPLATE_VARIABLES'],
  ['order_update', ['\u200B \u2066'], 'TEMPLATE_VARIABLES'],
  // the body has 18 characters without its variable
  ['order_update', ['x'.repeat(1006)], 'order_update-en_US'],
  ['order_update', ['x'.repeat(1007)], 'TEMPLATE_VARIABLES'],
  ['order_update', [` ${'x'.repeat(1000)}${' '.repeat(100)}xxxxx`], 'order_update-en_US'],
  ['with_picture', [], 'TEMPLATE_COMPONENTS'],
  ['old_news', [], 'TEMPLATE_NOT_APPROVED'],
  ['season_offer', [], 'TEMPLATE_NOT_APPROVED'],
  ['no_such', [], 'NO_TEMPLATE'],
])('%s with %j: %s', (name, variables, expected) => {
  const checked = checkTemplate(templates, asked(name, ...variables));
  expect(typeof checked === 'string' ? checked : checked.id).toBe(expected);
});
