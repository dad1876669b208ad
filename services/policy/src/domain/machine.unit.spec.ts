import { expect, test } from '@jest/globals';
import { events, states, transition } from './machine.ts';

test('the table is total, and what it does not name keeps the state', () => {
  const table = states.map((state) => [state, ...events.map((event) => transition(state, event))].join(' '));
  expect([`state ${events.join(' ')}`, ...table]).toEqual([
    'state authed answer_ok handoff hand_back resolved window_expired customer_writes',
    'new authenticated new human new new closed new',
    'authenticated authenticated automated human authenticated authenticated closed authenticated',
    'automated automated automated human automated closed closed automated',
    'human human human human automated closed human human',
    'closed closed closed closed closed closed closed new',
  ]);
});

test('every state is reached from new, and every case can end', () => {
  const reached = new Set<string>(['new']);
  for (let before = 0; before !== reached.size;) {
    before = reached.size;
    for (const state of states) if (reached.has(state)) for (const event of events) reached.add(transition(state, event));
  }
  expect([...reached].toSorted()).toEqual([...states].toSorted());
});
