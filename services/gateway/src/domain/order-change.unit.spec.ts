import { describe, expect, test } from '@jest/globals';
import { afterFence, fenceReached, openFence } from './fence.ts';
import type { FenceRow } from './fence.ts';
import { afterAnswer, beforeAsking, fencedOf, tryForMs } from './order-change.ts';
import type { Answer, ChangeEnd, OrderChange } from './order-change.ts';

/**
 * A change over all interleavings: two replicas ask, the owner changes, marks run out, a replica dies, the minute passes, in every order, at a shop that
 * changes once for a key and answers as the first time. The decisions are the real ones.
 */
interface World {
  fence: FenceRow;
  change: OrderChange;
  end: ChangeEnd | '';
  replicas: ({ at: 'idle' } | { at: 'marked' | 'written'; attempt: number; answer: Answer })[];
  shop: 'undecided' | 'made' | 'too_late';
  /** the last mark ran out */
  isOld: boolean;
  isTimeUp: boolean;
  isRaised: boolean;
  reached: number;
}

const epoch = 1;
const start: World = {
  fence: { ...openFence, epoch },
  change: { changeId: 'c1', epoch, state: 'queued', attempts: 0, mayBeMade: false, askedFirstAt: 0 },
  end: '',
  replicas: [{ at: 'idle' }, { at: 'idle' }],
  shop: 'undecided',
  isOld: false,
  isTimeUp: false,
  isRaised: false,
  reached: 0,
};

const now = ({ isTimeUp, change }: World): number => (isTimeUp || change.attempts >= 3 ? 1 + tryForMs : 2);
const withReplica = (world: World, index: number, replica: World['replicas'][number]): World => ({
  ...world,
  replicas: world.replicas.map((old, at) => (at === index ? replica : old)),
});

function reach(world: World): World {
  const { fence, reached } = fenceReached(world.fence, world.end === '' ? [fencedOf(world.change)] : []);
  return { ...world, fence, reached: world.reached + reached.length };
}

function over(world: World, end: ChangeEnd): World {
  if (world.end !== '') throw new Error('it ended twice');
  return reach({ ...world, end });
}

function settled(world: World, answer: Answer): World {
  const next = afterAnswer(world.fence, world.change, answer, now(world), 0);
  if (next.state !== 'queued') return over(world, next.state);
  return { ...world, change: { ...world.change, state: 'queued', mayBeMade: next.mayBeMade } };
}

function raise(world: World): World[] {
  if (world.isRaised) return [];
  const open = world.end === '' ? [fencedOf(world.change)] : [];
  const { fence, cancel } = afterFence(world.fence, open, { epoch: epoch + 1, case: 1, turn: 1 });
  const raised = { ...world, fence, isRaised: true };
  return [cancel.length > 0 ? over(raised, world.change.mayBeMade ? 'unconfirmed' : 'cancelled') : reach(raised)];
}

/** What the shop may do with a request, and be heard to say. */
function written(world: World, index: number, attempt: number): World[] {
  if (world.reached > 0) throw new Error('it was asked for after FenceReached');
  const outcomes: [World['shop'], Answer][] = [
    [world.shop, 'unavailable'],
    [world.shop, 'unknown'],
  ];
  for (const shop of world.shop === 'undecided' ? (['made', 'too_late'] as const) : [world.shop])
    outcomes.push([shop, shop], [shop, 'unknown']);
  return outcomes.map(([shop, answer]) => withReplica({ ...world, shop }, index, { at: 'written', attempt, answer }));
}

function act(world: World, index: number): World[] {
  const replica = world.replicas[index]!;
  const idle = withReplica(world, index, { at: 'idle' });
  if (replica.at === 'idle') {
    if (world.end !== '' || world.change.state !== 'queued') return [];
    const next = beforeAsking(world.fence, world.change, now(world));
    if (next !== 'ask') return [over(world, next)];
    const attempt = world.change.attempts + 1;
    const change: OrderChange = { ...world.change, state: 'asking', attempts: attempt, askedFirstAt: 1 };
    return [withReplica({ ...world, change, isOld: false }, index, { at: 'marked', attempt, answer: 'unavailable' })];
  }
  const { attempt, answer } = replica;
  const isCurrent = world.end === '' && world.change.state === 'asking' && world.change.attempts === attempt;
  const heard = isCurrent ? settled(idle, answer) : idle;
  // begun within its time, or not at all
  const isInTime = isCurrent && !world.isOld;
  return [heard, idle, ...(replica.at === 'marked' && isInTime ? written(world, index, attempt) : [])];
}

function others(world: World): World[] {
  const isAsking = world.end === '' && world.change.state === 'asking';
  return [
    ...raise(world),
    ...(isAsking && !world.isOld ? [{ ...world, isOld: true }] : []),
    ...(isAsking && world.isOld ? [settled(world, 'unknown')] : []),
    ...(world.isTimeUp ? [] : [{ ...world, isTimeUp: true }]),
  ];
}

function explore(): { worlds: number; ends: World[] } {
  const seen = new Set<string>();
  const ends: World[] = [];
  const left = [start];
  for (let world = left.pop(); world; world = left.pop()) {
    const key = JSON.stringify(world);
    if (seen.has(key)) continue;
    seen.add(key);
    const steps = [...act(world, 0), ...act(world, 1), ...others(world)];
    if (steps.length === 0) ends.push(world);
    left.push(...steps);
  }
  return { worlds: seen.size, ends };
}

describe('a change in the shop', () => {
  test('over all interleavings: it ends once and is told as it is, nothing is asked for after FenceReached, and that comes', () => {
    const { worlds, ends } = explore();
    expect(worlds).toBeGreaterThan(1_000);
    expect(new Set(ends.map(({ end }) => end))).toEqual(new Set(['made', 'too_late', 'unavailable', 'unconfirmed', 'cancelled']));
    expect(ends.filter(({ reached }) => reached !== 1)).toEqual([]);
    const isTold = ({ end, shop }: World): boolean => end === 'unconfirmed' || (shop === 'made') === (end === 'made');
    expect(ends.filter((world) => !isTold(world))).toEqual([]);
  });

  const change: OrderChange = { changeId: 'c1', epoch: 2, state: 'asking', attempts: 1, mayBeMade: false, askedFirstAt: 1_000 };
  const fence: FenceRow = { ...openFence, epoch: 2 };

  test('given a shop that is away, when it is asked again, then after waits that double, with jitter, up to eight seconds', () => {
    const waits = [1, 2, 3, 4, 9].map((attempts) => {
      const next = afterAnswer(fence, { ...change, attempts }, 'unavailable', 2_000, 0);
      return next.state === 'queued' && next.notBefore - 2_000;
    });
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 8_000]);
    expect(afterAnswer(fence, change, 'unavailable', 2_000, 1)).toMatchObject({ notBefore: 3_500, mayBeMade: false });
  });

  test('given one request of which nobody knows, then the shop being away later does not make it certain', () => {
    const lost = afterAnswer(fence, change, 'unknown', 2_000, 0);
    expect(lost).toMatchObject({ state: 'queued', mayBeMade: true });
    expect(afterAnswer(fence, { ...change, mayBeMade: true }, 'unavailable', 61_000, 0)).toEqual({ state: 'unconfirmed' });
    expect(afterAnswer(fence, change, 'unavailable', 61_000, 0)).toEqual({ state: 'unavailable' });
  });

  test('given a minute without an answer that decides it, when it is looked at, then it is not asked for again', () => {
    expect(beforeAsking(fence, { ...change, state: 'queued' }, 60_999)).toBe('ask');
    expect(beforeAsking(fence, { ...change, state: 'queued' }, 61_000)).toBe('unavailable');
  });
});
