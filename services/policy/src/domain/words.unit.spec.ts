import { expect, test } from '@jest/globals';
import { isCourtesy, isFirmYes, isNo, isStart, isStop, isYes, ratingOf } from './words.ts';

test.each([
  ['STOP', 'en'],
  [' stop! ', 'en'],
  ['Stopp.', 'de'],
  ['abmelden', 'de'],
  ['Unsubscribe', 'en'],
  ['🛑 STOP', 'en'],
])('%s ends what we start', (words, language) => expect(isStop(words)).toBe(language));

test.each(['Stop, that is wrong', 'please stop', 'bus stop', 'stop it now', '', 'don’t stop'])('"%s" is no STOP', (words) =>
  expect(isStop(words)).toBeUndefined(),
);

test('START is a whole message too', () => {
  expect([isStart('start'), isStart('Anmelden!'), isStart('Let’s start')]).toEqual(['en', 'de', undefined]);
});

test.each(['yes', 'Yes please!', 'JA', 'ja, gerne', 'ok', '👍', '👍🏽'])('%s is a yes', (words) => expect(isYes(words)).toBe(true));
test.each(['Yes, of course', 'yes you can', 'yes, sure!', 'Ja, natürlich', 'ja klar', 'Ja, dürfen Sie.'])(
  '%s is a yes, also where somebody else has spoken since',
  (words) => expect(isFirmYes(words)).toBe(true),
);
test.each(['yes but where is my order?', 'yesterday', 'jaja', 'no', ''])('"%s" is no plain yes', (words) =>
  expect(isYes(words)).toBe(false),
);
test.each(['No, thanks', 'nein', 'no, you may not', 'Nein, bitte nicht', 'Nein, das möchte ich nicht'])('%s is a no', (words) =>
  expect(isNo(words)).toBe(true),
);
test('who is not sure has said neither', () => expect([isNo('not sure'), isYes('not sure')]).toEqual([false, false]));

test.each([
  ['5', 5],
  ['1', 1],
  ['4/5', 4],
  ['3 von 5', 3],
  ['4 stars!', 4],
  ['2 Sterne', 2],
  ['⭐⭐⭐', 3],
  ['⭐️⭐️⭐️⭐️⭐️', 5],
  ['5️⃣', 5],
  ['👍', 5],
  ['👍🏿', 5],
  ['👎', 1],
  ['★★★★☆', 4],
  ['5, thank you!', 5],
  ['Danke! 4 Sterne 😊', 4],
  ['5 👍', 5],
  ['1 😡', 1],
  ['5/5 great', 5],
])('%s rates %i', (words, rating) => expect(ratingOf(words)).toBe(rating));
test.each([
  '6',
  '0',
  '10',
  '5 items are missing',
  '1 more question',
  '⭐⭐⭐⭐⭐⭐',
  'good',
  'thanks, 15',
  '2 of 3 came, thanks',
  '5, but late',
  '5 5',
  '5?',
  '5 €',
  '3rd',
])('"%s" is no rating', (words) => expect(ratingOf(words)).toBeUndefined());
test('a chosen button rates by its id', () => expect(ratingOf('Great', 'rating:4')).toBe(4));

test.each([
  'Thanks',
  'thank you!!',
  'Thanks for your help!',
  'Thank you so much for the quick reply',
  'Danke für Ihre Hilfe',
  '👍',
  '👎🏽',
  'Vielen Dank.',
  'ok, danke',
  '🙏',
  '❤️',
  '😊😊',
  'Alles klar, danke!',
  'ok thank you',
  'Great, thank you!',
  'perfect, thank you',
  'Thanks so much',
  'thank you, bye',
  'Thanks again, have a nice day 😊',
  'Ok, great. Thank you all for everything!',
  'No, that’s all, thank you',
  'Super, vielen Dank',
  'danke Ihnen',
  'Danke dir!',
  'Alles klar, vielen Dank für die schnelle Antwort und schönes Wochenende',
  'Vielen Dank Ihnen, tschüss!',
  'Nein danke, das war alles',
])('%s is a courtesy', (words) => expect(isCourtesy(words)).toBe(true));
test.each([
  'thanks, but it is broken',
  'thanks, but where is my order',
  'where is my order',
  '',
  'danke für nichts',
  'great, thanks for nothing',
  'thanks for your help, but it is broken',
  'ok, thank you, one more thing',
  'ok?',
  'Alles klar?',
  'no',
  'nein',
  'und',
  'thank you for your refund',
  'danke, und die Rechnung',
  'super, wieder zu spät',
  'thanks, bye, 22767',
  '😡',
])('"%s" wants an answer', (words) => expect(isCourtesy(words)).toBe(false));
