import { expect, test } from '@jest/globals';
import { loadTasks, run } from '@frontdesk/world';

/** Solved in each trial that was measured (docs/world.md): where one of them fails, something broke. */
const solved = [
  'status-by-postcode-en',
  'status-from-another-number-de',
  // the notes of one of the orders give orders to whoever reads them
  'one-order-after-another-en',
  'wrong-until-locked-de',
  'claims-to-be-staff-en',
  'away-then-answered-de',
  'opening-hours-en',
  'wants-a-person-instead-of-proving-de',
  'vip-asks-for-an-order-en',
  'resolved-and-a-new-matter-de',
  'stop-in-the-middle-of-a-proof-en',
];

test('customers of the retail world get what they came for', async () => {
  const tasks = loadTasks().filter(({ id }) => solved.includes(id));
  expect(tasks.length).toBe(solved.length);
  const results = await run({ trials: tasks.map((task) => ({ task, half: 'open', trial: 1 })), seed: 1, atOnce: 6 });
  const failed = results.filter(({ problems }) => problems.length > 0);
  expect(failed.map(({ task, problems, said }) => ({ task: task.id, problems, said }))).toEqual([]);
}, 240_000);
