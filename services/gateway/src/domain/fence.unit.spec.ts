import { describe, expect, test } from '@jest/globals';
import { afterFence, fenceReached, mayWrite, openFence } from './fence.ts';
import type { FenceRow, Owed, SendState, Speaker } from './fence.ts';
import { next } from './lane.ts';
import { settle } from './retry.ts';
import { afterUnknown } from './unknown.ts';

/**
 * The barrier over all interleavings: two replicas drive the lane, the log is read, marks run out, a replica dies, time passes, in every order.
 * The decisions are the real ones; each step here is one transaction, or one thing that happens outside of any. Times are ages in ms, so that
 * time may pass for ever and the number of worlds stays finite.
 */
interface Row {
  sendId: string;
  dispatchSeq: number;
  epoch: number;
  speaker: Speaker;
  state: SendState;
  timesUnknown: number;
  age: number;
  copies: number;
}
/** `current`: its call is still the send's last one */
type Lane = { at: 'idle' } | { at: 'marked' | 'written'; sendId: string; current: boolean; age: number };
interface World {
  read: number;
  fence: FenceRow;
  passedSeq: number;
  rows: Row[];
  lanes: Lane[];
  reached: number[];
  people: string[];
  /** sends of people's whose outcome was unknown: what comes behind them doesn't wait */
  lost: string[];
}
type Entry = { fence: number } | { send: string; speaker: Speaker; epoch: number };
interface Scenario {
  log: Entry[];
  statusesArrive: boolean;
  answers: ('accepted' | 'unknown' | 'rejected')[];
  dies?: boolean;
}

const writeWithin = 2_000;
const markLasts = 12_000;
const tick = 15_000;
const aboveAll = 600_000;
const terminal: SendState[] = ['accepted', 'failed', 'cancelled', 'unconfirmed'];
const start: World = {
  read: 0,
  fence: openFence,
  passedSeq: 0,
  rows: [],
  lanes: [{ at: 'idle' }, { at: 'idle' }],
  reached: [],
  people: [],
  lost: [],
};

const isOpen = (row: Row): boolean => !terminal.includes(row.state);
const asSend = (row: Row) => ({ ...row, notBefore: 0, queuedAt: 0, unknownSince: -row.age });
const change = (world: World, sendId: string, to: Partial<Row>): World => {
  const rows = world.rows
    .map((row) => (row.sendId === sendId ? { ...row, age: 0, ...to } : row))
    .map((row) => (isOpen(row) ? row : { ...row, age: 0, timesUnknown: 0, copies: 0 }));
  return {
    ...world,
    rows,
    passedSeq: Math.max(world.passedSeq, ...rows.filter((row) => !isOpen(row)).map((row) => row.dispatchSeq)),
  };
};
const withLane = (world: World, index: number, lane: Lane): World => ({
  ...world,
  lanes: world.lanes.map((old, at) => (at === index ? lane : old)),
});

function reach(world: World): World {
  const { fence, reached } = fenceReached(world.fence, world.rows.filter(isOpen));
  return { ...world, fence, reached: [...world.reached, ...reached.map(({ owed }) => owed.epoch)].sort() };
}

function readLog(world: World, { log }: Scenario): World[] {
  const entry = log[world.read];
  if (!entry) return [];
  const after = { ...world, read: world.read + 1 };
  if ('fence' in entry) {
    const { fence, cancel } = afterFence(world.fence, world.rows.filter(isOpen), { epoch: entry.fence, case: 1, turn: 1 });
    return [reach(cancel.reduce((changed, sendId) => change(changed, sendId, { state: 'cancelled' }), { ...after, fence }))];
  }
  const dispatchSeq = log.slice(0, world.read + 1).filter((other) => 'send' in other).length;
  const { send: sendId, speaker, epoch } = entry;
  return [
    { ...after, rows: [...world.rows, { sendId, dispatchSeq, epoch, speaker, state: 'queued', timesUnknown: 0, age: 0, copies: 0 }] },
  ];
}

function laneSteps(world: World, index: number, { answers }: Scenario): World[] {
  const lane = world.lanes[index] as Lane;
  if (lane.at === 'idle') return look(world, index);
  if (lane.at === 'written') return answers.map((answer) => settleCall(world, index, lane, answer));
  if (lane.age >= writeWithin) return [settleCall(world, index, lane, 'not_written')];
  const { sendId, speaker, epoch, copies } = world.rows.find((row) => row.sendId === lane.sendId) as Row;
  if (speaker === 'bot' && world.reached.some((fence) => epoch < fence))
    throw new Error(`${sendId} of epoch ${epoch} was written after FenceReached`);
  const people = speaker === 'bot' || world.people.includes(sendId) ? world.people : [...world.people, sendId];
  if (copies === 2) throw new Error(`${sendId} was written a third time`);
  const rows = world.rows.map((row) => (row.sendId === sendId && isOpen(row) ? { ...row, copies: copies + 1 } : row));
  return [withLane({ ...world, people, rows }, index, { ...lane, at: 'written' })];
}

function look(world: World, index: number): World[] {
  const decided = next({ fence: world.fence, passedSeq: world.passedSeq, open: world.rows.filter(isOpen).map(asSend) }, 0);
  if (decided.do === 'cancel') return [change(world, decided.send.sendId, { state: 'cancelled' })];
  if (decided.do !== 'write') return [];
  const row = world.rows.find(({ sendId }) => sendId === decided.send.sendId) as Row;
  const lanes = world.lanes.map((lane) => (lane.at !== 'idle' && lane.sendId === row.sendId ? { ...lane, current: false } : lane));
  const marked = change({ ...world, lanes }, row.sendId, { state: 'sending' });
  return [withLane(marked, index, { at: 'marked', sendId: row.sendId, current: true, age: 0 })];
}

function settleCall(
  world: World,
  index: number,
  lane: Exclude<Lane, { at: 'idle' }>,
  kind: 'accepted' | 'unknown' | 'rejected' | 'not_written',
): World {
  const idle = withLane(world, index, { at: 'idle' });
  const row = idle.rows.find(({ sendId }) => sendId === lane.sendId) as Row;
  if (!lane.current || (row.state !== 'sending' && row.state !== 'unknown')) return idle;
  if (kind === 'accepted') return reach(change(idle, row.sendId, { state: kind }));
  if (kind === 'unknown') return row.state === 'unknown' ? idle : becomesUnknown(idle, row);
  const { state } = settle(kind === 'not_written' ? { kind } : { kind: 'refused', code: 131026, rule: { title: '', retry: 'N' } }, 1, 0);
  return reach(change(idle, row.sendId, { state }));
}

function becomesUnknown(world: World, row: Row): World {
  const lost = row.speaker === 'bot' || world.lost.includes(row.sendId) ? world.lost : [...world.lost, row.sendId].sort();
  return reach(change({ ...world, lost }, row.sendId, { state: 'unknown', timesUnknown: Math.min(row.timesUnknown + 1, 2) }));
}

function sweep(world: World, { statusesArrive }: Scenario): World[] {
  return world.rows.flatMap((row): World[] => {
    if (row.state === 'sending' && row.age >= markLasts) return [becomesUnknown(world, row)];
    if (row.state !== 'unknown') return [];
    const decided = afterUnknown(world.fence, asSend(row), statusesArrive ? 1 : -aboveAll * 2, 0);
    if (decided === 'resend') return [change(world, row.sendId, { state: 'queued' })];
    return decided === 'unconfirmed' ? [reach(change(world, row.sendId, { state: 'unconfirmed' }))] : [];
  });
}

/** A replica dies: what it held is gone, whether it was written or not; its next self starts idle. */
const die = (world: World, { dies = true }: Scenario): World[] =>
  !dies ? [] : world.lanes.flatMap((lane, index) => (lane.at === 'idle' ? [] : [withLane(world, index, { at: 'idle' })]));

/** A tick passes, or ten minutes. Beyond what a rule looks at, ages are the same. */
function timePasses(world: World): World[] {
  const older = (by: number): World => ({
    ...world,
    rows: world.rows.map((row) => {
      if (row.state === 'sending') return { ...row, age: Math.min(row.age + by, tick) };
      return row.state === 'unknown'
        ? { ...row, age: row.age + by > 2 * tick ? Math.max(row.age, by === tick ? 2 * tick : aboveAll) : row.age + by }
        : row;
    }),
    lanes: world.lanes.map((lane) => (lane.at === 'idle' ? lane : { ...lane, age: Math.min(lane.age + by, tick) })),
  });
  return [older(tick), older(aboveAll)];
}

function explore(scenario: Scenario): { worlds: number; ends: World[] } {
  const seen = new Set<string>();
  const ends: World[] = [];
  const left = [start];
  for (let world = left.pop(); world; world = left.pop()) {
    const lanes = [...world.lanes].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    const same = { ...world, lanes };
    const key = JSON.stringify(same);
    if (seen.has(key)) continue;
    seen.add(key);
    const steps = [
      ...readLog(same, scenario),
      ...laneSteps(same, 0, scenario),
      ...laneSteps(same, 1, scenario),
      ...sweep(same, scenario),
      ...die(same, scenario),
    ];
    const later = timePasses(same).filter((after) => JSON.stringify(after) !== key);
    if (steps.length === 0 && later.length === 0) ends.push(same);
    left.push(...steps, ...later);
  }
  return { worlds: seen.size, ends };
}

const bot = (send: string): Entry => ({ send, speaker: 'bot', epoch: 1 });
const takeover: Entry[] = [bot('b1'), { fence: 2 }, { send: 'a2', speaker: 'agent', epoch: 2 }];
const queued: Entry[] = [bot('b1'), bot('b2'), { fence: 2 }, { send: 'n3', speaker: 'notice', epoch: 2 }];
const twice: Entry[] = [
  bot('b1'),
  { fence: 2 },
  { send: 'n2', speaker: 'notice', epoch: 1 },
  { fence: 3 },
  { send: 'a3', speaker: 'agent', epoch: 3 },
];

describe('the fence, over all interleavings', () => {
  const scenarios: [string, Scenario][] = [
    ['a takeover while the bot is sending', { log: takeover, statusesArrive: true, answers: ['accepted', 'unknown'] }],
    ['a takeover while Meta sends no statuses', { log: takeover, statusesArrive: false, answers: ['accepted', 'unknown'] }],
    ["a takeover with a queue of the bot's", { log: queued, statusesArrive: true, answers: ['accepted'], dies: false }],
    ['two changes of owner', { log: twice, statusesArrive: true, answers: ['accepted', 'rejected'], dies: false }],
  ];

  test.each(scenarios)('%s: nothing stale is written after FenceReached, people go out in order', (_name, scenario) => {
    const { worlds, ends } = explore(scenario);
    expect(worlds).toBeGreaterThan(1_000);
    expect(ends.length).toBeGreaterThan(0);
    for (const { reached, people, lost, rows, fence } of ends) {
      const raised = scenario.log.flatMap((entry) => ('fence' in entry ? [entry.fence] : []));
      expect(reached).toEqual(raised);
      expect(fence.owed).toEqual([]);
      const inSight = people.filter((sendId) => !lost.includes(sendId));
      expect(inSight).toEqual([...inSight].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1))));
      expect(rows.filter(isOpen)).toEqual([]);
      expect(rows.filter(({ speaker, state }) => speaker !== 'bot' && state === 'cancelled')).toEqual([]);
    }
  });

  test("a person's send is written whatever the epoch does", () => {
    const { ends } = explore({
      log: [{ send: 'a1', speaker: 'agent', epoch: 1 }, { fence: 2 }, { fence: 3 }],
      statusesArrive: true,
      answers: ['accepted'],
    });
    const accepted = ends.filter(({ rows }) => rows.every(({ state }) => state === 'accepted'));
    expect(accepted.length).toBeGreaterThan(0);
    for (const { people } of accepted) expect(people).toEqual(['a1']);
  });

  test('the exploration finds a barrier that does not hold', () => {
    const torn = (): World => {
      const world = {
        ...start,
        read: 2,
        rows: [
          {
            sendId: 'b1',
            dispatchSeq: 1,
            epoch: 1,
            speaker: 'bot' as const,
            state: 'sending' as const,
            timesUnknown: 0,
            age: 0,
            copies: 0,
          },
        ],
        reached: [2],
      };
      return withLane(world, 0, { at: 'marked', sendId: 'b1', current: true, age: 0 });
    };
    expect(() => laneSteps(torn(), 0, { log: [], statusesArrive: true, answers: ['accepted'] })).toThrow('after FenceReached');
  });
});

describe('the fence, step by step', () => {
  const row = (state: SendState, speaker: Speaker = 'bot', epoch = 1) => ({
    sendId: `${speaker}-${state}`,
    dispatchSeq: 1,
    epoch,
    speaker,
    state,
  });
  const owed: Owed = { epoch: 2, case: 1, turn: 3 };

  test("given queued sends, when it is raised, then the bot's older ones are cancelled and nobody else's", () => {
    const sends = [
      row('queued'),
      row('queued', 'agent'),
      row('queued', 'notice'),
      row('sending'),
      { ...row('queued', 'bot', 2), sendId: 'new' },
    ];
    expect(afterFence(openFence, sends, owed).cancel).toEqual(['bot-queued']);
  });

  test('given a request on the wire, when it is raised, then it is reached only once that is settled', () => {
    const { fence } = afterFence(openFence, [row('sending')], owed);
    expect(fenceReached(fence, [row('sending')]).reached).toEqual([]);
    expect(fenceReached(fence, []).reached).toEqual([{ owed, unknown: [] }]);
  });

  test('given an unknown outcome, then it is reached and names the send', () => {
    expect(fenceReached({ epoch: 2, owed: [owed] }, [row('unknown')]).reached).toEqual([{ owed, unknown: ['bot-unknown'] }]);
  });

  test("given a person's request on the wire, then it holds nothing up", () => {
    expect(fenceReached({ epoch: 2, owed: [owed] }, [row('sending', 'agent')]).reached).toHaveLength(1);
  });

  test('given an older epoch is read late, then the newest stays in force', () => {
    const { fence } = afterFence({ epoch: 3, owed: [] }, [], owed);
    expect(fence.epoch).toBe(3);
    expect(mayWrite(fence, row('queued', 'bot', 2))).toBe(false);
  });
});
