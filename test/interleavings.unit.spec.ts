import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Ticket } from '../services/handoff/src/domain/desk.ts';
import type { ClockRow } from '../services/sla-scheduler/src/domain/clock.ts';
import { SpineInMemory } from './spine-in-memory.ts';

const kinds = [
  ...Array.from({ length: 12 }, () => 'read' as const),
  'read all',
  'read all',
  'write',
  'write',
  'human',
  'react',
  'accept',
  'accept',
  'hand_back',
  'resolve',
  'resolve',
  'take_over',
  'answer',
  'phone',
  'gone',
  'transfer',
  'transfer',
  'clock',
  'switch',
  'stuck',
  'unstuck',
] as const;
interface Move {
  kind: (typeof kinds)[number];
  who: number;
  which: number;
}

const moves = fc.array(fc.record<Move>({ kind: fc.constantFrom(...kinds), who: fc.nat({ max: 20 }), which: fc.nat({ max: 100 }) }), {
  maxLength: 120,
  size: 'max',
});

function make(spine: SpineInMemory, { kind, who, which }: Move): void {
  spine.now += 1_000;
  switch (kind) {
    case 'read':
      for (let records = 0; records <= which % 8; records += 1) spine.deliver(who + 7 * records, which + records);
      return;
    case 'read all':
      return readAll(spine, who);
    case 'write':
      return spine.customerWrites('What is your returns policy?');
    case 'human':
      return spine.customerWrites('I want to talk to a human');
    case 'react':
      return spine.customerReacts();
    case 'answer':
      return spine.person('write', who, which % 4 === 0);
    case 'phone':
      return which % 4 === 0 ? spine.phoneWrites() : undefined;
    case 'gone':
      return spine.ownerIsGone(which);
    case 'transfer':
      return spine.transfers(who, which % 3 > 0);
    case 'switch':
      spine.botOn = which % 3 > 0;
      return;
    case 'stuck':
      return spine.isStuck(who);
    case 'unstuck':
      return spine.nothingIsStuck();
    case 'clock':
      return spine.clockFires(which);
    default:
      return spine.person(kind, who);
  }
}

function readAll(spine: SpineInMemory, first: number): void {
  for (let records = 0; spine.deliver(first + 7 * records, 1); records += 1)
    if (records > 5_000) throw new Error(`no end: ${spine.told.slice(-40).join(', ')}`);
}

/** Nobody does anything any more, and everything is read. */
function settled(made: readonly Move[], quietPeriodMs: number): SpineInMemory {
  const spine = new SpineInMemory(quietPeriodMs);
  for (const move of made) make(spine, move);
  spine.nothingIsStuck();
  readAll(spine, 0);
  return spine;
}

const isPromisedAs = ({ kind, tier, topic }: ClockRow, ticket: Ticket): boolean =>
  kind !== 'resolution' || (tier === ticket.tier && topic === ticket.topic);

/** What is wrong where nobody does anything any more. */
function wrongIn({ state, desk, openTicket, clocks, staleWords, wroteAt, answers, unanswered }: SpineInMemory): string[] {
  const { owner: ownerThere, caseNo, epoch } = desk.thread;
  const { owner, open } = state;
  const status = desk.ticket?.status ?? 'none';
  const running = clocks.filter(({ endedAt }) => endedAt === undefined);
  const runs = (kind: string, subject?: string) => running.some((one) => one.kind === kind && (subject ?? one.subject) === one.subject);
  const withPeople = owner === 'queue' || owner.startsWith('agent:');
  const waits = status === 'held' && answers.every(({ at }) => at < wroteAt);
  const isAnswered = status === 'held' && answers.some(({ at, fence }) => at > wroteAt && fence?.epoch === epoch && fence.case === caseNo);
  const [isWaitedFor, isTimed] = [openTicket?.unansweredSince !== 0, runs('human_first_response') || runs('next_response')];
  const known = [...open.map(({ message }) => message.messageId), ...state.held.map(({ question }) => question.messageId)];
  const forgotten = owner === 'bot' ? [...unanswered.keys()].filter((id) => !known.includes(id) && !state.gathering.includes(id)) : [];
  const allowed = owner === 'queue' ? ['waiting', 'offered'] : withPeople ? ['held'] : ['none', 'back', 'resolved', 'withdrawn'];
  const rules: [string, boolean][] = [
    ['handoff knows owner, case and epoch as policy does', ownerThere === owner && caseNo === state.case && epoch === state.epoch],
    [`a ticket is ${allowed.join(' or ')} where the owner is ${owner}: it is ${status}`, allowed.includes(status)],
    ['each ticket has a number', desk.ticket?.number !== 0],
    ['who owns the conversation holds its ticket', !owner.startsWith('agent:') || owner === `agent:${openTicket?.assignee}`],
    ['who is open to people is not open to the bot', owner === 'bot' || open.length === 0],
    [`nothing waits for nobody: ${forgotten.join()}`, forgotten.length === 0],
    ['the bot is timed while it owes an answer', owner !== 'bot' || open.length === 0 || runs('bot_reply')],
    ['and not otherwise', (owner === 'bot' && open.length > 0) || !runs('bot_reply')],
    ['what is held is timed', state.held.every(({ heldId }) => runs('held', heldId))],
    ['and so is the window that it has to be answered in', state.held.length === 0 || runs('closing')],
    ['and what is not is not', running.filter(({ kind }) => kind === 'held').length === state.held.length],
    ['what is gathered is timed', state.gathering.length === 0 || runs('quiet', state.gathering.at(-1))],
    ['a case that nobody has taken is timed', owner !== 'queue' || runs('acceptance', '')],
    ['a first response is not waited for once it was given', !openTicket?.answered || !runs('human_first_response')],
    ['who waits for the answer of a person is waited for', !waits || isWaitedFor],
    ['and is timed', !waits || isTimed],
    ['by the tier and topic that its clocks know', !openTicket || !isTimed || running.every((one) => isPromisedAs(one, openTicket))],
    ['who was answered is not', !isAnswered || (!isWaitedFor && !isTimed)],
    ['no clock runs of a ticket that is over', running.every(({ ticketId }) => ticketId === '' || ticketId === openTicket?.id)],
    [`nobody speaks who is not the owner: ${staleWords.join()}`, staleWords.length === 0],
  ];
  return rules.filter(([, holds]) => !holds).map(([rule]) => rule);
}

test('whatever is read before whatever else, policy, handoff and sla-scheduler agree in the end on who has the conversation', () => {
  fc.assert(
    fc.property(moves, fc.constantFrom(0, 3_000), (made, quietPeriodMs) => {
      const spine = settled(made, quietPeriodMs);
      const wrong = wrongIn(spine);
      expect({ wrong, told: wrong.length > 0 ? spine.told.join('; ') : '' }).toEqual({ wrong: [], told: '' });
    }),
    { numRuns: Number(process.env['RUNS'] ?? 1_000) },
  );
});
