import { expect, test } from '@jest/globals';
import { Chat } from './chat-in-memory.ts';

// What a customer reads who asks about two matters in one message, with the decisions of policy, auth, nlu-router, rag-tools and response-builder.

const quotes = (words: string) => expect.stringMatching(new RegExp(`“${words}”|„${words}“|"${words}"|${words}`));
const asksFor = (order: string) =>
  expect.stringMatching(new RegExp(`need to check that order ${order} is yours|Bestellung ${order} Ihre ist`));
const asksWhich = expect.stringMatching(/order number/);
const tells = (order: string) => expect.stringMatching(new RegExp(`${order} (?:has been shipped|ist verschickt)`));
const nothingOwed = [[], [], undefined];
const owed = ({ state }: Chat) => [state.open, state.held, state.challenge];

test.each([
  ['Where is FD-10234? And what are your opening hours?', 'And what are your opening hours\\?'],
  ['What are your opening hours and where is my order FD-10234?', 'What are your opening hours'],
  ['Hi! Wann kommt meine Bestellung FD-10234, und kann ich die Adresse noch ändern?', 'und kann ich die Adresse noch ändern\\?'],
  ['Can I still change the address of FD-10234? And when will my order arrive?', 'Can I still change the address of FD-10234\\?'],
])('"%s": what needs no proof is answered, then the proof is asked for, and the order told', (words, first) => {
  const chat = new Chat();
  expect(chat.writes(words)).toEqual([quotes(first), asksFor('FD-10234')]);
  expect(chat.writes('FD-10234 2767')).toEqual([tells('FD-10234')]);
  expect(owed(chat)).toEqual(nothingOwed);
});

test('of an order that is not named the number is asked for after the other matter', () => {
  const chat = new Chat();
  const said = chat.writes('I want to return the lamp. Also where is my other order?');
  expect(said).toEqual([quotes('I want to return the lamp\\.'), asksWhich]);
  expect(chat.writes('FD-10234 2767')).toEqual([tells('FD-10234')]);
});

test('three matters are three answers, and two that need no proof are both given', () => {
  expect(new Chat().writes('Where is FD-10234? What are your opening hours? And can I return a lamp?')).toEqual([
    quotes('What are your opening hours\\?'),
    quotes('And can I return a lamp\\?'),
    asksFor('FD-10234'),
  ]);
});

test('two orders and another matter: each is told', () => {
  const chat = new Chat();
  expect(chat.writes('Where are FD-10234 and FD-10198? And what are your opening hours?')).toEqual([
    quotes('And what'),
    asksFor('FD-10234'),
  ]);
  expect(chat.writes('FD-10234 2767')).toEqual([tells('FD-10234'), asksFor('FD-10198')]);
  expect(chat.writes('FD-10198 2767')).toEqual([tells('FD-10198')]);
  expect(owed(chat)).toEqual(nothingOwed);
});

test('what is asked along with a proof is answered after the order', () => {
  const chat = new Chat();
  chat.writes('where is FD-10234?');
  expect(chat.writes('FD-10234, postcode 2767. And what are your opening hours?')).toEqual([
    tells('FD-10234'),
    quotes('And what are your'),
  ]);
  expect(owed(chat)).toEqual(nothingOwed);
});

test('it is answered, too, before a further order', () => {
  const chat = new Chat();
  chat.writes('Where are FD-10234 and FD-10198?');
  const said = chat.writes('FD-10234, postcode 2767. And what are your opening hours?');
  expect(said).toEqual([tells('FD-10234'), quotes('And what are your'), asksFor('FD-10198')]);
  expect(chat.writes('FD-10198 2767')).toEqual([tells('FD-10198')]);
  expect(owed(chat)).toEqual(nothingOwed);
});

test('while the shop is away what does not need it is answered, and the order told when it is back', () => {
  const chat = new Chat();
  chat.writes('where is FD-10234?');
  chat.writes('FD-10234 2767');
  chat.shopIsAway = true;
  const away = chat.writes('Where is my order? And what are your opening hours?');
  expect(away).toEqual([quotes('And what are your'), expect.stringContaining('I have kept your question')]);
  const before = chat.read.length;
  chat.shopIsBack();
  expect(chat.read.slice(before)).toEqual([tells('FD-10234')]);
  expect(owed(chat)).toEqual(nothingOwed);
});

test('what was asked along with a proof is not lost when the shop goes away', () => {
  const chat = new Chat();
  chat.writes('where is FD-10234?');
  chat.shopIsAway = true;
  chat.writes('FD-10234, postcode 2767. And what are your opening hours?');
  chat.shopIsBack();
  expect(chat.read.filter((words) => /And what are your opening hours/.test(words))).toHaveLength(1);
  expect(chat.read.filter((words) => /FD-10234 has been shipped/.test(words))).toHaveLength(1);
  expect(owed(chat)).toEqual(nothingOwed);
});

test('who asks for a person along with it gets one for all of it', () => {
  const chat = new Chat();
  expect(chat.writes('Where is FD-10234? And can I talk to a human?')).toEqual([]);
  expect(chat.state.open).toHaveLength(1);
});

test('a story about one matter is answered once', () => {
  expect(new Chat().writes('My chair wobbles. I bought it last week. What can I do?')).toHaveLength(1);
});

test.each([
  ['that fails', 1, 'does not match'],
  ['that locks', 3, 'I have stopped checking'],
])('what is asked along with a proof %s is answered after that is said, once', (_how, times, refusal) => {
  const chat = new Chat();
  chat.writes('where is FD-10234?');
  for (let time = 1; time < times; time += 1) chat.writes(`FD-10234 000${time}`);
  const said = chat.writes('FD-10234, postcode 0000. And what are your opening hours?');
  expect(said).toEqual([expect.stringContaining(refusal), quotes('And what are your')]);
  expect([chat.state.open, chat.state.held]).toEqual([[], []]);
});

test('another matter beside an order that is asked for while a proof is waited for', () => {
  const chat = new Chat();
  chat.writes('where is FD-10234?');
  expect(chat.writes('What are your opening hours? And where is FD-10198?')).toEqual([quotes('What are your'), asksFor('FD-10198')]);
  expect(chat.writes('FD-10198 2767')).toEqual([tells('FD-10198'), asksFor('FD-10234')]);
  expect(chat.writes('FD-10234 2767')).toEqual([tells('FD-10234')]);
  expect(owed(chat)).toEqual(nothingOwed);
});

test('who writes on before the second answer is answered all of it', () => {
  const chat = new Chat();
  const said = chat.writes('Where is FD-10234? And what are your opening hours?', 'and how can I return a lamp?');
  expect(said).toEqual([quotes('And what are your'), asksFor('FD-10234'), quotes('and how can I return')]);
});
