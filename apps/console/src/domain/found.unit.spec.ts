import { expect, test } from '@jest/globals';
import type { Found } from '../api/found.ts';
import { foundWords, nothingWords, ofWords, pieces, routeOf } from './found.ts';
import { failureWords } from './failure.ts';

const found = (change: Partial<Found> = {}): Found => ({
  id: 'l1',
  conversation_id: 'mara',
  case: 2,
  at: 1,
  sender: 'customer',
  author_name: null,
  excerpt: 'a lamp',
  ticket: { id: 't1', number: 'T-1042' },
  ...change,
});

test('what was found opens as its case, else as a conversation, at the line if it is one', () => {
  expect(routeOf(found())).toEqual({ at: 'ticket', id: 't1', line: 'l1' });
  expect(routeOf(found({ ticket: null }))).toEqual({ at: 'conversation', id: 'mara', line: 'l1' });
  expect(routeOf(found({ sender: null }))).toEqual({ at: 'ticket', id: 't1' });
});

test('it says whose words they are, and of which case', () => {
  expect([
    foundWords(found()),
    foundWords(found({ sender: 'agent', author_name: 'Ana' })),
    foundWords(found({ sender: 'notice' })),
  ]).toEqual(['Customer', 'Ana', 'Service notice']);
  expect([foundWords(found({ sender: null })), foundWords(found({ sender: null, ticket: null }))]).toEqual(['Case', 'Conversation']);
  expect([ofWords(found()), ofWords(found({ ticket: null })), ofWords(found({ case: null }))]).toEqual([
    'T-1042 · case 2',
    'never with people · case 2',
    'T-1042',
  ]);
});

test('what was looked for stands out, in whatever case, and signs in it are no pattern', () => {
  const shown = (text: string, query: string) => pieces(text, query).map((one) => (one.isFound ? `<${one.text}>` : one.text));
  expect(shown('The Lamp is a lamp.', 'lamp is')).toEqual(['The ', '<Lamp>', ' ', '<is>', ' a ', '<lamp>', '.']);
  expect(shown('how (much)?', '(much)?')).toEqual(['how ', '<(much)?>']);
  const signs = String.raw`an e-mail_to/us^$\.*+?()[]{}|&!%#,;:=<>@~'"` + '`';
  for (const sign of signs.split(/\s|(?=.)/u)) expect(pieces(`a ${sign}1 b`, `${sign}1`).filter((one) => one.isFound)).toHaveLength(1);
  expect(shown('a lamplight', 'lamp lamplight')).toEqual(['a ', '<lamplight>']);
  expect(shown('lamp', ' ')).toEqual(['lamp']);
});

test('that nothing was found is no end where there is more to look through', () => {
  expect(nothingWords(true)).toMatch(/^Nothing so far/);
  expect(nothingWords(false)).toMatch(/^Nothing was found/);
});

test('why something is not looked for is said', () => {
  expect(failureWords('NOT_SEARCHABLE', { why: 'SHORT' })).toMatch(/three letters/);
  expect(failureWords('NOT_SEARCHABLE', { why: 'HIDDEN' })).toMatch(/personal data/i);
  expect(failureWords('NOT_SEARCHABLE', { why: 'NATIONAL' })).toMatch(/country code/);
});
