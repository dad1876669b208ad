import { describe, expect, test } from '@jest/globals';
import { message, testTime } from '@frontdesk/testing';
import { jobsOf } from './clock.ts';
import type { ClockRow } from './clock.ts';
import { applied, follow } from './follow.ts';
import type { Followed } from './follow.ts';
import { policies } from './harness.spec.ts';

const minute = 60_000;
const clocksAfter = (...messages: Followed[]): ClockRow[] =>
  messages.reduce<ClockRow[]>((clocks, one) => applied(clocks, follow(clocks, one, policies)), []);
const running = (...messages: Followed[]) =>
  clocksAfter(...messages)
    .filter(({ endedAt }) => endedAt === undefined)
    .map(({ id }) => id);
const clock = (id: string, ...messages: Followed[]) => clocksAfter(...messages).find((one) => one.id === id);

const fence = (epoch: number, number = 1, turn = 1) => ({ fence: { $typeName: 'frontdesk.v1.Fence' as const, case: number, epoch, turn } });
const opened = (ticketId = 't1', about = fence(1)) =>
  message(
    'HandoffOpened',
    {
      ticketId,
      tier: 'retail',
      topic: 'delivery',
      waitingSince: testTime,
      dueAt: testTime + 30 * minute,
      acceptanceDueAt: testTime + 10 * minute,
    },
    about,
  );
const offered = (offerId: string, ticketId = 't1') =>
  message('CaseOffered', { ticketId, offerId, agentId: 'ana', expiresAt: testTime + 2 * minute });
const answered = (at: number, epoch = 3) => message('MessageSent', { speaker: 'agent', subjectId: 'd1', at }, fence(epoch));
const wrote = (at: number) => message('WindowOpened', { lastInboundAt: at, endsAt: at + 1 });

describe("a customer of people's who does not write", () => {
  const hour = 60 * minute;
  const written = (at: number) => message('WindowOpened', { lastInboundAt: at, endsAt: at + 24 * hour });
  const unheard = (...messages: Followed[]) =>
    clocksAfter(...messages)
      .filter(({ kind, endedAt }) => (kind === 'silent' || kind === 'closing') && endedAt === undefined)
      .map(({ id, ticketId, startedAt, dueAt }) => [id, ticketId, startedAt - testTime, dueAt - testTime]);
  const from = (ms: number) => [
    ['closing:t1', 't1', ms, ms + 23.5 * hour],
    ['silent:t1', 't1', ms, ms + 72 * hour],
  ];

  test('is told of half an hour before the window ends, and after 72 hours, whichever of window and ticket is read first', () => {
    expect(unheard(written(testTime), opened())).toEqual(from(0));
    expect(unheard(opened(), written(testTime))).toEqual(from(0));
  });
  test('anew from each of their messages', () =>
    expect(unheard(written(testTime), opened(), written(testTime + hour))).toEqual(from(hour)));
  test('but not of a case of the bot, nor once people are done with it', () => {
    const over = message('OwnerChanged', { to: 'bot', cause: 'HandedBack', epoch: 2, ticketId: 't1' });
    expect([unheard(written(testTime)), unheard(written(testTime), opened(), over)]).toEqual([[], []]);
  });
});

describe('an offer', () => {
  test('has until it expires', () =>
    expect(clock('accept:t1:o1', opened(), offered('o1'))).toMatchObject({
      kind: 'acceptance',
      ticketId: 't1',
      subject: 'o1',
      startedAt: testTime,
      dueAt: testTime + 2 * minute,
    }));

  test('of another ticket ends with neither, nor begins where that ticket is over', () => {
    const over = message('OwnerChanged', { to: 'bot', cause: 'HandedBack', epoch: 2, ticketId: 't2' });
    expect(running(opened(), offered('o1'), offered('o2', 't2'))).toEqual(expect.arrayContaining(['accept:t1:o1', 'accept:t2:o2']));
    expect(running(over, offered('o1'))).toEqual(['accept:t1:o1']);
    expect(running(over, offered('o2', 't2'))).toEqual([]);
  });

  test('that lapses ends alone: the ticket still waits for somebody, and the next one for whom it was offered to', () => {
    const lapsed = message('OfferLapsed', { ticketId: 't1', offerId: 'o1', agentId: 'ana' });
    const all = running(opened());
    expect(running(opened(), offered('o1'), lapsed)).toEqual(all);
    expect(running(opened(), offered('o2'), lapsed)).toEqual([...all, 'accept:t1:o2']);
  });
});

test('who accepts keeps the promise of the ticket, and no other; an offer is none', () => {
  const before = clocksAfter(opened(), offered('o1'));
  const { facts, clocks } = follow(before, message('HandoffAccepted', { ticketId: 't1', agentId: 'ana' }), policies);
  expect(facts).toMatchObject([{ type: 'SlaMet', data: { clockId: 'accept:t1:-', clock: 'acceptance', ticketId: 't1' } }]);
  expect(clocks.map(({ id, endedAt }) => [id, endedAt])).toEqual([
    ['accept:t1:-', testTime],
    ['accept:t1:o1', testTime],
  ]);
});

test('that nobody takes it in time is a miss, said once; taken in time and read later it is taken back', () => {
  const accepts = (at: number) => message('HandoffAccepted', { ticketId: 't1', agentId: 'ana' }, { decidedAt: testTime + at * minute });
  const before = clocksAfter(opened(), offered('o1'));
  const missed = { clockId: 'accept:t1:-', clock: 'acceptance', ticketId: 't1', dueAt: testTime + 10 * minute };
  expect(follow(before, accepts(11), policies).facts).toMatchObject([{ type: 'SlaBreached', data: missed }]);
  const waiting = before.find(({ id }) => id === 'accept:t1:-')!;
  const offer = before.find(({ id }) => id === 'accept:t1:o1')!;
  expect(jobsOf(waiting, policies).map(({ threshold, dueAt }) => [threshold, dueAt])).toEqual([
    ['due', missed.dueAt],
    ['breach', missed.dueAt],
  ]);
  expect(jobsOf(offer, policies).map(({ threshold }) => threshold)).toEqual(['due']);
  const said = [{ ...waiting, fired: ['due', 'breach'] as const }, offer];
  expect(follow(said, accepts(11), policies).facts).toEqual([]);
  expect(follow(said, accepts(9), policies).facts).toMatchObject([{ type: 'SlaMet', data: { ...missed, withdraws: true } }]);
});

test('a case that comes back is to be taken within as long as it says', () => {
  const back = message('CaseReturned', { ticketId: 't1', acceptanceDueAt: testTime + 15 * minute }, { decidedAt: testTime + 5 * minute });
  expect(clock('accept:t1:-', opened(), message('HandoffAccepted', { ticketId: 't1' }), back)).toMatchObject({
    kind: 'acceptance',
    tier: 'retail',
    topic: 'delivery',
    startedAt: testTime + 5 * minute,
    dueAt: testTime + 15 * minute,
    endedAt: undefined,
  });
});

test('a ticket that is over ends its own clocks alone', () => {
  const back = (ticketId: string) => message('OwnerChanged', { to: 'bot', cause: 'HandedBack', epoch: 4, ticketId });
  expect(running(opened(), back('t2'))).toEqual(running(opened()));
  expect(running(opened(), back('t1'))).toEqual([]);
  expect(running(opened(), message('HandoffWithdrawn', { ticketId: 't2' }))).toEqual(running(opened()));
  expect(running(opened(), message('HandoffWithdrawn', { ticketId: 't1' }))).toEqual([]);
});

describe('the next answer', () => {
  const next = 'sla:next_response:t1';
  const waits = [opened(), answered(testTime + minute), wrote(testTime + 3 * minute)] as const;

  test('is of the ticket that was answered', () =>
    expect(clock(next, ...waits)).toMatchObject({ kind: 'next_response', ticketId: 't1', tier: 'retail', topic: 'delivery' }));

  test('is promised once, from the oldest that waits', () =>
    expect(clock(next, ...waits, wrote(testTime + 5 * minute))).toMatchObject({ startedAt: testTime + 3 * minute }));

  test('is promised to nobody who waits for the first, nor for what the ticket was opened with', () => {
    expect(running(opened(), wrote(testTime + minute))).not.toContain(next);
    const accept = message('MessageSent', { speaker: 'agent', subjectId: 'd0', at: testTime - minute }, fence(3));
    expect(running(opened(), accept, wrote(testTime))).not.toContain(next);
  });

  test('is given by what is sent after it was asked for, by whoever has the case since', () => {
    expect(running(...waits, answered(testTime + 2 * minute))).toContain(next);
    expect(running(...waits, answered(testTime + 4 * minute))).not.toContain(next);
    expect(running(...waits, answered(testTime + 4 * minute, 5))).not.toContain(next);
  });
});

describe('a tier or topic that is learnt later', () => {
  const learnt = (tier: string, topic = 'delivery') => message('PromiseShortened', { ticketId: 't1', tier, topic }, fence(3));
  const due = (clocks: readonly ClockRow[]) =>
    Object.fromEntries(clocks.filter(({ endedAt }) => endedAt === undefined).map(({ id, dueAt }) => [id, (dueAt - testTime) / minute]));
  const waits = [opened(), answered(testTime + minute), wrote(testTime + 3 * minute)] as const;

  test('shortens what runs, each from where it began, and what begins after it', () => {
    expect(due(clocksAfter(opened(), learnt('vip')))).toEqual({
      'accept:t1:-': 4,
      'sla:human_first_response:t1': 5,
      'sla:resolution:t1': 240,
    });
    expect(due(clocksAfter(...waits, learnt('vip')))['sla:next_response:t1']).toBe(8);
    const [first, answer, next] = waits;
    expect(due(clocksAfter(first, answer, learnt('vip'), next))['sla:next_response:t1']).toBe(8);
    expect(clock('sla:resolution:t1', opened(), learnt('vip', 'refund'))).toMatchObject({ tier: 'vip', topic: 'refund' });
  });

  test('never lengthens it, nor touches what is promised to nobody, or of another ticket', () => {
    const before = clocksAfter(offered('o1'), ...waits);
    const after = (...learntOf: Followed[]) => due(clocksAfter(offered('o1'), ...waits, ...learntOf));
    expect(after(learnt('retail', 'general'))).toEqual(due(before));
    expect(after(learnt('vip'))['accept:t1:o1']).toBe(2);
    expect(after(message('PromiseShortened', { ticketId: 't2', tier: 'vip', topic: 'refund' }))).toEqual(due(before));
  });

  test('warns of nothing again, and says a breach no second time', () => {
    const first = clocksAfter(opened()).map((one) => ({ ...one, fired: one.kind === 'resolution' ? [] : (['warn_50'] as const) }));
    const jobs = (clocks: readonly ClockRow[]) =>
      clocks
        .filter(({ id }) => id === 'sla:human_first_response:t1')
        .flatMap((one) => jobsOf(one, policies))
        .map(({ threshold, dueAt }) => [threshold, (dueAt - testTime) / minute]);
    expect(jobs(applied(first, follow(first, learnt('vip'), policies)))).toEqual([
      ['warn_75', 3.75],
      ['warn_90', 4.5],
      ['risk', 3.75],
      ['breach', 5],
    ]);
    const broken = clocksAfter(opened()).map((one) => ({ ...one, fired: ['warn_50', 'warn_75', 'warn_90', 'risk', 'breach'] as const }));
    const still = applied(broken, follow(broken, learnt('vip'), policies));
    expect([jobs(still), due(still)['sla:human_first_response:t1']]).toEqual([[], 30]);
  });
});

describe('the bot’s clock', () => {
  const turnOpened = (oldestOpen: string, turn = 1, after = 0) =>
    message('TurnOpened', { open: [oldestOpen], oldestOpen, oldestOpenAt: testTime + after }, fence(1, 1, turn));
  const dead = (turn: number, deadId = 'x1') => message('DeadLettered', { deadId, consumer: 'auth' }, fence(1, 1, turn));
  const ofBot = (...messages: Followed[]) => running(...messages).filter((id) => !id.startsWith('sla') && !id.startsWith('accept'));

  test('runs on where the thread is the bot’s again', () =>
    expect(ofBot(turnOpened('m1'), message('OwnerChanged', { to: 'bot', cause: 'ThreadControl', epoch: 2 }))).toEqual(['turn:1:m1']));

  test('is one: what was open before has ended', () => expect(ofBot(turnOpened('m1'), turnOpened('m2', 2, 1))).toEqual(['turn:1:m2']));

  test('waits for nothing of a dead letter whose turn is over', () => {
    const over = [turnOpened('m1', 2), message('TurnAnswered', { answered: ['m1'], stillOpen: [] })] as const;
    expect([ofBot(...over, dead(2)), ofBot(...over, dead(1))]).toEqual([[], []]);
    expect(ofBot(...over, dead(3))).toEqual(['dead:x1']);
    expect(ofBot(dead(0))).toEqual([]);
  });

  test('keeps each dead letter that comes before its turn', () =>
    expect(ofBot(dead(2, 'x1'), dead(3, 'x2'))).toEqual(['dead:x1', 'dead:x2']));

  test('has said all that it can once its turn lies among the dead', () =>
    expect(clock('turn:1:m1', turnOpened('m1'), dead(1))?.fired).toEqual(['notice', 'due']));
});
