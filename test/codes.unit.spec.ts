import { describe, expect, test } from '@jest/globals';
import { message, text } from '@frontdesk/testing';
import type { Input } from '../services/policy/src/domain/policy.ts';
import { Chat } from './chat-in-memory.ts';

// Who wrote from another number than the order's proves more by a code from the address on file: what they read, with the decisions of policy, auth,
// nlu-router, rag-tools and response-builder.

const order = 'FD-20417';
const tells = expect.stringMatching(/FD-20417 has been shipped(?!.*track)/s);
const offers = expect.stringMatching(/FD-20417 has been shipped.*write "code"/s);
const shows = expect.stringMatching(/FD-20417 has been shipped.*Track it with Nordpost: https:\/\/shop.example\/track\/1$/s);
const isSent = expect.stringMatching(/a mail is on its way.*"human"/s);
const left = (attempts: number) => expect.stringMatching(new RegExp(`code does not match.*${attempts} attempts? left.*"human"`, 's'));
const refused = expect.stringMatching(/no further codes.*"human"/s);
const minute = 60_000;

/** Whose order is proved, and told. */
function proved(): Chat & { mailbox: string[] } {
  const chat = Object.assign(new Chat(), { mailbox: [] as string[] });
  expect(chat.writes(`Where is ${order}, postcode 2767?`)).toEqual([offers]);
  return chat;
}
const wrong = (right: string): string => (right.startsWith('Z9') ? 'Y8Y 8Y8' : 'Z9Z 9Z9');

test('a code is offered, sent, and typed back: carrier and link are shown, and go on being shown', () => {
  const chat = proved();
  expect(chat.writes('Code please')).toEqual([isSent]);
  expect(chat.writes(`it is ${chat.mailbox[0]!.toLowerCase()}`)).toEqual([shows]);
  expect(chat.state.identity).toMatchObject({ level: 'link', subject: order, method: 'emailed_code' });
  expect(chat.writes('and where is it now?')).toEqual([shows]);
  expect(JSON.stringify([chat.admitted, chat.routed]).toUpperCase()).not.toContain(chat.mailbox[0]);
});

test('in German, too', () => {
  const chat = Object.assign(new Chat(), { mailbox: [] as string[] });
  expect(chat.writes('Wo ist FD-20417? PLZ 2767')).toEqual([expect.stringContaining('schreiben Sie "Code"')]);
  expect(chat.writes('Schicken Sie mir bitte einen Code')).toEqual([expect.stringContaining('eine E-Mail dorthin unterwegs')]);
  expect(chat.writes('Z9Z 9Z9')).toEqual([expect.stringContaining('Dieser Code stimmt nicht')]);
  expect(chat.writes(chat.mailbox[0]!)).toEqual([expect.stringContaining('Sendungsverfolgung bei Nordpost')]);
});

test('where codes go nowhere, none is offered, nor sent for', () => {
  const chat = new Chat();
  expect(chat.writes(`${order} 2767`)).toEqual([tells]);
  expect(chat.writes('code')).not.toEqual([isSent]);
});

describe('a code', () => {
  test('that is wrong has three attempts, and none after that is looked at', () => {
    const chat = proved();
    chat.writes('code');
    const no = wrong(chat.mailbox[0]!);
    expect([no, no, no].flatMap((typed) => chat.writes(typed))).toEqual([left(2), left(1), refused]);
    expect(chat.writes(chat.mailbox[0]!)).toEqual([refused]);
    // a code that nobody would look at is not sent
    expect([chat.writes('new code'), chat.mailbox.length]).toEqual([[refused], 1]);
    expect(chat.state.identity).toMatchObject({ level: 'order' });
  });

  test('is gone after ten minutes, and a new one is had for the asking', () => {
    const chat = proved();
    chat.writes('code');
    chat.now += 10 * minute;
    expect(chat.writes(chat.mailbox[0]!)).toEqual([left(2)]);
    expect(chat.writes('new code')).toEqual([isSent]);
    expect(chat.writes(chat.mailbox[0]!)).toEqual([left(1)]);
    expect(chat.writes(chat.mailbox[1]!)).toEqual([shows]);
  });

  test('counts once', () => {
    const chat = proved();
    chat.writes('code');
    expect(chat.writes(chat.mailbox[0]!)).toEqual([shows]);
    const before = chat.state.identity;
    chat.writes(chat.mailbox[0]!);
    expect(chat.state.identity).toEqual(before);
  });

  test('is sent once where it is asked for twice before there is an answer', () => {
    const chat = Object.assign(new Chat(), { mailbox: [] as string[] });
    chat.writes(`${order} 2767`);
    expect(chat.writes('code', 'code please')).toEqual([isSent]);
    expect(chat.mailbox).toHaveLength(1);
  });

  test('proves its order for half an hour, and no other one', () => {
    const chat = proved();
    chat.writes('code');
    chat.writes(chat.mailbox[0]!);
    expect(chat.writes('where is FD-10234?')).toEqual([expect.stringContaining('check that order FD-10234 is yours')]);
    expect(chat.writes('2767')).toEqual([expect.stringMatching(/FD-10234 has been shipped.*"code"/s)]);
    chat.now += 31 * minute;
    expect(chat.writes(`where is ${order}?`)).toEqual([expect.stringContaining('is yours')]);
  });

  test.each([
    ['the number changes', [['ContactChanged', { change: 'number', contact: { contactId: 'contact-1', customerHash: 'customer-2' } }]]],
    [
      'the case closes',
      [
        ['HandoffOpened', { ticketId: 'ticket-1', acknowledgement: text('Somebody comes.'), acknowledgementId: 'ack' }],
        ['HandoffAccepted', { ticketId: 'ticket-1', agentId: 'ana', announcement: text('Ana here.'), announcementId: 'here' }],
        ['CaseResolved', { ticketId: 'ticket-1', agentId: 'ana', closing: text('Done.'), closingId: 'done' }],
      ],
    ],
  ] as const)('is gone when %s, also once the order is proved again', (_what, facts) => {
    const chat = proved();
    chat.writes('code');
    for (const [type, data] of facts) {
      const { now, state } = chat;
      const fence = { case: state.case, epoch: state.epoch, turn: state.turn };
      chat.decide(message(type, data as never, { decidedAt: now, fence }) as Input);
    }
    expect(chat.writes(chat.mailbox[0]!)).not.toEqual([shows]);
    expect(chat.writes(`where is ${order}? postcode 2767`)).toContainEqual(offers);
    expect(chat.writes(chat.mailbox[0]!)).not.toContainEqual(shows);
  });
});

test('beside a proof that is asked for, a code is the code, and the question still stands', () => {
  const chat = proved();
  chat.writes('code');
  expect(chat.writes('where is FD-10234?')).toEqual([expect.stringContaining('check that order FD-10234 is yours')]);
  expect(chat.writes(chat.mailbox[0]!)).toEqual([shows]);
  expect(chat.writes('FD-10234 2767')).toEqual([expect.stringContaining('FD-10234 has been shipped')]);
});

test.each([['human'], ['I want to speak to a human, no code']])('who asks for a person has one: %s', (words) => {
  const chat = proved();
  chat.writes('code');
  chat.writes(words);
  expect(chat.routed.at(-1)!.data).toMatchObject({ next: 'handoff', handoffReason: 'ASKED' });
});

test('what else is asked beside it is answered, too', () => {
  const chat = proved();
  expect(chat.writes('what is your returns policy?', 'code')).toEqual([isSent, expect.stringContaining('returns policy')]);
});
