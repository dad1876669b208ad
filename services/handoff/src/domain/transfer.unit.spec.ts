import { describe, expect, test } from '@jest/globals';
import { message, testTime, text, turn } from '@frontdesk/testing';
import type { Transfer } from './transfer.ts';
import { Staff } from './staff.ts';
import type { Colleague } from './staff.ts';
import { ana, ben, desk, fence, free, held, inQueue, lena, minute, ownerIs, reached } from './harness.spec.ts';

const agents = [free('ana'), free('ben', 3), free('lena', 1)];
const colleague = (id: string, standing: Colleague['standing'] = 'available'): Colleague => ({ id, name: id, standing });
const to = (id: string | undefined, more: Partial<Transfer> = {}): Transfer => ({
  type: 'transfer',
  ticketId: 'ticket-1',
  from: 'ana',
  to: id === undefined ? undefined : colleague(id),
  note: undefined,
  ...more,
});
const note = { noteId: 'note-1', text: text('He wants the blue one') };
/** Ana holds it; who is there is given. */
const anas = (context = {}): ReturnType<typeof desk> => {
  const one = inQueue({ agents, ...context });
  one.does('accept');
  return one.hears(ownerIs('agent:ana', 3, 'HandoffAccepted'), reached(3));
};
const queued = (one: ReturnType<typeof desk>, epoch = 4) => one.hears(ownerIs('queue', epoch, 'CaseReturned'));
const sent = (at: number) => message('MessageSent', { speaker: 'agent', subjectId: 'd1', at }, fence(3));
const lapses = (one: ReturnType<typeof desk>) =>
  one.hears(message('AcceptanceDue', { ticketId: one.ticket().id, offerId: one.ticket().offerId }, fence(4)));

describe('a case that is handed over', () => {
  test('is offered to who was named, though others hold less; the note stands before it, the due time stays', () => {
    const one = anas();
    const { dueAt } = one.ticket();
    const before = one.said.length;
    expect(one.asks(to('ben', { note }))).toBeUndefined();
    expect(one.said.slice(before)).toMatchObject([
      { type: 'NoteWritten', data: { noteId: 'note-1', ticketId: one.ticket().id, agentId: 'ana' } },
      {
        type: 'CaseReturned',
        data: { agentId: 'ana', toAgentId: 'ben', reason: 'TRANSFERRED' },
        decision: { actor: { kind: 'agent', id: 'ana' }, fence: { epoch: 3 }, reasons: ['TRANSFERRED'] },
      },
    ]);
    expect(one.last('CaseReturned').data.word?.redacted).toMatch(/^Somebody else of our team takes over your request T-1042/);
    expect(queued(one).last('CaseOffered').data).toMatchObject({ agentId: 'ben', expiresAt: testTime + 2 * minute });
    expect(one.ticket()).toMatchObject({ status: 'offered', assignee: '', dueAt });
  });

  test('goes on as any that lapses, and not to who handed it over', () => {
    const one = anas();
    one.asks(to('ben'));
    lapses(queued(one));
    expect(one.ticket()).toMatchObject({ status: 'offered', offeredTo: 'lena' });
    expect(lapses(one).ticket()).toMatchObject({ status: 'waiting', offeredTo: '' });
  });

  test('goes to who let it lapse before, if they are named', () => {
    const one = inQueue({ agents });
    expect(one.ticket().offeredTo).toBe('ana');
    lapses(one);
    one.does('accept', lena);
    one.hears(ownerIs('agent:lena', 3, 'HandoffAccepted'), reached(3));
    one.asks(to('ana', { from: 'lena' }), lena);
    expect(queued(one).ticket().offeredTo).toBe('ana');
  });

  test('is the next one’s where who was named has gone meanwhile', () => {
    const one = anas({ agents: [free('ana'), free('lena')] });
    one.asks(to('ben'));
    expect(queued(one).ticket().offeredTo).toBe('lena');
  });

  test('to the queue is offered to whom it would be', () => {
    const one = anas();
    one.asks(to(undefined));
    expect(queued(one).ticket().offeredTo).toBe('lena');
  });

  test('by a lead may go to themselves', () => {
    const one = anas();
    expect(one.asks(to('lena'), lena)).toBeUndefined();
    expect(one.last('CaseReturned').data).toMatchObject({ agentId: 'ana', toAgentId: 'lena' });
    expect(queued(one).ticket().offeredTo).toBe('lena');
  });

  test('is theirs again where policy refused, and the next who loses it names nobody', () => {
    const one = anas();
    one.asks(to('ben'));
    const { wordId: subjectId } = one.last('CaseReturned').data;
    one.hears(message('VerdictGiven', { verdict: 'REFUSE', reason: 'STALE_EPOCH', subjectType: 'CaseReturned', subjectId }, fence(3)));
    expect(one.ticket()).toMatchObject({ status: 'held', assignee: 'ana' });
    one.loses({ ticketId: one.ticket().id, agentId: 'ana', reason: 'SILENT', since: 0 });
    expect(queued(one).ticket().offeredTo).toBe('lena');
  });
});

test('who has been answered is not told that somebody takes over, nor that it takes long; once they write they wait', () => {
  const one = anas({ agents: [] }).hears(sent(testTime + minute));
  one.asks(to(undefined));
  expect(one.last('CaseReturned').data).toMatchObject({ wordId: expect.any(String) });
  expect(one.last('CaseReturned').data.word).toBeUndefined();
  queued(one).hears(message('AcceptanceDue', { ticketId: one.ticket().id }, fence(4)));
  expect(one.last('TicketEscalated').data.word).toBeUndefined();
  const sentAt = testTime + 3 * minute;
  one.hears(
    message('MessageAdmitted', { messageId: 'm5', turn: turn({ owner: 'queue' }), message: { messageId: 'm5', sentAt } }, fence(4, 2)),
  );
  expect(one.ticket()).toMatchObject({ unansweredSince: sentAt, dueAt: sentAt + 30 * minute });
});

describe('nothing happens', () => {
  test.each([
    ['where a colleague holds it', to('lena'), ben, 'NOT_YOURS'],
    ['where it is another’s by now, as a lead sees it', to('ben', { from: 'ben' }), lena, 'NOT_THEIRS'],
    ['where it is named as one’s own and is not', to('ben', { from: 'lena' }), lena, 'NOT_YOURS'],
    ['to who has it', to('ana'), ana, 'ALREADY_THEIRS'],
    ['to who is away', to(undefined, { to: colleague('ben', 'away') }), ana, 'NOT_AVAILABLE'],
    ['to who is off', to(undefined, { to: colleague('ben', 'off') }), ana, 'NOT_AVAILABLE'],
    ['to who has as many as they may', to(undefined, { to: colleague('ben', 'full') }), ana, 'FULL'],
  ] as const)('%s: neither a note', (_, asked, by, code) => {
    const one = held();
    const said = one.said.length;
    expect(one.asks({ ...asked, note }, by)).toMatchObject({ code });
    expect(one.said).toHaveLength(said);
  });

  test('while nobody holds it, nor a second time', () => {
    expect(inQueue().asks(to('ben'))).toMatchObject({ code: 'NOT_YOURS', state: 'offered' });
    const one = held();
    one.asks(to('ben'));
    expect(one.asks(to('lena'))).toMatchObject({ code: 'NOT_YOURS', state: 'returning' });
    expect(one.does('write')).toMatchObject({ code: 'NOT_YOURS' });
  });
});

test('who may be handed a case, and who of them can take one', () => {
  const member = { presence: 'available', seenAt: testTime, presenceAt: 0, caseLimit: 5, ownLimit: null };
  const staff = new Staff([
    { ...lena, ...member, presence: 'away' },
    { ...ben, ...member },
    { ...ana, ...member },
    { ...ana, ...member, id: 'carl', name: 'Carl', role: 'compliance' },
    { ...ana, ...member, id: 'gone', name: 'Gone', role: undefined },
    { ...ana, ...member, id: 'zoe', name: 'Zoe', seenAt: testTime - 2 * minute },
  ]);
  expect(staff.colleagues(new Map([['ben', { held: 5, invited: 0 }]]), testTime)).toEqual([
    { id: 'ana', name: 'Ana', standing: 'available' },
    { id: 'ben', name: 'Ben', standing: 'full' },
    { id: 'lena', name: 'Lena', standing: 'away' },
    { id: 'zoe', name: 'Zoe', standing: 'away' },
  ]);
});
