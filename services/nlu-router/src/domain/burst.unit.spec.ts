import { describe, expect, test } from '@jest/globals';
import { message, text, turn } from '@frontdesk/testing';
import { loadExamples } from '../adapters/examples.ts';
import { train } from './classifier.ts';
import { route } from './route.ts';

const classify = train(loadExamples());

/** One turn after the other, as policy admits again what a reply has left open; @returns what each was about, and what it answers. */
function turnsOf(...texts: string[]) {
  let open = texts.map((words, at) => ({ messageId: `m${at + 1}`, kind: 'text', text: text(words) }));
  const said: (readonly [string, ...string[]])[] = [];
  while (open.length > 0 && said.length < 9) {
    const { data } = route(
      message('IdentityResolved', { messageId: open.at(-1)!.messageId, outcome: 'none', turn: turn({ open }) }),
      classify,
    );
    said.push([data.next === 'answer' ? data.intent : data.next, ...data.answers]);
    open = open.filter(({ messageId }) => !data.answers.includes(messageId));
  }
  return said;
}

describe('who greets and asks', () => {
  test.each([[['hallo, wie lange wird aufgehoben, was ich hier schreibe?']], [['Guten Tag! Der Tisch hat da einen Riss drin']]])(
    'is not greeted in place of an answer: %j',
    (texts) => expect(turnsOf(...texts)[0]![0]).not.toBe('greeting'),
  );
  test.each([
    [['Hallo, wie geht es Ihnen?']],
    [['Hi, how are you today?']],
    [['hello there', 'anybody home']],
    [['Guten Tag, ich hätte da mal eine Frage']],
  ])('and who only greets is: %j', (texts) => expect(turnsOf(...texts)[0]![0]).toBe('greeting'));
});

describe('messages that came together', () => {
  test.each([
    [
      ['Where is my order FD-10234?', 'What are your opening hours?'],
      ['order_status', 'm1'],
      ['store', 'm2'],
    ],
    [
      ['Was kostet der Versand?', 'Wann haben Sie geöffnet?'],
      ['delivery', 'm1'],
      ['store', 'm2'],
    ],
    [
      ['Where is my order FD-10234?', 'and can I return it?', 'opening hours?'],
      ['order_status', 'm1'],
      ['returns_policy', 'm2'],
      ['store', 'm3'],
    ],
    [
      ['Hello', 'where is my order', 'please', 'what is your returns policy?', 'thanks'],
      ['order_status', 'm1', 'm2', 'm3'],
      ['returns_policy', 'm4', 'm5'],
    ],
    // the same question once more is no other one
    [
      ['where is my order?', 'opening hours?', 'where is my order???'],
      ['order_status', 'm1', 'm3'],
      ['store', 'm2'],
    ],
    // of two orders one is told after the other
    [
      ['where is my order FD-10234?', 'opening hours?', 'and where is FD-10311?'],
      ['order_status', 'm1', 'm3'],
      ['store', 'm2'],
    ],
    // what is surely asked is not unsure for what was told before it
    [
      ['Ich habe die falsche Lampe bekommen', 'kann ich sie umtauschen?', 'oder mein Geld zurück?'],
      ['returns_policy', 'm1', 'm2'],
      ['refund', 'm3'],
    ],
    [
      ['hello there guys,', 'quick one for you:', 'opening hours?'],
      ['store', 'm1', 'm2', 'm3'],
    ],
  ])('%j are questions of their own, answered in their order', (texts, ...expected) => expect(turnsOf(...texts)).toEqual(expected));

  test.each([
    [['hello', 'where is my order FD-10234']],
    [['where is my order?', 'FD-10234', 'it still has not arrived', '??']],
    [['where is my order FD-10234?', 'where is FD-10234???']],
    [['Hello', 'I have a lamp that I do not want', 'What is your returns policy?']],
    [['the lamp is broken', 'and I want a refund']],
    [['may I return it?', 'FD-10234']],
    [['where is my order?', 'are you there?', 'can you help me?']],
    [['Wo ist meine Bestellung?', 'wann kommt sie an?', 'ich warte seit drei Wochen', 'bitte']],
  ])('%j is one question, and answered once', (texts) => expect(turnsOf(...texts)).toHaveLength(1));
});
