import { expect, test } from '@jest/globals';
import { loadTasks, run } from '@frontdesk/world';

/** Solved in each trial that was measured (docs/world.md): where one of them fails, something broke. */
const solved = [
  'status-by-postcode',
  'status-from-another-number',
  'wrong-until-locked',
  'away-then-answered',
  'opening-hours',
  'wants-a-person-instead-of-proving',
  'vip-asks-for-an-order',
  'handed-back-and-answered',
  'orders-in-an-orders-notes',
  'stop-in-the-middle-of-a-proof',
];

test('customers of the retail world get what they came for', async () => {
  const tasks = loadTasks().filter(({ id }) => solved.some((one) => id === `${one}-en` || id === `${one}-de`));
  expect(tasks.length).toBe(2 * solved.length);
  const results = await run({ trials: tasks.map((task) => ({ task, half: 'open', trial: 1 })), seed: 1, atOnce: 4 });
  expect(
    results.filter(({ problems }) => problems.length > 0).map(({ task, problems, said }) => ({ task: task.id, problems, said })),
  ).toEqual([]);
}, 240_000);
