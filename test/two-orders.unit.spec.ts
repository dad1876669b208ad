import { expect, test } from '@jest/globals';
import { Chat } from './chat-in-memory.ts';

// What a customer reads who asks about two orders, with the decisions of policy, auth, nlu-router, rag-tools and response-builder.

const asksFor = (order: string, after = '') =>
  expect.stringMatching(new RegExp(`need to check that order ${order} is yours.*${after ? `${after} comes after` : ''}`, 's'));
const tells = (order: string) => expect.stringContaining(`${order} has been shipped`);

test.each([
  ['in one message', ['Where are FD-10234 and FD-10198?']],
  ['in one message, the second as it is spoken', ['Where is FD-10234 and where is 10198?']],
  ['in two messages of one turn', ['where is my order FD-10234?', 'and where is FD-10198?']],
  ['and with a bare number', ['where is my order FD-10234?', 'FD-10198']],
])('two orders %s: one proof is asked for, then the other, and both are told', (_how, texts) => {
  const chat = new Chat();
  expect(chat.writes(...texts)).toEqual([asksFor('FD-10234', 'FD-10198')]);
  expect(chat.writes('FD-10234 2767')).toEqual([tells('FD-10234'), asksFor('FD-10198')]);
  expect(chat.writes('FD-10198 2767')).toEqual([tells('FD-10198')]);
  expect([chat.state.open, chat.state.held, chat.state.challenge]).toEqual([[], [], undefined]);
});

const both = 'Where are FD-10234 and FD-10198?';

test('of three orders each is told, one after the other', () => {
  const chat = new Chat();
  expect(chat.writes('Wo sind FD-10234, FD-10198 und FD-10311?')).toEqual([
    expect.stringMatching(/Bestellung FD-10234 Ihre ist.*Danach geht es um die Bestellungen FD-10198 und FD-10311\./s),
  ]);
  const told = ['FD-10234 22767', 'FD-10198 22767', 'FD-10311 22767'].flatMap((proof) => chat.writes(proof));
  expect(told.filter((words) => words.includes('ist verschickt')).map((words) => /FD-\d+/.exec(words)![0])).toEqual([
    'FD-10234',
    'FD-10198',
    'FD-10311',
  ]);
  expect(told).toHaveLength(5);
});

test('an order that is proved already is told at once, whichever was named first', () => {
  const chat = new Chat();
  chat.writes('where is FD-10234?');
  chat.writes('FD-10234 2767');
  expect(chat.writes('Where are FD-10198 and FD-10234?')).toEqual([tells('FD-10234'), asksFor('FD-10198')]);
});

test('who asks about another order while a proof is asked for hears of that one first, and of the earlier one after it', () => {
  const chat = new Chat();
  chat.writes('where is my order FD-10234?');
  expect(chat.writes('and where is my order FD-10198?')).toEqual([asksFor('FD-10198', 'FD-10234')]);
  expect(chat.writes('FD-10198 2767')).toEqual([tells('FD-10198'), asksFor('FD-10234')]);
  expect(chat.writes('2767')).toEqual([tells('FD-10234')]);
});

test.each([['sorry, I meant FD-10198'], ['not that one, where is FD-10198?'], ['FD-10198']])(
  'who corrects the number, "%s", asks about that one alone',
  (words) => {
    const chat = new Chat();
    chat.writes('where is my order FD-10234?');
    expect(chat.writes(words)).toEqual([asksFor('FD-10198')]);
    expect(chat.writes('FD-10198 2767')).toEqual([tells('FD-10198')]);
  },
);

test('who proves the second order first is told of it, and asked for the first', () => {
  const chat = new Chat();
  chat.writes(both);
  expect(chat.writes('FD-10198 2767')).toEqual([tells('FD-10198'), asksFor('FD-10234')]);
  expect(chat.writes('FD-10234 2767')).toEqual([tells('FD-10234')]);
});

test.each([
  ['another question', 'what are your opening hours?', expect.stringContaining('opening hours')],
  ['a proof that fails', 'FD-10234 0000', expect.stringContaining('does not match')],
  ['half a proof', 'FD-10234', asksFor('FD-10234', 'FD-10198')],
  ['a second thought', 'so where is my order?', asksFor('FD-10234', 'FD-10198')],
  ['the first once more', 'where is my order FD-10234?', asksFor('FD-10234', 'FD-10198')],
])('%s in between loses neither order', (_what, words, said) => {
  const chat = new Chat();
  chat.writes(both);
  expect(chat.writes(words)).toEqual([said]);
  expect(chat.writes('FD-10234 2767')).toEqual([tells('FD-10234'), asksFor('FD-10198')]);
  expect(chat.writes('FD-10198 2767')).toEqual([tells('FD-10198')]);
});

test('where no proof is looked at any longer, that is said of the other order too, and once of all that are left', () => {
  const chat = new Chat();
  chat.writes('Where are FD-10234, FD-10198 and FD-10311?');
  chat.writes('FD-10234 0000');
  chat.writes('FD-10234 0001');
  expect(chat.writes('FD-10234 0002')).toEqual([
    expect.stringContaining('I have stopped checking'),
    expect.stringContaining('I check no proof at the moment'),
  ]);
  expect([chat.state.open, chat.state.held, chat.state.challenge]).toEqual([[], [], undefined]);
});

test('while the shop is away both are kept, and told when it is back', () => {
  const chat = new Chat();
  chat.writes(both);
  chat.shopIsAway = true;
  expect(chat.writes('FD-10234 2767')).toEqual([expect.stringContaining('I have kept your question')]);
  const before = chat.read.length;
  chat.shopIsBack();
  expect(chat.read.slice(before)).toEqual([tells('FD-10234'), asksFor('FD-10198')]);
});

test('a proof of another order does not end what was kept of the second one', () => {
  const chat = new Chat();
  chat.writes(both);
  chat.writes('FD-10234 2767');
  chat.shopIsAway = true;
  expect(chat.writes('FD-10198 2767')).toEqual([expect.stringContaining('I have kept your question')]);
  expect(chat.writes('where is my order FD-10311?')).toEqual([asksFor('FD-10311')]);
  chat.shopIsAway = false;
  // the proof that the shop could not look at is looked at then
  expect(chat.writes('FD-10311 2767')).toEqual([tells('FD-10311'), tells('FD-10198')]);
});

test('of more orders than a request for a proof has room to name, some are named, and all are told', () => {
  const chat = new Chat();
  const orders = Array.from({ length: 80 }, (_, at) => `FD-${20_000 + at}`);
  const [asked] = chat.writes(`Where are ${orders.join(', ')}?`);
  expect(asked).toEqual(asksFor('FD-20000'));
  expect(asked!.length).toBeLessThan(900);
});

test('that an order has not come yet corrects no number', () => {
  const chat = new Chat();
  chat.writes('where is my order FD-10234?');
  expect(chat.writes('and why is FD-10198 not here yet?')).toEqual([asksFor('FD-10198', 'FD-10234')]);
  expect(chat.writes('und warum ist FD-10311 noch nicht da?')).toEqual([
    expect.stringMatching(/FD-10311 Ihre ist.*Danach geht es um die Bestellungen FD-10198 und FD-10234\./s),
  ]);
});

test('who asks for a person in between gets one, and what waited is theirs', () => {
  const chat = new Chat();
  chat.writes('where is my order FD-10234?', 'and where is FD-10198?');
  expect(chat.writes('I want to talk to a human')).toEqual([]);
  expect(chat.state.open.map(({ message }) => message.text?.redacted)).toEqual(['I want to talk to a human']);
});
