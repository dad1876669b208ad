import { testTime } from '@frontdesk/testing';
import { expect, test } from '@jest/globals';
import { Chat } from './chat-in-memory.ts';

// What a customer reads while the shop is away and when it is back.

const proved = { level: 'order', subject: 'FD-10234', method: 'order_postcode', provedAt: testTime, expiresAt: testTime + 86_400_000 };

function whileShopIsAway(): Chat {
  const chat = new Chat(proved);
  chat.shopIsAway = true;
  return chat;
}

test.each([
  ['what are your opening hours?'],
  // joined with the kept one, this alone would be answered
  ['can I still change the address?'],
])('a question that was kept, and another after it, %s: each is answered for itself, and the kept one is not told of again', (another) => {
  const chat = whileShopIsAway();
  chat.writes('where is my order FD-10234?');
  chat.writes(another);
  expect(chat.read).toEqual([expect.stringContaining('I have kept your question'), expect.stringContaining(`"${another}"`)]);
  chat.shopIsBack();
  expect(chat.read.slice(2)).toEqual([expect.stringContaining('FD-10234 has been shipped')]);
});

test('who writes when the shop is back reads of the kept question first', () => {
  const chat = whileShopIsAway();
  chat.writes('where is my order FD-10234?');
  chat.shopIsAway = false;
  chat.writes('what are your opening hours?');
  expect(chat.read.slice(1)).toEqual([
    expect.stringContaining('FD-10234 has been shipped'),
    expect.stringContaining('"what are your opening hours?"'),
  ]);
});

test('what only asks after the kept question is answered with it', () => {
  const chat = whileShopIsAway();
  chat.writes('where is my order FD-10234?');
  chat.writes('hello? so where is it?');
  expect(chat.read).toEqual([expect.stringContaining('I have kept your question'), expect.stringContaining('I have kept your question')]);
  chat.shopIsBack();
  expect(chat.read.slice(2)).toEqual([expect.stringContaining('FD-10234 has been shipped')]);
});
