import { expect, test } from '@jest/globals';
import { Chat } from './chat-in-memory.ts';

// What a customer reads who gives the proof before anybody asks, with the decisions of policy, auth, nlu-router, rag-tools and response-builder.

const tells = (order: string) => expect.stringContaining(`${order} has been shipped`);
const asksFor = (order: string) => expect.stringContaining(`check that order ${order} is yours`);
const left = (attempts: number) => expect.stringMatching(new RegExp(`does not match.*${attempts} attempts? left`));
const stopped = expect.stringContaining('I have stopped checking');

test.each([
  ['Where is my order FD-20417, postcode 22767?'],
  ['FD-20417 2767'],
  ['FD-20417, postcode 2767'],
  ['Order FD-20417, postcode: 22767'],
  ['where is FD-20417? 2767'],
])('"%s" is answered at once', (words) => {
  const chat = new Chat();
  expect(chat.writes(words)).toEqual([tells('FD-20417')]);
  expect([chat.state.open, chat.state.held, chat.state.challenge]).toEqual([[], [], undefined]);
  expect(chat.state.identity).toMatchObject({ level: 'order', subject: 'FD-20417' });
  expect(chat.writes('and where is it now?')).toEqual([tells('FD-20417')]);
});

test('so it is when question and proof come one after the other', () => {
  expect(new Chat().writes('where is my order?', 'FD-20417 2767')).toEqual([tells('FD-20417')]);
  expect(new Chat().writes('hi', 'FD-20417', 'FD-20417 2767')).toEqual([tells('FD-20417')]);
});

test.each([['FD-20417 today'], ['FD-20417 and 10235'], ['where is FD-20417, ordered 2025?'], ['FD-20417']])(
  '"%s" is no attempt: the proof is asked for, and has all of them',
  (words) => {
    const chat = new Chat();
    expect(chat.writes(words)).toEqual([asksFor('FD-20417')]);
    expect(chat.writes('FD-20417 0000')).toEqual([left(2)]);
  },
);

test('one that does not hold counts, and the next one is judged by the same count, however it is given', () => {
  const chat = new Chat();
  expect(chat.writes('Where is my order FD-20417, postcode 0000?')).toEqual([left(2)]);
  expect(chat.state.challenge).toMatchObject({ level: 'order', subject: 'FD-20417' });
  expect(chat.writes('sorry, 0001')).toEqual([left(1)]);
  expect(chat.writes('2767')).toEqual([tells('FD-20417')]);
});

test('three that do not hold lock, and what is given then is not looked at', () => {
  const chat = new Chat();
  expect(['0000', '0001', '0002'].flatMap((wrong) => chat.writes(`FD-20417 ${wrong}`))).toEqual([left(2), left(1), stopped]);
  const [said] = chat.writes('FD-20417 2767');
  expect(said).toContain('I check no proof at the moment');
  expect(chat.writes('FD-20417 9999')).toEqual([said]);
});

test('of two orders the one that is proved is told, and the other asked for', () => {
  const chat = new Chat();
  expect(chat.writes('Where are FD-20417 and FD-10234, postcode 2767?')).toEqual([tells('FD-20417'), asksFor('FD-10234')]);
  expect(chat.writes('2767')).toEqual([tells('FD-10234')]);
});

test('another order is told to who proves it, and one that is proved already needs no proof', () => {
  const chat = new Chat();
  chat.writes('FD-20417 2767');
  expect(chat.writes('where is FD-10234, postcode 2767')).toEqual([tells('FD-10234')]);
  expect(chat.writes('where is FD-10234, postcode 2766')).toEqual([tells('FD-10234')]);
});

test('who asks what needs no proof is answered, whether it holds or not', () => {
  const chat = new Chat();
  expect(chat.writes('What is your returns policy? FD-20417, postcode 0000')).toEqual([expect.stringContaining('returns policy')]);
  expect(chat.writes('FD-20417 0001')).toEqual([left(1)]);
});

test('one that cannot be checked is kept with its question, and told when the shop is back', () => {
  const chat = new Chat();
  chat.shopIsAway = true;
  expect(chat.writes('Where is my order FD-20417, postcode 2767?')).toEqual([expect.stringContaining('I have kept your question')]);
  const before = chat.read.length;
  chat.shopIsBack();
  expect(chat.read.slice(before)).toEqual([tells('FD-20417')]);
});

test('who asks for a person gets one', () => {
  expect(new Chat().writes('I want to talk to a human about FD-20417, postcode 2767')).toEqual([]);
});
