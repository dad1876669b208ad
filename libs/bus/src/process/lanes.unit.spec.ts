import { expect, test } from '@jest/globals';
import { Lanes } from './lanes.ts';

const gate = () => {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
};
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('given one conversation, when it has several tasks, then each begins after the one before has ended', async () => {
  const lanes = new Lanes();
  const seen: string[] = [];
  const [first, second] = [gate(), gate()];
  await lanes.push('a', async () => {
    await first.opened;
    seen.push('first');
  });
  await lanes.push('a', async () => {
    seen.push('second begins');
    await second.opened;
  });
  await lanes.push('b', async () => void seen.push('another conversation'));
  await turn();
  expect(seen).toEqual(['another conversation']);
  first.open();
  await turn();
  expect(seen).toEqual(['another conversation', 'first', 'second begins']);
  second.open();
  await lanes.drain();
  expect(lanes.free).toBe(64);
});

test('given two at a time, when three conversations come, then the third waits', async () => {
  const lanes = new Lanes(2);
  const started: string[] = [];
  const hold = gate();
  for (const key of ['a', 'b', 'c'])
    await lanes.push(key, async () => {
      started.push(key);
      await hold.opened;
    });
  await turn();
  expect(started).toEqual(['a', 'b']);
  hold.open();
  await lanes.drain();
  expect(started).toEqual(['a', 'b', 'c']);
});

test('given all places taken, when one more is pushed, then the pusher waits until a place is free, and in its turn', async () => {
  const lanes = new Lanes(1, 2);
  const hold = gate();
  const accepted: number[] = [];
  const done: number[] = [];
  const pushes = [0, 1, 2, 3].map((n) =>
    lanes
      .push('a', async () => {
        await hold.opened;
        done.push(n);
      })
      .then(() => accepted.push(n)),
  );
  await turn();
  expect(accepted).toEqual([0, 1]);
  expect(lanes.free).toBe(0);
  hold.open();
  await Promise.all(pushes);
  await lanes.drain();
  expect(done).toEqual([0, 1, 2, 3]);
});
