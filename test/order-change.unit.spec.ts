import { describe, expect, test } from '@jest/globals';
import { Chat } from './chat-in-memory.ts';

// An address that shall be another: what the customer reads, and where the order goes, with the decisions of policy, auth, nlu-router, rag-tools and
// response-builder.

const order = 'FD-20417';
const minute = 60_000;
const offers = expect.stringMatching(/write "code".*"New address:".*"human"/s);
const wants = expect.stringMatching(/begins with "New address:"/);
const asks = expect.stringMatching(/^Shall I change .*FD-20417\?\nNew address: Musterstraße 5, 22767 Hamburg\n\n.*just "yes"/s);
const done = 'Done: the delivery address of your order FD-20417 is changed.';
const written = 'New address: Musterstraße 5, 22767 Hamburg';

/** Who has proved the order, of a shop that takes changes. */
function proved(): Chat & { mailbox: string[]; moved: string[] } {
  const chat = Object.assign(new Chat(), { mailbox: [] as string[], moved: [] as string[], status: 'processing' as const });
  chat.writes(`Where is ${order}, postcode 2767?`);
  return chat;
}

function linked(): ReturnType<typeof proved> {
  const chat = proved();
  chat.writes('code');
  chat.writes(chat.mailbox[0]!);
  return chat;
}

test('number and postcode, a code, the address, a yes: the order goes there', () => {
  const chat = proved();
  expect(chat.writes('Can I change the delivery address?')).toEqual([offers]);
  chat.writes('code');
  chat.writes(chat.mailbox[0]!);
  expect(chat.writes('I want to change my delivery address')).toEqual([wants]);
  expect(chat.writes(written)).toEqual([asks]);
  expect([chat.moved, chat.writes('Yes'), chat.moved]).toEqual([expect.anything(), [done], ['Musterstraße 5\n22767 Hamburg']]);
  // and nothing of it was in clear on the way
  expect(JSON.stringify([chat.admitted, chat.routed])).not.toMatch(/Musterstraße/);
});

test('who has proved nothing is asked for that first, and need not ask again', () => {
  const chat = Object.assign(new Chat(), { mailbox: [] as string[], moved: [] as string[], status: 'processing' as const });
  const first = expect.stringMatching(/First please send me.*order number FD-20417 and.*"human"/s);
  expect(chat.writes(`Hi, I moved. Can I change the delivery address of ${order}?`)).toEqual([first]);
  expect(chat.writes(`${order} 2767`)).toEqual([offers]);
  expect(chat.writes('Which stores do you have?')).not.toEqual([first]);
});

test('an address is no proof that was asked for: it costs no attempt, and a proof beside it is read', () => {
  const chat = Object.assign(new Chat(), { mailbox: [] as string[], moved: [] as string[], status: 'processing' as const });
  chat.writes(`Can I change the delivery address of ${order}?`);
  expect(chat.writes('New address: Musterstraße 5, 22999 Hamburg')).not.toEqual([expect.stringMatching(/does not match/)]);
  expect(chat.writes(`${order} 2767\n\nNew address: Musterstraße 5, 22999 Hamburg`)).toEqual([offers]);
});

test('in German, too', () => {
  const chat = linked();
  expect(chat.writes('Neue Adresse: Am Kai 3\n20457 Hamburg')).toEqual([
    expect.stringMatching(/^Soll ich .*Neue Adresse: Am Kai 3, 20457 Hamburg\n/s),
  ]);
  expect([chat.writes('Ja'), chat.moved]).toEqual([[expect.stringMatching(/^Erledigt/)], ['Am Kai 3\n20457 Hamburg']]);
});

describe('nothing is changed', () => {
  test.each(['no', 'yes, but wait', 'hm', 'human'])('by %j', (words) => {
    const chat = linked();
    chat.writes(written);
    chat.writes(words);
    chat.writes('yes');
    expect(chat.moved).toEqual([]);
  });

  test('for who has not proved more than what is on the parcel', () => {
    const chat = proved();
    expect(chat.writes(written)).toEqual([offers]);
    chat.writes('yes');
    expect(chat.moved).toEqual([]);
  });

  test('of another order than the proved one', () => {
    const chat = linked();
    expect(chat.writes(`New address for FD-10311: Musterstraße 5, 22767 Hamburg`)).not.toEqual([asks]);
    chat.writes('yes');
    expect(chat.moved).toEqual([]);
  });

  test('once the order is on its way', () => {
    const chat = Object.assign(linked(), { status: 'shipped' as const });
    expect(chat.writes(written)).toEqual([expect.stringMatching(/no longer being prepared.*"human"/)]);
    chat.writes('yes');
    expect(chat.moved).toEqual([]);
  });

  test('once the proof is over', () => {
    const chat = linked();
    chat.writes(written);
    chat.now += 40 * minute;
    chat.writes('yes');
    expect(chat.moved).toEqual([]);
  });

  test('where the shop takes no changes: a person is offered', () => {
    const chat: Chat = linked();
    chat.moved = undefined;
    expect(chat.writes(written)).toEqual([expect.stringMatching(/want an address changed, write "human"/)]);
  });
});

test('each is asked for and made by itself: of a second address the second yes is', () => {
  const chat = linked();
  chat.writes(written);
  chat.writes('New address: Am Kai 3, 20457 Hamburg');
  chat.writes('yes');
  chat.writes('New address: Am Kai 4, 20457 Hamburg');
  chat.writes('yes');
  expect(chat.moved).toEqual(['Am Kai 3\n20457 Hamburg', 'Am Kai 4\n20457 Hamburg']);
});
