import { expect, test } from '@jest/globals';
import { step } from '@frontdesk/decider';
import type { Fence } from '@frontdesk/contracts';
import fc from 'fast-check';
import { message, testTime } from '@frontdesk/testing';
import type { Output } from './evolve.ts';
import {
  accepted,
  agentWrote,
  asking,
  delivered,
  handedBack,
  keptQuestion,
  only,
  opened,
  replied,
  resolved,
  second,
  surroundings,
  timer,
  wrote,
} from './harness.spec.ts';
import { policy } from './policy.ts';
import type { Input } from './policy.ts';
import type { State } from './state.ts';

// Whatever comes from behind policy was computed from something policy said, comes late, twice, or in another order than it was computed in.

interface World {
  state: State;
  said: Output[];
  taken: Input[];
  written: number;
  now: number;
}

const kinds = [
  'write',
  'write',
  'write',
  'reply',
  'reply',
  'reply',
  'reply',
  'again',
  'handoff',
  'accept',
  'back',
  'resolve',
  'agent',
  'notice',
  'overdue',
  'held',
  'quiet',
  'quiet',
  'window',
  'failed',
  'arrived',
  'unconfirmed',
  'change',
  'echo',
  'changed',
  'words',
  'yes',
  'keep',
  'wait',
] as const;
interface Move {
  kind: (typeof kinds)[number] | 'shown';
  which: number;
  stale: number;
  wait: number;
}

const moves = fc.array(
  fc.record<Move>({
    kind: fc.constantFrom(...kinds),
    which: fc.nat({ max: 7 }),
    stale: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 3 }) }),
    wait: fc.oneof({ weight: 8, arbitrary: fc.nat({ max: 8 * second }) }, { weight: 1, arbitrary: fc.nat({ max: 30 * 3_600_000 }) }),
  }),
  { maxLength: 40 },
);

const words = ['stop', 'start', 'yes', 'no', 'thanks', '5', '👍'];
const pick = <T>(all: readonly T[], which: number): T | undefined => all.at(-1 - (which % Math.max(all.length, 1)));

const asksForChange = (replyId: string, now: number) => ({
  identity: { level: 'link', subject: 'FD-1', method: 'emailed_code', provedAt: now, expiresAt: now + 1_800 * second },
  change: { changeId: `change of ${replyId}`, kind: 'delivery_address', orderNumber: 'FD-1', provedAt: now, replyId },
});

function inputFor({ kind, which, stale }: Move, world: World): Input | undefined {
  const { state, said, taken } = world;
  const after = world.now - testTime;
  const fence = { case: state.case, epoch: Math.max(0, state.epoch - stale), turn: state.turn } as Fence;
  const admitted = only(said, 'MessageAdmitted').filter(({ data }) => data.turn!.open.length > 0);
  const sent = only(said, 'MessageDispatched');
  const source = pick(admitted, which);
  const answers = source?.data.turn?.open.map((open) => open.messageId) ?? [];
  const oldest = pick(only(said, 'TurnOpened'), stale)?.data.oldestOpen ?? '';
  switch (kind) {
    case 'write':
      return wrote(`m${++world.written}`, `question ${world.written}`, after, which === 0 ? { sentAt: 0 } : {});
    case 'words':
      return wrote(`m${++world.written}`, words[which % words.length]!, after);
    case 'yes':
      return wrote(`m${++world.written}`, 'yes', after);
    case 'reply':
      return (
        source && replied(source.decision.fence as Fence, stale > 1 ? answers.slice(0, stale) : answers, after, { authed: which % 2 === 0 })
      );
    case 'keep':
      return source && replied(source.decision.fence as Fence, answers, after, { keeps: keptQuestion(answers[0]!, world.now) });
    // the inbox never gives the same customer's message twice; the same reply or ticket may be written twice under other ids
    case 'again':
      return pick(
        taken.filter(({ type }) => type !== 'MessageReceived'),
        which,
      );
    case 'handoff':
      return opened(fence, after, { ticketId: `ticket-${which}`, ...asking });
    case 'accept':
      return accepted(fence, after, { agentId: `agent-${which}` });
    case 'back':
      return handedBack(fence, after);
    case 'resolve':
      return resolved(fence, after);
    case 'agent':
      return agentWrote(fence, after);
    case 'notice':
      return timer('BotReplyNoticeDue', { clockId: `turn:${state.case}:${oldest}`, oldestOpen: oldest }, after);
    case 'overdue':
      return timer('ReplyOverdue', { clockId: `turn:${state.case}:${oldest}`, oldestOpen: oldest, cause: 'TIMEOUT' }, after);
    case 'held':
      return timer('HeldDue', { heldId: pick(only(said, 'QuestionHeld'), which)?.data.heldId ?? '' }, after);
    case 'quiet':
      return timer('QuietPeriodEnded', { messageId: pick(only(said, 'MessageGathered'), stale)?.data.message?.messageId ?? '' }, after);
    case 'window':
      return timer('WindowEnded', { lastInboundAt: state.lastInboundAt }, after);
    case 'failed':
      return delivered(
        'SendFailed',
        {
          sendId: pick(sent, which)?.data.sendId ?? '',
          final: true,
          code: which % 2 ? 131047 : 131026,
          action: which % 3 === 0 ? 'hold' : '',
        },
        after,
      );
    case 'arrived':
      return delivered('SendArrived', { sendId: pick(only(said, 'QuestionHeld'), which)?.data.sendId ?? '' }, after);
    case 'unconfirmed':
      return delivered('SendUnconfirmed', { sendId: pick(sent, which)?.data.sendId ?? '' }, after);
    case 'change':
      return source && replied(source.decision.fence as Fence, answers, after, asksForChange(`reply-${answers.join('-')}`, world.now));
    case 'shown': {
      const { sendId = '', subjectId = '' } = pick(sent, stale)?.data ?? {};
      return delivered('SendAccepted', { sendId, subjectId, at: world.now }, after);
    }
    case 'echo':
      return message(
        'EchoReceived',
        { messageId: `e${which}`, sentAt: world.now, contact: { contactId: 'contact-1' } },
        { decidedAt: world.now },
      );
    case 'changed':
      return message('ContactChanged', { change: 'number' }, { decidedAt: world.now });
    case 'wait':
      return undefined;
  }
}

/** Without a quiet period, and with one of three seconds. */
const quiet = fc.constantFrom(0, 3 * second);

function play(
  made: readonly Move[],
  quietPeriodMs: number,
  check: (before: State, input: Input, facts: Output[], after: State) => void,
): World {
  const world: World = { state: policy.initial(), said: [], taken: [], written: 0, now: testTime };
  for (const move of made) {
    world.now += move.wait;
    const input = inputFor(move, world);
    if (!input) continue;
    let ids = 0;
    const { settings, ...around } = surroundings();
    const context = {
      ...around,
      settings: { ...settings, quietPeriodMs },
      now: world.now,
      id: (label: string) => `${label}@${input.envelope.id}#${world.taken.length}.${ids++}`,
    };
    const before = world.state;
    const { state, facts } = step(policy, before, input, context);
    world.state = state;
    world.said.push(...facts);
    world.taken.push(input);
    check(before, input, facts, state);
  }
  return world;
}

test('no interleaving lets a bot reply out under another epoch, case or owner than it was computed for', () => {
  fc.assert(
    fc.property(
      moves,
      quiet,
      (made, period) =>
        void play(made, period, (before, input, facts) => {
          for (const { data } of only(facts, 'MessageDispatched')) {
            if (data.speaker !== 'bot' || data.template) continue;
            expect(input.type).toBe('ReplyProposed');
            expect([before.owner, before.case, before.epoch]).toEqual(['bot', input.envelope.fence?.case, input.envelope.fence?.epoch]);
            expect(data.answers.every((id) => before.open.some((open) => open.message.messageId === id))).toBe(true);
          }
        }),
    ),
    { numRuns: 400 },
  );
});

test('numbers have no gaps, epoch and turn rise by one and by their facts alone, and every dispatch has its verdict', () => {
  fc.assert(
    fc.property(moves, quiet, (made, period) => {
      const { said } = play(made, period, (before, _input, facts, after) => {
        expect(after.epoch - before.epoch).toBe(only(facts, 'OwnerChanged').length);
        expect(only(facts, 'FenceRaised').map(({ data }) => data.epoch)).toEqual(only(facts, 'OwnerChanged').map(({ data }) => data.epoch));
        const admitted = only(facts, 'MessageAdmitted').length;
        expect(period === 0 ? after.turn - before.turn : admitted).toBe(admitted);
        expect(after.turn).toBe(facts.at(-1)?.decision.fence?.turn ?? before.turn);
        expect(facts.filter(({ type }) => type === 'MessageDispatched').every((fact) => fact.decision.fence!.epoch === after.epoch)).toBe(
          true,
        );
      });
      const dispatched = only(said, 'MessageDispatched');
      expect(dispatched.map(({ data }) => data.dispatchSeq)).toEqual(dispatched.map((_, index) => index + 1));
      const turns = only(said, 'MessageAdmitted').map(({ decision }) => decision.fence!.turn);
      expect(turns.every((turn, index) => index === 0 || turn! > turns[index - 1]!)).toBe(true);
      expect(said.flatMap(({ data }) => ('seq' in data ? [data.seq] : [])).every((seq, index) => seq === index + 1)).toBe(true);
      const passed = only(said, 'VerdictGiven').filter(({ data }) => data.verdict === 'ALLOW' || data.verdict === 'USE_TEMPLATE');
      expect(dispatched.map(({ data }) => [data.verdictId, data.sendId])).toEqual(passed.map(({ data }) => [data.verdictId, data.sendId]));
    }),
    { numRuns: 400 },
  );
});

test('what is admitted for the bot closes once: answered, held, or with people; never twice, and never open while people own the thread', () => {
  fc.assert(
    fc.property(moves, quiet, (made, period) => {
      const open = new Set<string>();
      play(made, period, (_before, _input, facts, after) => {
        for (const fact of facts) {
          if (fact.type === 'MessageAdmitted') for (const { messageId } of fact.data.turn!.open) open.add(messageId);
          if (fact.type === 'TurnOpened') for (const id of fact.data.open) open.add(id);
          if (fact.type === 'TurnOverdue' && after.owner === 'bot')
            for (const id of fact.data.open) if (after.open.some((o) => o.message.messageId === id)) open.add(id);
          if (fact.type === 'CaseOpened') open.clear();
          const answered = fact.type === 'TurnAnswered' ? fact.data.answered : [];
          expect(answered.filter((id) => !open.delete(id))).toEqual([]);
        }
        expect(after.owner === 'bot' ? [] : after.open).toEqual([]);
        expect([...open].toSorted()).toEqual(after.open.map((o) => o.message.messageId).toSorted());
        expect(new Set(after.open.map((o) => o.message.messageId)).size).toBe(after.open.length);
      });
    }),
    { numRuns: 400 },
  );
});

test('whatever is open for the bot has a clock that was announced', () => {
  fc.assert(
    fc.property(moves, quiet, (made, period) => {
      let clock = '';
      play(made, period, (_before, _input, facts, after) => {
        for (const fact of facts) if (fact.type === 'TurnOpened') clock = fact.data.oldestOpen;
        const reopened = only(facts, 'TurnOverdue').length > 0 || after.overdueFor !== '';
        const runs = after.owner === 'bot' && after.open.length > 0 && !reopened;
        expect(!runs || after.open.some(({ message: { messageId } }) => messageId === clock)).toBe(true);
      });
    }),
    { numRuns: 200 },
  );
});

test('what is gathered waits for a period that was announced, and for no longer than the oldest message allows; else what is open is on its way', () => {
  fc.assert(
    fc.property(moves, quiet, (made, period) => {
      let ends = { messageId: '', endsAt: 0 };
      const down = new Set<string>();
      play(made, period, (_before, _input, facts, after) => {
        for (const fact of facts) {
          if (fact.type === 'MessageGathered') ends = { messageId: fact.data.message!.messageId, endsAt: fact.data.endsAt };
          if (fact.type === 'MessageAdmitted') for (const { messageId } of fact.data.turn!.open) down.add(messageId);
          if (fact.type === 'MessageAdmitted') down.add(fact.data.messageId);
        }
        expect(period === 0 ? only(facts, 'MessageGathered') : []).toEqual([]);
        const open = after.open.map(({ message: { messageId } }) => messageId);
        expect(open.filter((id) => !down.has(id)).toSorted()).toEqual(after.gathering.toSorted());
        if (after.gathering.length === 0) return;
        expect(ends.messageId).toBe(after.gathering.at(-1));
        expect(ends.endsAt - Math.min(...after.open.map(({ admittedAt }) => admittedAt))).toBeLessThanOrEqual(20 * second);
      });
      expect(down.size).toBeLessThanOrEqual(made.length);
    }),
    { numRuns: 400 },
  );
});

test('a change in the shop is made for the yes that was written next to the words that ask, once they were shown, while the bot has the thread as it had it then', () => {
  let made = 0;
  // mostly the four in their order, so that it comes about; with something between
  const four = fc.subarray<Move['kind']>(['write', 'change', 'shown', 'yes'], { minLength: 2 });
  const between = fc.constantFrom<Move['kind']>('write', 'yes', 'shown', 'again', 'accept', 'back', 'changed', 'wait');
  const some = fc
    .array(fc.tuple(four, between, fc.nat({ max: 1 }), fc.nat({ max: 8 * second })), { minLength: 2, maxLength: 10 })
    .map((all) => all.flatMap(([steps, one, which, wait]) => [...steps, one].map((kind): Move => ({ kind, which, stale: 0, wait }))));
  fc.assert(
    fc.property(some, quiet, (steps, period) => {
      const dispatched: unknown[] = [];
      const ids: string[] = [];
      let asked = { changeId: '', replyId: '', epoch: -1, shown: false };
      play(steps, period, (before, input, facts) => {
        for (const fact of facts) {
          if (fact.type === 'OrderChangeDispatched') {
            dispatched.push([
              input.type,
              before.owner,
              before.epoch - asked.epoch,
              fact.data.change!.changeId === asked.changeId && asked.shown,
            ]);
            ids.push(fact.data.change!.changeId);
            asked = { ...asked, changeId: '' };
          }
          if (fact.type === 'CaseUpdated' && fact.data.change) asked = { ...fact.data.change, epoch: before.epoch, shown: false };
          if (fact.type === 'MessageSent' && fact.data.subjectId === asked.replyId) asked = { ...asked, shown: true };
          const isNext = (fact.type === 'MessageAdmitted' && fact.data.cause === 'message') || fact.type === 'MessageGathered';
          if (isNext || fact.type === 'ProofVoided' || fact.type === 'CaseClosed') asked = { ...asked, changeId: '' };
        }
      });
      expect(dispatched).toEqual(ids.map(() => ['MessageReceived', 'bot', 0, true]));
      expect(new Set(ids).size).toBe(ids.length);
      made += ids.length;
    }),
    { numRuns: 400 },
  );
  expect(made).toBeGreaterThan(0);
});
