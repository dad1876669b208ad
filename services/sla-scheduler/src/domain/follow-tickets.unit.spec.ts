import { describe, expect, test } from '@jest/globals';
import { message, testTime } from '@frontdesk/testing';
import { jobsOf } from './clock.ts';
import { applied, follow } from './follow.ts';
import type { Followed } from './follow.ts';
import { after, fired, minute, ownerTo, policies } from './harness.spec.ts';
import { resolvedBy } from './people.ts';

const opened = (more = {}) =>
  message('HandoffOpened', {
    ticketId: 't1',
    tier: 'retail',
    topic: 'delivery',
    waitingSince: testTime,
    dueAt: testTime + 30 * minute,
    acceptanceDueAt: testTime + 10 * minute,
    ...more,
  });
const fence = (epoch: number, number = 1) => ({ fence: { $typeName: 'frontdesk.v1.Fence' as const, case: number, epoch, turn: 1 } });
const agentSent = (at: number, subjectId = 'd1', about = fence(3)) => message('MessageSent', { speaker: 'agent', subjectId, at }, about);

describe('people', () => {
  test('a ticket runs acceptance, first response and resolution', () => {
    expect(after(opened()).running).toEqual(['accept:t1:-', 'sla:human_first_response:t1', 'sla:resolution:t1']);
  });

  test('with less than min(300 s, a quarter) left people are called', () => {
    const { clocks } = after(opened());
    const jobs = clocks.flatMap((clock) => jobsOf(clock, policies)).filter(({ clockId }) => clockId === 'sla:human_first_response:t1');
    expect(jobs.map(({ threshold, dueAt }) => [threshold, (dueAt - testTime) / minute])).toEqual([
      ['warn_50', 15],
      ['warn_75', 22.5],
      ['warn_90', 27],
      ['risk', 25],
      ['breach', 30],
    ]);
  });

  test('what is due says which clock, which ticket, and how much is left', () => {
    expect(after(opened()).fires('risk', 'sla:human_first_response:t1', testTime + 25 * minute)).toMatchObject({
      type: 'SlaAtRisk',
      data: { clock: 'human_first_response', ticketId: 't1', leftMs: 5 * minute },
    });
  });

  test('a case that comes back to the queue has to be taken anew, and what was promised runs on', () => {
    const taken = [opened(), message('HandoffAccepted', { ticketId: 't1', agentId: 'ana' })] as const;
    const back = message('CaseReturned', { ticketId: 't1', agentId: 'ana', acceptanceDueAt: testTime + 40 * minute });
    const { running, clocks } = after(...taken, back);
    expect(running).toEqual(['accept:t1:-', 'sla:human_first_response:t1', 'sla:resolution:t1']);
    expect(clocks.find(({ id }) => id === 'sla:human_first_response:t1')).toMatchObject({ dueAt: testTime + 30 * minute });
    expect(clocks.find(({ id }) => id === 'accept:t1:-')).toMatchObject({ dueAt: testTime + 40 * minute, fired: [] });
    expect(after(back).running).toEqual([]);
  });

  test("a person's answer that Graph accepted keeps the promise; the bot's does not", () => {
    expect(after(opened(), message('MessageSent', { speaker: 'bot', at: testTime })).running).toContain('sla:human_first_response:t1');
    const { said, fires } = after(opened(), agentSent(testTime + minute));
    expect(said).toMatchObject([{ type: 'SlaMet', data: { clock: 'human_first_response', metAt: testTime + minute } }]);
    expect(fires('risk', 'sla:human_first_response:t1')).toBeUndefined();
  });

  test('an answer in time that is read after the breach was said withdraws it; a late one does not', () => {
    const opening = after(opened()).clocks;
    const broken = applied(opening, {
      clocks: [fired(opening, 'sla:human_first_response:t1', 'breach', testTime + 40 * minute)!.clock],
      facts: [],
    });
    const said = (at: number) => follow(broken, agentSent(at), policies).facts;
    expect(said(testTime + 29 * minute)).toMatchObject([
      { type: 'SlaMet', data: { clock: 'human_first_response', metAt: testTime + 29 * minute, withdraws: true } },
    ]);
    expect(said(testTime + 31 * minute)).toEqual([]);
    expect(follow(opening, agentSent(testTime + minute), policies).facts).toMatchObject([{ data: { withdraws: false } }]);
  });

  test('what a person wrote to an earlier ticket, or in an earlier case, answers nothing', () => {
    const running = (...messages: Followed[]) => after(...messages).running.filter((id) => id.startsWith('sla:human_first_response'));
    const next = message('HandoffOpened', { ...opened().data }, fence(4));
    expect(running(next, agentSent(testTime + minute, 'd1', fence(3)))).toHaveLength(1);
    expect(running(next, agentSent(testTime + minute, 'd1', fence(6)))).toEqual([]);
    const nextCase = message('HandoffOpened', { ...opened().data }, fence(4, 2));
    expect(running(nextCase, agentSent(testTime + minute, 'd1', fence(6)))).toHaveLength(1);
  });

  test('an answer that is read before its ticket has answered it, and what was written after it is promised the next one', () => {
    const wroteAt = testTime + 2 * minute;
    const window = message('WindowOpened', { lastInboundAt: wroteAt, endsAt: wroteAt + 1 });
    const late = after(agentSent(testTime + minute), opened());
    expect(late.said).toMatchObject([{ type: 'SlaMet', data: { clock: 'human_first_response', metAt: testTime + minute } }]);
    expect(late.running).toEqual(['accept:t1:-', 'sla:resolution:t1']);
    expect(after(agentSent(testTime + minute), window, opened()).running).toContain('sla:next_response:t1');
    expect(after(agentSent(testTime + minute), window, agentSent(testTime + 3 * minute), opened()).running).not.toContain(
      'sla:next_response:t1',
    );
  });

  test('what the customer wrote after an answer is promised the next one, also where it is read before that', () => {
    const window = (at: number) => message('WindowOpened', { lastInboundAt: at, endsAt: at + 1 });
    const { running, clocks } = after(opened(), window(testTime + 2 * minute), agentSent(testTime + minute));
    expect(running).toEqual(expect.arrayContaining(['sla:next_response:t1']));
    expect(clocks.find(({ id }) => id === 'sla:next_response:t1')).toMatchObject({ startedAt: testTime + 2 * minute });
    expect(after(opened(), window(testTime + minute), agentSent(testTime + 2 * minute)).running).not.toContain('sla:next_response:t1');
  });

  test('an answer to a ticket that is not known yet is one to it also where the ticket before it still seems to be open', () => {
    const next = message('HandoffOpened', { ...opened().data, ticketId: 't2' }, fence(4));
    const { running } = after(opened(), agentSent(testTime + minute, 'd1', fence(6)), next);
    expect(running).toContain('sla:resolution:t2');
    expect(running).not.toContain('sla:human_first_response:t2');
  });

  test('what the customer wrote before an answer was sent is answered by it, also where it is read after that', () => {
    const window = (at: number) => message('WindowOpened', { lastInboundAt: at, endsAt: at + 1 });
    const answered = [opened(), agentSent(testTime + 2 * minute)];
    expect(after(...answered, window(testTime + minute)).running).not.toContain('sla:next_response:t1');
    expect(after(...answered, window(testTime + 3 * minute)).running).toContain('sla:next_response:t1');
  });

  test('a reaction waits for no answer, and does not hide what was written before it', () => {
    const window = (at: number, noted = false) => message('WindowOpened', { lastInboundAt: at, endsAt: at + 1, noted });
    const waits = (...messages: Followed[]) =>
      after(...messages).clocks.find(({ id, endedAt }) => id === 'sla:next_response:t1' && !endedAt);
    const answered = [opened(), agentSent(testTime + minute)];
    expect(waits(...answered, window(testTime + 2 * minute, true))).toBeUndefined();
    const late = [opened(), window(testTime + 2 * minute), window(testTime + 3 * minute, true), agentSent(testTime + minute)];
    expect(waits(...late)).toMatchObject({ startedAt: testTime + 2 * minute });
    expect(waits(opened(), window(testTime + 2 * minute, true), agentSent(testTime + minute))).toBeUndefined();
  });

  test('what was written before a reaction and is read after it is timed from when it was written', () => {
    const reacted = (at: number) => message('WindowOpened', { lastInboundAt: at, endsAt: at + 1, noted: true });
    const wrote = (at: number, wroteAt: number) => message('WindowOpened', { lastInboundAt: at, endsAt: at + 1, wroteAt });
    const late = [reacted(testTime + 5 * minute), wrote(testTime + 5 * minute, testTime + 3 * minute)];
    const next = (...messages: Followed[]) =>
      after(...messages).clocks.find(({ id, endedAt }) => id === 'sla:next_response:t1' && endedAt === undefined);
    expect(next(opened(), agentSent(testTime + minute), ...late)).toMatchObject({ startedAt: testTime + 3 * minute });
    expect(next(opened(), ...late, agentSent(testTime + minute))).toMatchObject({ startedAt: testTime + 3 * minute });
    expect(next(opened(), agentSent(testTime + 4 * minute), ...late)).toBeUndefined();
    const { clocks } = after(opened(), ...late);
    const window = { startedAt: testTime + 5 * minute, dueAt: testTime + 5 * minute + 1, fired: [], endedAt: undefined };
    expect(clocks.filter(({ kind }) => kind === 'window')).toMatchObject([window]);
    const warned = clocks.map((one) => (one.kind === 'closing' ? { ...one, fired: ['due'] as const } : one));
    const again = applied(warned, follow(warned, late[1]!, policies));
    expect(again.find(({ kind }) => kind === 'closing')).toMatchObject({ fired: ['due'] });
  });

  test('what becomes known late of an earlier answer makes nobody wait who was answered since', () => {
    const window = (at: number) => message('WindowOpened', { lastInboundAt: at, endsAt: at + 1 });
    const answered = [opened(), agentSent(testTime + minute), window(testTime + 3 * minute), agentSent(testTime + 4 * minute)];
    expect(after(...answered, agentSent(testTime + 2 * minute, 'd0')).running).not.toContain('sla:next_response:t1');
    const waits = [opened(), agentSent(testTime + minute), window(testTime + 3 * minute), agentSent(testTime + 2 * minute, 'd0')];
    expect(after(...waits).running).toContain('sla:next_response:t1');
  });

  test('a "one moment" stops nothing', () => {
    const moment = message('MessageSent', { speaker: 'agent', subjectId: 'd1', at: testTime, holding: true }, fence(3));
    expect(after(opened(), moment).running).toContain('sla:human_first_response:t1');
    expect(after(moment, opened()).running).toContain('sla:human_first_response:t1');
    // let out by the release before
    const draft = message('AgentMessageWritten', { draftId: 'd1', ticketId: 't1', holding: true });
    expect(after(opened(), draft, agentSent(testTime)).running).toContain('sla:human_first_response:t1');
  });

  test('what ends a clock after the deadline keeps no promise, and says that it was broken where its job has not', () => {
    const broken = { type: 'SlaBreached', data: { clock: 'human_first_response', ticketId: 't1', dueAt: testTime + 30 * minute } };
    expect(after(opened(), agentSent(testTime + 31 * minute))).toMatchObject({
      said: [broken],
      clocks: expect.arrayContaining([expect.objectContaining({ id: 'sla:human_first_response:t1', fired: ['breach'] })]),
    });
    expect(after(agentSent(testTime + 31 * minute), opened()).said).toMatchObject([broken]);
    const handedBack = message('OwnerChanged', { to: 'bot', cause: 'HandedBack', ticketId: 't1' }, { decidedAt: testTime + 31 * minute });
    expect(after(opened(), handedBack).said).toMatchObject([broken]);
  });

  test('an offer that is taken or lapses ends its clock; the next offer has its own', () => {
    const offered = (offerId: string) =>
      message('CaseOffered', { ticketId: 't1', offerId, agentId: 'ana', expiresAt: testTime + 2 * minute });
    expect(after(opened(), offered('o1'), offered('o2')).running).toEqual(expect.arrayContaining(['accept:t1:-', 'accept:t1:o2']));
    expect(after(opened(), offered('o1'), offered('o2')).running).not.toContain('accept:t1:o1');
    expect(
      after(opened(), offered('o1'), message('HandoffAccepted', { ticketId: 't1', agentId: 'ana' })).running.filter((id) =>
        id.startsWith('accept'),
      ),
    ).toEqual([]);
  });

  test('a ticket that is over before it is known runs nothing', () => {
    const offered = message('CaseOffered', { ticketId: 't1', offerId: 'o1', expiresAt: testTime + minute });
    expect(after(ownerTo('bot', 'HandedBack'), opened(), offered).running).toEqual([]);
    expect(after(ownerTo('bot', 'HandedBack'), opened({ ticketId: 't2' })).running).toHaveLength(3);
  });

  test("the end of a case ends no clock of the next one's ticket, which may be known before it", () => {
    const next = {
      ...opened(),
      envelope: { ...opened().envelope, fence: { $typeName: 'frontdesk.v1.Fence' as const, case: 2, epoch: 1, turn: 2 } },
    };
    expect(after(next, message('CaseClosed', { reason: 'inactivity', closedAt: testTime })).running).toHaveLength(3);
    expect(after(opened(), message('CaseClosed', { reason: 'inactivity', closedAt: testTime })).running).toEqual([]);
  });

  test('who writes to a person that has answered is promised the next answer', () => {
    const wroteAt = testTime + 5 * minute;
    const { clocks } = after(
      opened(),
      agentSent(testTime + minute),
      message('WindowOpened', { lastInboundAt: wroteAt, endsAt: wroteAt + 1 }),
    );
    expect(clocks.find(({ id }) => id === 'sla:next_response:t1')).toMatchObject({ startedAt: wroteAt, dueAt: wroteAt + 30 * minute });
  });

  test.each([
    ['HandedBack', []],
    ['CaseResolved', ['resolution']],
  ])('%s ends every clock of the ticket', (cause, met) => {
    const before = [opened(), agentSent(testTime + minute)] as const;
    const { running, said } = after(...before, ownerTo('bot', cause));
    expect(running).toEqual([]);
    const { clocks } = follow(after(...before).clocks, ownerTo('bot', cause), policies);
    expect(resolvedBy(ownerTo('bot', cause), clocks).map(({ kind, startedAt }) => [kind, startedAt])).toEqual(
      met.map((kind) => [kind, testTime]),
    );
    expect(said.slice(1).map(({ data }) => ('clock' in data ? data.clock : ''))).toEqual(met);
  });
});
