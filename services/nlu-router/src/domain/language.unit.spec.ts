import { expect, test } from '@jest/globals';
import { languageOf } from './language.ts';

test.each([
  ['where is my order', '', 'en'],
  ['wo ist meine Bestellung', '', 'de'],
  ['where is my order', 'de', 'en'],
  ['wo ist meine Bestellung', 'en', 'de'],
  ['hello', 'de', 'en'],
  ['hallo', 'en', 'de'],
  // what is as much the one as the other, or neither, keeps the conversation's
  ['was', 'de', 'de'],
  ['was', 'en', 'en'],
  ['hello hallo', 'de', 'de'],
  ['hello hallo', 'en', 'en'],
  ['asdf qwer zxcv', 'de', 'de'],
  ['asdf qwer zxcv', 'en', 'en'],
  ['asdf qwer zxcv', '', 'en'],
  ['asdf qwer zxcv', 'fr', 'en'],
  ['', 'de', 'de'],
  // but for letters that only one of them has
  ['Grüße', 'en', 'de'],
])('%j in a conversation in "%s" is %s', (text, sticky, language) => expect(languageOf(text, sticky)).toBe(language));
