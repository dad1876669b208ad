import { describe, expect, test } from '@jest/globals';
import { loadExamples, loadField } from '../adapters/examples.ts';
import { train } from './classifier.ts';
import { askedBeside, mattersApart } from './matters.ts';

const examples = loadExamples();
const classify = train(examples);
const apart = (text: string) => mattersApart(text, 'en', classify);

/** As customers tell of one matter; some of them shaped the rules, so that they hold them, and measure nothing new. */
const stories = [
  'My chair wobbles. I bought it last week. What can I do?',
  'Where is my order? I ordered it two weeks ago and I need it for Friday. Can you help?',
  'I want to return the lamp. It is too big. How do I do that and where do I send it?',
  'The lamp is broken and I want a refund. How long does it take?',
  'Wo ist meine Bestellung? Ich warte seit drei Wochen. Wann kommt sie endlich an?',
  'Meine Lampe flackert. Ich habe sie letzte Woche gekauft. Kann ich sie umtauschen oder bekomme ich mein Geld zurück?',
  'Hi, I moved last week. My order FD-10234 goes to the old address. Can I change it?',
  'Hello! I ordered a sofa. When will it be delivered and do I have to be at home?',
  'I got the wrong lamp. Can I exchange it and who pays for the return?',
  'What are your opening hours on Saturday? And on Sunday? And where is the shop?',
  'Wann haben Sie geöffnet und wo sind Sie? Gibt es Parkplätze?',
  'Where is FD-10234? It was supposed to come yesterday and now the tracking says nothing. Is it lost?',
  'My parcel is marked as delivered but I have nothing. Where is it? Can I get my money back?',
  'Can I change the delivery address? My order number is FD-10234 and I want it sent to my office.',
  'I returned the chair two weeks ago. Where is my refund? When will I get my money?',
  'I returned my order FD-10234 two weeks ago. Where is it now? And when do I get my money back?',
  'Die Tür vom Schrank klemmt. Was kann ich tun? Können Sie jemanden schicken?',
  'how do I return this? do I need the receipt? and how long do I have?',
  'Ich möchte die Lieferadresse ändern. Geht das noch und wie lange habe ich Zeit?',
  'Do you ship to Austria? How much is it and how long does it take?',
  'The delivery guy never came. I waited all day! Where is my order and who do I complain to?',
  "When will my order FD-10234 arrive? I won't be home on Tuesday. Can you deliver it on Wednesday?",
  'Can you deliver my order to a neighbour? And when will it come?',
  'I bought a table in your store in Hamburg. One leg is broken. Can I bring it back there?',
  'Could I pick up my order at the store? When is it ready? What are your hours?',
  'my order has not arrived and I am really angry, I want my money back, where is it?',
  'I want to send back the lamp. Where do I send it and can I drop it at the store?',
  'Ich will den Stuhl zurückgeben. Wohin muss ich ihn schicken und was kostet der Rückversand?',
  'How can I track my order and how long does delivery take?',
  'Is the lamp available in black and white and can I get it in the store?',
  'Hi there, how are you? Where is my order?',
  'I need help. Can you tell me where my order is? Thanks and have a nice day!',
  'Where is my order? How long does delivery take?',
  'When does my order arrive? It says 2 to 4 days, how long does standard delivery take?',
  'Wann kommt meine Bestellung? Wie lange dauert der Versand normalerweise?',
  'Can I get my order delivered on Saturday? When will it come?',
  'When will my order be delivered and what time do you deliver?',
  'where is my order? do you deliver on weekends?',
  'Wo ist mein Paket? Liefern Sie auch samstags?',
];

const severalMatters = [
  'Where is my order? And can I cancel it?',
  'Where is my order FD-10234? And can I get an invoice for FD-10311?',
  'Wo ist meine Bestellung? Und kann ich mit PayPal zahlen?',
  'Where is FD-10234? And what are your opening hours?',
  'I want to return the lamp. Also where is my other order?',
  'Hi! Wann kommt meine Bestellung FD-10234, und kann ich die Adresse noch ändern?',
  'Where is my order FD-10234 and what are your opening hours?',
  'Wo ist meine Bestellung FD-10234? Und wann haben Sie geöffnet?',
  'Can I return the chair? And when do you open on Saturday?',
  'Hello, where is my parcel FD-10311? Also, can I change the delivery address?',
  'Wie kann ich den Tisch zurückgeben? Außerdem: wo ist meine Bestellung FD-10311?',
  'What is your return policy? Where is your nearest store?',
  'Do you have a shop in Hamburg and where is my order?',
  'how do i return a lamp, and where is my order fd10234',
  'My lamp does not turn on, what can I do? And what are your opening hours?',
  'Wann bekomme ich mein Geld zurück? Und habt ihr am Samstag offen?',
  "Where's my refund? And where is order FD-10311?",
  'wo bleibt mein paket fd 10234?? und kann ich die lampe zurückschicken?',
  'Can I change my address? And how long does a refund take?',
  "Hi, I'd like to know where my order FD-10234 is. Also I want to return a chair I bought last month.",
  'Was kostet der Versand nach Österreich? Und wie lange kann ich zurückgeben?',
  "What time do you close today? Also my order FD-10198 hasn't arrived, where is it?",
  'Ich möchte die Lampe zurückgeben. Wo ist außerdem meine zweite Bestellung?',
  'Where is FD-10234? I also moved: can I change the delivery address of FD-10311?',
  'Ich möchte meine Lieferadresse ändern und wann öffnet der Laden in Berlin?',
  'Do you deliver to Austria? And can I return things in the store?',
  'how much is shipping? what are your opening hours?',
  'where is my order FD-10234? And how much is shipping to Austria?',
  'Wo ist meine Bestellung FD-10234? Und was kostet der Versand nach Wien?',
  'Can I return a lamp in your store? Is the store open on Saturday?',
  'Ich habe eine falsche Adresse angegeben. Wo ist mein Paket jetzt? Kann ich die Adresse noch ändern?',
  'Hi, is my order FD-10234 shipped already? If not can I still change the address? If not, can I return it?',
];

describe('what is never set apart', () => {
  test.each([
    ['messages as customers write them', loadField().map(({ text }) => text)],
    ['the examples, each of one intent', examples.map(({ text }) => text)],
    ['stories of several sentences about one matter', stories],
  ])('%s', (_what, texts) => expect(texts.filter((text) => apart(text) !== undefined)).toEqual([]));

  test.each([
    ['Hello! Where is my order FD-10234? Thank you!'],
    ['Where is my order and can I talk to a human?'],
    ['Where is my order? What is the weather like?'],
    ['Kann ich die Bestellung stornieren? Wann bekomme ich mein Geld zurück?'],
    ['Can I change the name and the address of my order?'],
    [''],
  ])('%j', (text) => expect(apart(text)).toBeUndefined());
});

test('of messages about several matters nine of ten are set apart', () =>
  expect(severalMatters.filter((text) => apart(text) !== undefined).length / severalMatters.length).toBeGreaterThanOrEqual(0.9));

test.each([
  ['Where is FD-10234? And what are your opening hours?', 'store', 'And what are your opening hours?', 'Where is FD-10234?'],
  // what is told around a question belongs to it
  [
    'Hi! I bought a lamp. Can I return it? It is too big. Where is your store? Thanks',
    'returns_policy',
    'Hi!\nI bought a lamp.\nCan I return it?\nIt is too big.',
    'Where is your store?\nThanks',
  ],
  // whose order was named is not asked for its number, unless it is another
  [
    'Can I change the address of FD-10234? And when will my order arrive?',
    'address_change',
    'Can I change the address of FD-10234?',
    'And when will my order arrive?\nFD-10234',
  ],
  [
    'Can I return a sofa, and when will my refund arrive? And where is the shop?',
    'refund',
    'Can I return a sofa\nand when will my refund arrive?',
    'And where is the shop?',
  ],
  ['Can I return FD-10234? And where is my other order?', 'returns_policy', 'Can I return FD-10234?', 'And where is my other order?'],
  // two questions of one matter stay together, and so do all of the others
  [
    'What are your opening hours? Where is my order FD-10234? Where is the shop? And can I return a lamp?',
    'store',
    'What are your opening hours?\nWhere is the shop?',
    'Where is my order FD-10234?\nAnd can I return a lamp?',
  ],
])('%s', (text, intent, first, later) => expect(apart(text)).toMatchObject({ intent, first, later }));

test.each([
  ['FD-10234 [PROOF_1]. And what are your opening hours?', 'And what are your opening hours?'],
  ['[EMAIL_1] and what are your opening hours?', 'and what are your opening hours?'],
  ['FD-10234 [PROOF_1]. Where is it?', ''],
  ['FD-10234 [PROOF_1]. Where is my order and how long does delivery take?', ''],
])('along with a proof that an order waits for, %j asks: %j', (text, words) =>
  expect(askedBeside(text, 'order_status', 'en', classify)).toBe(words),
);

test('a long text costs no long time to take apart', () =>
  expect(apart(`where ${' '.repeat(100_000)}and${'\t '.repeat(50_000)}?`)).toBeUndefined());
