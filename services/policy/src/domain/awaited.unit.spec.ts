import { expect, test } from '@jest/globals';
import { message, testTime } from '@frontdesk/testing';
import { awaited } from './awaited.ts';
import { Draft } from './draft.ts';
import {
  closedCase,
  conversation,
  hour,
  keptQuestion,
  minute,
  opened,
  replied,
  second,
  surroundings,
  timer,
  wrote,
} from './harness.spec.ts';
import type { Input } from './policy.ts';

type Surroundings = Parameters<typeof surroundings>[0];

/** What is said once the customer has waited for a moment. */
const waited = (inputs: readonly Input[], changes: Surroundings = {}, since = changes) => {
  const { state } = conversation(changes).when(...inputs);
  const draft = new Draft(state, { ...surroundings(since), now: testTime + 2 * second, id: String });
  awaited(draft);
  return draft.facts;
};
const asked = wrote('m1', 'where is my order?');

test('who waits for the bot is shown that it writes, at what they wrote last', () => {
  expect(waited([asked, wrote('m2', 'hello?', second)])).toMatchObject([
    { type: 'AnswerAwaited', data: { messageId: 'm2', numberId: 'number-1' }, decision: { fence: { case: 1, epoch: 0, turn: 2 } } },
  ]);
});

test('and what is said of it changes nothing', () => {
  const { state } = conversation().when(asked);
  const draft = new Draft(state, { ...surroundings(), now: testTime, id: String });
  awaited(draft);
  expect(draft.state).toEqual(state);
});

const echo = message('EchoReceived', { messageId: 'e1', sentAt: testTime, contact: asked.data.contact! }, { decidedAt: testTime });
const heldQuestion = [asked, replied({ epoch: 0, turn: 1 }, ['m1'], second, { keeps: keptQuestion('m1') })] as const;
const many = Array.from({ length: 20 }, (_, index) => wrote(`m${index}`, 'hi', index));
const ids = many.map(({ data }) => data.messageId);
const { heldId } = conversation().when(...heldQuestion).state.held[0]!;

const botOff = { switches: [{ switch: 'bot', scope: '*', on: false }] };
const gathering = { settings: { ...surroundings().settings, quietPeriodMs: 3 * second } };
const nobody: Readonly<Record<string, () => unknown>> = {
  answered: () => waited([asked, replied({ epoch: 0, turn: 1 }, ['m1'])]),
  'with people': () => waited([asked, opened({ epoch: 0, turn: 1 }), wrote('m2', 'hello?', 3 * second)]),
  'with the phone': () => waited([asked, echo, wrote('m2', 'hello?', second)]),
  'beside Meta’s agent': () => waited([wrote('m1', 'hi', 0, { standby: true })]),
  'a reaction': () => waited([wrote('m1', '👍', 0, { kind: 'reaction' })]),
  'a STOP': () => waited([wrote('m1', 'stop')]),
  'thanks after the end': () => waited([...closedCase, wrote('m2', 'thanks', minute)]),
  'too much': () => waited([...many, replied({ epoch: 0, turn: 20 }, ids), wrote('m21', 'hi', 2 * second)]),
  gathered: () => waited([asked], gathering),
  'for people, as the bot was off': () => waited([asked], botOff, {}),
  'never answered, as the bot is off by now': () => waited([asked], {}, botOff),
  'held back, as sending is off': () => waited([asked], { switches: [{ switch: 'outbound', scope: 'number-1', on: false }] }),
  'held back, as Meta lets nothing out': () => waited([asked], { restrictions: [{ scope: '*', restriction: 'BANNED', until: 0 }] }),
  'asked long ago, and taken up again': () => waited([...heldQuestion, timer('HeldDue', { heldId }, hour)]),
};
test.each(Object.keys(nobody))('nobody is shown anything about what is %s', (what) => {
  expect(nobody[what]!()).toEqual([]);
});
