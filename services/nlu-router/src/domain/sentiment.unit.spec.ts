import { expect, test } from '@jest/globals';
import { sentimentOf } from './sentiment.ts';

test.each([
  ['this is terrible', 'negative'],
  ['das ist schlecht', 'negative'],
  ['where is my order?', 'neutral'],
  ['', 'neutral'],
  ['thank you', 'positive'],
  ['sehr nett', 'positive'],
  ['nice, but broken', 'neutral'],
  // a negation turns what follows it, and is no more than half an ill word itself
  ['not good', 'negative'],
  ['nicht gut', 'negative'],
  ['not bad', 'positive'],
  ['it never came', 'neutral'],
  ['es kam nie', 'neutral'],
  ['never, never', 'negative'],
  // shouting makes it worse, and nothing that is good
  ['it never came!', 'neutral'],
  ['it never came!!', 'negative'],
  ['it never came??', 'neutral'],
  ['it never came???', 'negative'],
  ['IT NEVER CAME', 'negative'],
  ['it NEVER came', 'neutral'],
  ['IT NIE KAM', 'neutral'],
  ['WHERE IS IT!!!', 'neutral'],
  ['GREAT SERVICE!!', 'positive'],
])('%j is %s', (text, mood) => expect(sentimentOf(text)).toBe(mood));
