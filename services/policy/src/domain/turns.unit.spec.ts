import { describe, expect, test } from '@jest/globals';
import type { Fence } from '@frontdesk/contracts';
import { message, testTime, text } from '@frontdesk/testing';
import {
  accepted,
  asking,
  conversation,
  hour,
  keptQuestion,
  minute,
  only,
  opened,
  replied,
  resolved,
  second,
  timer,
  wrote,
} from './harness.spec.ts';

const asked = wrote('m1', 'where is my order?');
const contact = { contactId: 'contact-1', customerHash: 'customer-1', numberId: 'number-1' };

describe('what goes down the road', () => {
  test('is all that the services behind need to know of the customer', () => {
    const challenge = { id: 'c1', level: 'order', subject: 'FD-10234', waiting: keptQuestion('m1') };
    const identity = { level: 'order', subject: 'FD-10234' };
    const knows = replied({ epoch: 0, turn: 1 }, ['m1'], second, { identity, challenge, tier: 'vip' });
    const [admitted] = only(conversation().when(asked, knows, wrote('m2', 'and this?', minute)).facts, 'MessageAdmitted');
    expect(admitted?.data.turn).toMatchObject({
      contact,
      owner: 'bot',
      open: [{ messageId: 'm2' }],
      identity,
      challenge: { id: 'c1' },
      tier: 'vip',
      windowEndsAt: testTime + minute + 24 * 60 * minute,
    });
    const [first] = only(conversation().when(asked).facts, 'MessageAdmitted');
    expect([first?.data.turn?.identity, first?.data.turn?.challenge]).toEqual([undefined, undefined]);
  });

  test('says why it goes, and that it was looked at', () => {
    const [admitted] = only(conversation().when(asked).facts, 'MessageAdmitted');
    expect(admitted?.decision).toMatchObject({
      occurredAt: testTime,
      reasons: ['MESSAGE'],
      guardrails: [{ name: 'rate_limit', passed: true }],
    });
    const edited = message('MessageEdited', {
      messageId: 'm1',
      contact,
      text: text('where is it'),
      sentAt: testTime + second,
      by: 'customer',
    });
    const { facts } = conversation().when(asked, edited);
    expect(only(facts, 'MessageNoted')).toMatchObject([{ data: { notedAs: 'edited', kind: 'text' }, decision: { reasons: ['EDITED'] } }]);
    expect(only(facts, 'MessageAdmitted')).toMatchObject([
      { data: { cause: 'remainder' }, decision: { occurredAt: testTime + second, reasons: ['REMAINDER'], guardrails: [] } },
    ]);
  });

  test('a file says what it is', () => {
    const photo = wrote('m1', '', 0, { kind: 'media', mediaKind: 'image' });
    expect(only(conversation().when(photo).facts, 'MessageAdmitted')[0]?.data.turn?.open).toMatchObject([
      { messageId: 'm1', kind: 'media', mediaKind: 'image' },
    ]);
  });
});

describe('what goes no further', () => {
  test('is noted with its words and its time, and answered by a word of its own', () => {
    const { facts, state } = conversation().when(asked, wrote('m2', 'STOP', minute, { kind: 'button' }));
    expect(state.optedOut).toBe(true);
    expect(only(facts, 'MessageNoted')).toMatchObject([
      {
        data: { messageId: 'm2', kind: 'button', notedAs: 'stop', sentAt: testTime + minute, text: { redacted: 'STOP' } },
        decision: { occurredAt: testTime + minute, reasons: ['STOP'] },
      },
    ]);
    expect(only(facts, 'VerdictGiven')).toMatchObject([{ data: { subjectType: 'ConsentChanged' } }]);
  });

  test('because there were too many says so, in its own words', () => {
    const flood = Array.from({ length: 21 }, (_, index) => wrote(`m${index}`, `question ${index}`, index * second));
    const { facts } = conversation().when(...flood);
    expect(only(facts, 'MessageBlocked')).toMatchObject([
      {
        data: { messageId: 'm20', text: { redacted: 'question 20' } },
        decision: { reasons: ['RATE_LIMITED'], guardrails: [{ name: 'rate_limit', passed: false }] },
      },
    ]);
    expect(only(facts, 'VerdictGiven')).toMatchObject([{ data: { subjectType: 'MessageBlocked' } }]);
  });
});

test('a message whose time is not known is of now', () => {
  const { facts } = conversation().when(wrote('m1', 'hi', second, { sentAt: 0 }));
  expect(only(facts, 'CaseOpened')).toMatchObject([{ data: { openedAt: testTime + second } }]);
  expect(only(facts, 'ConsentChanged')).toMatchObject([{ data: { at: testTime + second } }]);
  expect(only(facts, 'WindowOpened')).toEqual([]);
});

test('a second message of the same second opens no window anew', () =>
  expect(only(conversation().when(asked, wrote('m2', 'please', 0)).facts, 'WindowOpened')).toEqual([]));

test('who is first written to from the business’s phone has a case, and it is the phone’s', () => {
  const echo = (sentAt: number) => message('EchoReceived', { messageId: 'e1', contact, sentAt }, { decidedAt: testTime + second });
  const { facts, state } = conversation().when(echo(testTime));
  expect(only(facts, 'CaseOpened')).toMatchObject([{ data: { case: 1, basis: 'business_phone', openedAt: testTime } }]);
  expect(state).toMatchObject({ owner: 'phone', case: 1 });
  expect(only(conversation().when(echo(0)).facts, 'CaseOpened')).toMatchObject([{ data: { openedAt: testTime + second } }]);
});

test('what a customer agreed to is kept over their cases', () => {
  const agreed = [
    asked,
    opened({ epoch: 0, turn: 1 }, second, asking),
    wrote('m2', 'yes', 2 * second),
    accepted({ epoch: 1, turn: 1 }),
    resolved({ epoch: 2, turn: 1 }),
  ] as const;
  const { state } = conversation().when(...agreed, wrote('m3', 'where is my other order?', hour));
  expect([state.case, state.optedIn]).toEqual([2, true]);
});

test('what is asked to be proved is asked until it is settled, whatever else is learnt', () => {
  const challenge = { id: 'c1', level: 'order', subject: 'FD-10234', waiting: keptQuestion('m1') };
  const asks = [asked, replied({ epoch: 0, turn: 1 }, ['m1'], second, { challenge }), wrote('m2', 'und jetzt?', minute)] as const;
  const after = (more: object) =>
    conversation().when(...asks, replied({ epoch: 0, turn: 2 }, ['m2'], 2 * minute, more)).state.challenge?.id;
  expect([after({ topic: 'refund' }), after({ settlesChallenge: true })]).toEqual(['c1', undefined]);
});

test('a ticket that was withdrawn under an older epoch gives nothing back', () => {
  const withdrawn = (epoch: number) =>
    message('HandoffWithdrawn', { ticketId: 'ticket-1' }, { decidedAt: testTime + minute, fence: { case: 1, epoch, turn: 1 } as Fence });
  const owner = (epoch: number) => conversation().when(asked, opened({ epoch: 0, turn: 1 }), withdrawn(epoch)).state.owner;
  expect([owner(0), owner(1)]).toEqual(['queue', 'bot']);
});

test('what the bot gives up is late by as long as its oldest question has waited', () => {
  const overdue = timer('ReplyOverdue', { clockId: 'turn:1:m1', oldestOpen: 'm1', cause: 'TIMEOUT' }, 45 * second);
  expect(only(conversation().when(asked, wrote('m2', 'hello?', 5 * second), overdue).facts, 'TurnOverdue')).toMatchObject([
    { data: { open: ['m1', 'm2'], waitingSince: testTime } },
  ]);
  const kept = [asked, replied({ epoch: 0, turn: 1 }, ['m1'], second, { keeps: keptQuestion('m1'), answerOk: false })] as const;
  const [row] = conversation().when(...kept).state.held;
  const due = timer('HeldDue', { clockId: `held:${row!.heldId}`, heldId: row!.heldId }, 25 * hour);
  expect(only(conversation().when(...kept, due).facts, 'TurnOverdue')).toMatchObject([{ data: { open: ['m1'], waitingSince: testTime } }]);
});
