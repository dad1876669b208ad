import { expect, test } from '@jest/globals';
import { fact } from '@frontdesk/contracts';
import type { Output } from '../domain/evolve.ts';
import { momentMs, WaitingList } from './waiting-list.ts';

const opened = fact('TurnOpened', { open: ['m1'], oldestOpen: 'm1' }) as Output;
const answered = (...stillOpen: string[]) => fact('TurnAnswered', { answered: ['m1'], stillOpen, by: 'r1' }) as Output;
const taken = fact('OwnerChanged', { from: 'bot', to: 'queue', epoch: 1 }) as Output;

/** Who is shown that the bot writes, a moment after the last of these. */
const shown = (...heard: Output[]) => {
  const list = new WaitingList();
  for (const [index, one] of heard.entries()) list.heard('c1', [one], 'trace', index);
  return [...list.take(momentMs)];
};

test('who has waited for a moment is told once, with the trace that they wait in', () => {
  const list = new WaitingList();
  list.heard('c1', [opened], 'trace', 0);
  expect([momentMs - 1, momentMs, momentMs + 1].map((now) => [...list.take(now)])).toEqual([[], [['c1', 'trace']], []]);
});

test('whoever writes again waits since they wrote first; whose answer went out, or who is with people, does not wait', () => {
  expect([shown(opened, opened), shown(opened, answered('m2'))]).toEqual([[['c1', 'trace']], [['c1', 'trace']]]);
  expect([shown(opened, answered()), shown(opened, taken)]).toEqual([[], []]);
});

test('where many wait it is a few at a time, and nobody long after', () => {
  const list = new WaitingList();
  for (let index = 0; index < 10; index += 1) list.heard(`c${index}`, [opened], '', 0);
  expect([momentMs, momentMs + 250, 10_000].map((now) => [...list.take(now).keys()])).toEqual([
    ['c0', 'c1', 'c2', 'c3'],
    ['c4', 'c5', 'c6', 'c7'],
    [],
  ]);
});
