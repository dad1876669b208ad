import { expect, test } from '@jest/globals';
import type { Entry } from './commit.ts';
import { isMany, takeNext } from './take-next.ts';

const waits = (topic: string | undefined, size: number, unclaimed = false) => ({
  commit: { entries: Array.from({ length: size }, () => ({}) as Entry), unclaimed, ...(topic ? { topic } : {}) },
});
const inbound = waits('conversation.inbound.v1', 256);
const inbound2 = waits('conversation.inbound.v1', 200);
const reply = waits('conversation.reply.v1', 200);
const settled = waits(undefined, 1);

test('what waits goes together, in the order in which it came', () => {
  const waiting = [inbound, reply, settled];
  expect(takeNext(waiting)).toEqual([inbound, reply, settled]);
  expect(waiting).toEqual([]);
});

test('what is too much for one transaction is begun at its end: who is nearly answered is, before anybody new', () => {
  const waiting = [inbound, inbound2, reply, settled];
  expect(takeNext(waiting)).toEqual([settled, reply, inbound]);
  expect(takeNext(waiting)).toEqual([inbound2]);
});

test('a dead letter ends something too', () => {
  const dead = waits('rag-tools.dead.v1', 1);
  expect(takeNext([inbound, inbound2, reply, dead])).toEqual([dead, reply, inbound]);
});

test('one that is too large alone goes alone', () => {
  const large = waits('conversation.inbound.v1', 600);
  const waiting = [inbound, large];
  expect(takeNext(waiting)).toEqual([inbound]);
  expect(takeNext(waiting)).toEqual([large]);
  expect(waiting).toEqual([]);
});

test('of what is only kept four times as many go together, in the order in which they came', () => {
  const kept = [
    waits('conversation.inbound.v1', 900, true),
    waits('conversation.reply.v1', 900, true),
    waits('conversation.inbound.v1', 900, true),
  ];
  const waiting = [...kept];
  expect(takeNext(waiting)).toEqual(kept.slice(0, 2));
  expect(waiting).toEqual(kept.slice(2));
});

test.each([
  [255, false, false],
  [256, false, true],
  [1_023, true, false],
  [1_024, true, true],
])('%i entries, unclaimed %s: many %s', (size, unclaimed, many) => {
  expect(isMany([waits('conversation.inbound.v1', size - 1, unclaimed), waits('conversation.reply.v1', 1, unclaimed)])).toBe(many);
});
