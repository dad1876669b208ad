import { expect, test } from '@jest/globals';
import { Viewing } from './viewing.ts';

const looking = () => {
  const told: string[] = [];
  const line = { isAway: false };
  const page = new Viewing(async ({ line: on, conversation_id: id }) => {
    if (line.isAway) throw new Error('away');
    told.push(`${on} ${id}`);
  });
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  return { told, line, page, settled };
};

test('what a page shows is told on the line that is open, once one is, and anew on the next', async () => {
  const { told, page, settled } = looking();
  const leave = page.show('a');
  await settled();
  expect(told).toEqual([]);
  page.on('1');
  await settled();
  page.on('2');
  await settled();
  leave();
  await settled();
  expect(told).toEqual(['1 a', '2 a', '2 null']);
});

test('a page that shows none has nothing to tell; to go from one to the next is one word', async () => {
  const { told, page, settled } = looking();
  page.on('1');
  await settled();
  const leave = page.show('a');
  await settled();
  leave();
  page.show('b');
  await settled();
  expect(told).toEqual(['1 a', '1 b']);
});

test('what could not be told is told the next time', async () => {
  const { told, line, page, settled } = looking();
  page.on('1');
  line.isAway = true;
  page.show('a');
  await settled();
  line.isAway = false;
  await page.say();
  expect(told).toEqual(['1 a']);
});
