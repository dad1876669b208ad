import { expect, test } from '@jest/globals';
import { Activity } from './activity.ts';

const watching = () => {
  const page = new EventTarget();
  const activity = new Activity(page);
  const stop = activity.watch();
  const told: boolean[] = [];
  const tell = (): Promise<void> => activity.tell(async (used) => told.push(used));
  return { activity, told, tell, stop, use: (sign: string) => page.dispatchEvent(new Event(sign)) };
};

test('who has just opened the page uses it; then it is not used until keyboard or pointer are', async () => {
  const { tell, told, use } = watching();
  await tell();
  await tell();
  use('keydown');
  await tell();
  use('pointermove');
  use('wheel');
  await tell();
  await tell();
  expect(told).toEqual([true, false, true, true, false]);
});

test('what could not be told is told the next time', async () => {
  const { activity, tell, told } = watching();
  await expect(activity.tell(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
  await tell();
  expect(told).toEqual([true]);
});

test('a page that was left tells nothing any more', async () => {
  const { stop, tell, told, use } = watching();
  await tell();
  stop();
  use('keydown');
  await tell();
  expect(told).toEqual([true, false]);
});
