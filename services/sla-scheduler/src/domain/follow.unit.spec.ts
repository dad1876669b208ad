import { describe, expect, test } from '@jest/globals';
import { message, testTime } from '@frontdesk/testing';
import { firstAnswered } from './bot-reply.ts';
import { jobsOf } from './clock.ts';
import { fire } from './fire.ts';
import { applied, follow } from './follow.ts';
import type { Followed } from './follow.ts';
import { after, minute, ownerTo, policies } from './harness.spec.ts';

const turnOpened = (oldestOpen: string, turn = 1) =>
  message(
    'TurnOpened',
    { open: [oldestOpen], oldestOpen, oldestOpenAt: testTime },
    { fence: { $typeName: 'frontdesk.v1.Fence', case: 1, epoch: 1, turn } },
  );
const gathered = (messageId: string, seconds: number) =>
  message(
    'MessageGathered',
    { message: { messageId }, endsAt: testTime + seconds * 1000 },
    { fence: { $typeName: 'frontdesk.v1.Fence', case: 1, epoch: 1, turn: 1 } },
  );

describe('never silence', () => {
  test('the clock runs from the oldest open message: 20 s, then 45 s', () => {
    const { clocks } = after(turnOpened('m1'));
    const jobs = clocks.flatMap((clock) => jobsOf(clock, policies));
    expect(jobs.map(({ threshold, dueAt }) => [threshold, dueAt - testTime])).toEqual([
      ['notice', 20_000],
      ['due', 45_000],
    ]);
  });

  test('a new turn with the same oldest message does not start it again', () => {
    expect(after(turnOpened('m1', 1), { ...turnOpened('m1', 2) }).clocks).toMatchObject([
      { id: 'turn:1:m1', startedAt: testTime, fence: { turn: 2 } },
    ]);
  });

  test('a held question that is taken up again has twenty and forty-five seconds of its own', () => {
    const later = testTime + 120_000;
    const again = message(
      'TurnOpened',
      { open: ['m1'], oldestOpen: 'm1', oldestOpenAt: later },
      { fence: { $typeName: 'frontdesk.v1.Fence', case: 1, epoch: 1, turn: 2 } },
    );
    const { clocks } = after(turnOpened('m1'), message('TurnAnswered', { answered: ['m1'], stillOpen: [] }), again);
    expect(clocks).toMatchObject([{ id: 'turn:1:m1', startedAt: later, fired: [], endedAt: undefined }]);
  });

  test('an answer ends it, an answer to something else does not', () => {
    expect(after(turnOpened('m1'), message('TurnAnswered', { answered: ['m1'], stillOpen: [] })).running).toEqual([]);
    expect(after(turnOpened('m1'), message('TurnAnswered', { answered: ['m0'], stillOpen: ['m1'] })).running).toEqual(['turn:1:m1']);
  });

  test("a customer's pause is counted from their last message, beside the clock of the oldest", () => {
    const { running, fires, clocks } = after(turnOpened('m1'), gathered('m1', 3), turnOpened('m1'), gathered('m2', 5));
    expect(running).toEqual(['turn:1:m1', 'quiet:1:m2']);
    expect(clocks.filter(({ kind }) => kind === 'quiet').flatMap((clock) => jobsOf(clock, policies))).toMatchObject([
      { threshold: 'due', dueAt: testTime + 5000 },
    ]);
    expect(fires('due', 'quiet:1:m2')).toMatchObject({
      type: 'QuietPeriodEnded',
      data: { clockId: 'quiet:1:m2', messageId: 'm2' },
      decision: { fence: { case: 1, turn: 1 } },
    });
    expect(fires('due', 'quiet:1:m1')).toBeUndefined();
  });

  test('a pause that nobody waits for any longer is not counted', () => {
    expect(after(turnOpened('m1'), gathered('m1', 3), message('TurnAnswered', { answered: ['m1'], stillOpen: [] })).running).toEqual([]);
    expect(after(turnOpened('m1'), gathered('m2', 3), message('TurnAnswered', { answered: ['m1'], stillOpen: ['m2'] })).running).toEqual([
      'quiet:1:m2',
    ]);
    expect(after(turnOpened('m1'), gathered('m1', 3), ownerTo('queue', 'HandoffOpened')).running).toEqual([]);
    expect(after(turnOpened('m1'), gathered('m1', 3), message('CaseClosed', { reason: 'resolved' })).running).toEqual([]);
  });

  test('the first response of a case is what ends its first clock, in whatever turn; others are not', () => {
    const answered = (messageId: string) => message('TurnAnswered', { answered: [messageId], stillOpen: [] });
    const second = message(
      'TurnOpened',
      { open: ['m2'], oldestOpen: 'm2', oldestOpenAt: testTime + 1 },
      { fence: { $typeName: 'frontdesk.v1.Fence', case: 1, epoch: 1, turn: 3 } },
    );
    const next = message(
      'TurnOpened',
      { open: ['m3'], oldestOpen: 'm3', oldestOpenAt: testTime + 2 },
      { fence: { $typeName: 'frontdesk.v1.Fence', case: 2, epoch: 1, turn: 4 } },
    );
    const first = (...messages: Followed[]) => {
      const { clocks } = after(...messages.slice(0, -1));
      const change = follow(clocks, messages.at(-1)!, policies);
      return firstAnswered(messages.at(-1)!, applied(clocks, change), change.clocks).map(({ id }) => id);
    };
    expect(first(turnOpened('m1', 2), answered('m1'))).toEqual(['turn:1:m1']);
    expect(first(turnOpened('m1', 1), gathered('m1', 3), answered('m1'))).toEqual(['turn:1:m1']);
    expect(first(turnOpened('m1', 1))).toEqual([]);
    expect(first(turnOpened('m1', 1), answered('m1'), second, answered('m2'))).toEqual([]);
    expect(first(turnOpened('m1', 1), answered('m1'), next, answered('m3'))).toEqual(['turn:2:m3']);
  });

  test('nor is what is answered once people, or their phone, have had the case, however long', () => {
    const answered = message('TurnAnswered', { answered: ['m1'], stillOpen: [] });
    const first = (cause: string) => {
      const { clocks } = after(ownerTo('bot', cause), turnOpened('m1'));
      const change = follow(clocks, answered, policies);
      return firstAnswered(answered, applied(clocks, change), change.clocks).map(({ id }) => id);
    };
    expect(['HandedBack', 'HandoffWithdrawn', 'ThreadControl'].map(first)).toEqual([[], [], []]);
    expect(after(ownerTo('bot', 'CaseResolved')).clocks.filter(({ kind }) => kind === 'back')).toEqual([]);
  });

  test('what is given up to people is no first response; what was answered as it fell due is', () => {
    const late = after(turnOpened('m1')).clocks.map((one) => ({ ...one, fired: ['notice', 'due'] as const }));
    const first = (one: Followed) => firstAnswered(one, late, follow(late, one, policies).clocks).map(({ id }) => id);
    expect(first(ownerTo('queue', 'HandoffOpened'))).toEqual([]);
    expect(first(message('TurnAnswered', { answered: ['m1'], stillOpen: [] }))).toEqual(['turn:1:m1']);
    const asked = after(turnOpened('m1')).clocks;
    const toQueue = ownerTo('queue', 'HandoffOpened');
    expect(firstAnswered(toQueue, asked, follow(asked, toQueue, policies).clocks)).toHaveLength(1);
  });

  test('people who take over end it', () => expect(after(turnOpened('m1'), ownerTo('queue', 'HandoffOpened')).running).toEqual([]));

  test('a dead letter that names the turn is overdue at once, and once', () => {
    const dead = message('DeadLettered', { deadId: 'x1', consumer: 'nlu-router' });
    const { said, fires } = after(turnOpened('m1'), dead, dead);
    expect(said).toMatchObject([
      { type: 'ReplyOverdue', data: { clockId: 'turn:1:m1', oldestOpen: 'm1', cause: 'DEAD_LETTER', deadLetterId: 'x1' } },
    ]);
    expect(fires('due', 'turn:1:m1')).toBeUndefined();
  });

  test('a dead letter that is read before its turn waits for it', () => {
    const dead = message('DeadLettered', { deadId: 'x1', consumer: 'auth' });
    expect(after(dead, turnOpened('m1')).said).toMatchObject([{ type: 'ReplyOverdue', data: { deadLetterId: 'x1' } }]);
    expect(after(dead, turnOpened('m1', 2)).said).toEqual([]);
  });

  test('what the record could not process leaves nobody waiting', () => {
    expect(after(turnOpened('m1'), message('DeadLettered', { deadId: 'x1', consumer: 'audit-logger' })).said).toEqual([]);
  });

  test('a dead letter of a turn that was answered says nothing', () => {
    expect(
      after(turnOpened('m1'), message('TurnAnswered', { answered: ['m1'] }), message('DeadLettered', { deadId: 'x1', consumer: 'auth' }))
        .said,
    ).toEqual([]);
  });
});

describe('windows and what is held', () => {
  test('a later message moves the window', () => {
    const window = (at: number) => message('WindowOpened', { lastInboundAt: at, endsAt: at + 86_400_000 });
    expect(after(window(testTime), window(testTime + 1)).running).toEqual([`window:${testTime + 1}`]);
  });

  test('a question that is held again fires again', () => {
    const held = (at: number) => message('QuestionHeld', { heldId: 'h1', dueAt: at + minute }, { decidedAt: at });
    const first = after(held(testTime));
    const job = jobsOf(first.clocks[0]!, policies)[0]!;
    const again = after(held(testTime), held(testTime + minute));
    expect(fire(again.clocks[0], job, testTime + minute)).toBeUndefined();
    expect(again.fires('due', 'held:h1')).toMatchObject({ type: 'HeldDue', data: { heldId: 'h1' } });
  });

  describe('half an hour before the window of who asked what is held ends', () => {
    const hour = 60 * minute;
    const wrote = (at: number, noted = false) => message('WindowOpened', { lastInboundAt: at, endsAt: at + 24 * hour, noted });
    const held = (heldId: string, at = testTime) => message('QuestionHeld', { heldId, dueAt: at + minute }, { decidedAt: at });
    const released = (heldId: string) => message('QuestionReleased', { heldId, reason: 'taken_up' });
    const closing = (...messages: Followed[]) =>
      after(...messages)
        .clocks.filter(({ kind, endedAt }) => kind === 'closing' && endedAt === undefined)
        .map(({ id, startedAt, dueAt }) => [id, startedAt - testTime, dueAt - testTime]);

    test('that is said, by when they wrote last', () => {
      expect(closing(wrote(testTime), held('h1'))).toEqual([['closing:held', 0, 23.5 * hour]]);
      expect(closing(wrote(testTime), held('h1'), wrote(testTime + hour, true))).toEqual([['closing:held', hour, 24.5 * hour]]);
      expect(after(wrote(testTime), held('h1')).fires('due', 'closing:held')).toMatchObject({
        type: 'WindowClosing',
        data: { clockId: 'closing:held', lastInboundAt: testTime },
      });
    });
    test('but of no window that is not known, and not once nothing is held any more', () => {
      expect(closing(held('h1'))).toEqual([]);
      expect(closing(wrote(testTime), held('h1'), held('h2'), released('h1'))).toHaveLength(1);
      expect(closing(wrote(testTime), held('h1'), held('h2'), released('h1'), released('h2'))).toEqual([]);
      expect(closing(wrote(testTime), held('h1'), released('h1'), wrote(testTime + hour))).toEqual([]);
    });
    test('once, however often it is held in it', () => {
      const { clocks } = after(wrote(testTime), held('h1'));
      const said = clocks.map((clock) => (clock.kind === 'closing' ? { ...clock, fired: ['due' as const] } : clock));
      const again = [released('h1'), held('h2', testTime + 23.6 * hour)].reduce<typeof said>(
        (known, one) => applied(known, follow(known, one, policies)) as typeof said,
        said,
      );
      expect(again.filter(({ kind }) => kind === 'closing')).toMatchObject([{ fired: ['due'], endedAt: undefined }]);
    });
  });

  test('a question that was released fires nothing', () => {
    expect(
      after(message('QuestionHeld', { heldId: 'h1', dueAt: testTime }), message('QuestionReleased', { heldId: 'h1' })).fires(
        'due',
        'held:h1',
      ),
    ).toBeUndefined();
  });
});
