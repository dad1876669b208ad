import { expect, test } from '@jest/globals';
import type { DataInit, MessageType } from '@frontdesk/contracts';
import { message, text } from '@frontdesk/testing';
import type { Input } from '../services/policy/src/domain/policy.ts';
import { proofRequest } from '../services/handoff/src/domain/words.ts';
import { Chat } from './chat-in-memory.ts';

// A person asks for a proof: the decisions of policy, auth and nlu-router on what the customer answers, and of the bot's chain once it has them back.

const agentId = 'ana';
const tells = (order: string) => expect.stringContaining(`${order} has been shipped`);
const asksFor = (order: string) => expect.stringContaining(`check that order ${order} is yours`);

/** A chat that ana has. */
class WithPerson {
  readonly chat = new Chat();
  #made = 0;

  constructor(...before: string[]) {
    this.chat.writes(...before, 'I want to speak to a human');
    this.says('HandoffOpened', { ticketId: 'ticket-1', acknowledgement: text('A colleague comes.'), acknowledgementId: 'ack' });
    this.says('HandoffAccepted', { ticketId: 'ticket-1', agentId, announcement: text('Ana here.'), announcementId: 'here' });
  }

  says<T extends MessageType>(type: T, data: DataInit<T>): void {
    const { state, now } = this.chat;
    const fence = { case: state.case, epoch: state.epoch, turn: state.turn };
    this.chat.decide(message(type, data, { decidedAt: now, fence }) as Input);
  }

  asks(subject: string): void {
    this.#made += 1;
    const id = `ask-${this.#made}`;
    const challenge = { id, level: 'order', subject, askedAt: this.chat.now, agentId };
    this.says('AgentMessageWritten', { draftId: id, ticketId: 'ticket-1', agentId, text: proofRequest('en', subject), challenge });
  }

  /** @returns what handoff reads of it */
  hears(words: string) {
    expect(this.chat.writes(words)).toEqual([]);
    const { proofOutcome, attemptsLeft, turn } = this.chat.routed.at(-1)!.data;
    return { proofOutcome, attemptsLeft, proved: turn?.identity?.subject, words: this.chat.admitted.at(-1)!.data.message?.text?.redacted };
  }
}

test('what answers it is a proof, hidden as one, and what does not is none', () => {
  const one = new WithPerson();
  expect(one.hears('FD-20417 2767')).toMatchObject({ proofOutcome: 'none', proved: undefined });
  one.asks('FD-20417');
  expect(one.hears('one moment please')).toMatchObject({ proofOutcome: 'not_a_proof' });
  expect(one.hears('0000')).toMatchObject({ proofOutcome: 'failed', attemptsLeft: 2, words: '[PROOF_1]' });
  expect(one.hears('2767')).toMatchObject({ proofOutcome: 'proved', proved: 'FD-20417', words: '[PROOF_1]' });
  expect(one.hears('and now?')).toMatchObject({ proofOutcome: 'proved', proved: 'FD-20417' });
});

test('the customer names the order where the person did not', () => {
  const one = new WithPerson();
  one.asks('');
  expect(one.hears('2767')).toMatchObject({ proofOutcome: 'not_a_proof' });
  expect(one.hears('FD-20417 2767')).toMatchObject({ proofOutcome: 'proved', proved: 'FD-20417', words: 'FD-20417 [PROOF_1]' });
});

test('three that do not match lock it, and to be asked anew gives no further ones; those that the bot saw count', () => {
  const one = new WithPerson('where is FD-20417, postcode 0000?');
  one.asks('FD-20417');
  expect(one.hears('0001')).toMatchObject({ proofOutcome: 'failed', attemptsLeft: 1 });
  one.asks('FD-20417');
  expect(one.hears('0002')).toMatchObject({ proofOutcome: 'locked' });
  one.asks('FD-20417');
  expect(one.hears('2767')).toMatchObject({ proofOutcome: 'locked', proved: undefined });
});

test('once it is given back the bot answers on what was proved, and takes nothing for an answer to what a person asked', () => {
  const one = new WithPerson();
  one.asks('FD-20417');
  one.hears('2767');
  const { identity } = one.chat.routed.at(-1)!.data.turn!;
  one.says('HandedBack', {
    ticketId: 'ticket-1',
    agentId,
    announcement: text('The assistant is back.'),
    ...(identity ? { identity } : {}),
  });
  expect(one.chat.writes('where is my order?')).toEqual([tells('FD-20417')]);

  const other = new WithPerson();
  other.asks('FD-20417');
  other.says('HandedBack', { ticketId: 'ticket-1', agentId, announcement: text('The assistant is back.') });
  expect(other.chat.state.challenge).toBeUndefined();
  expect(other.chat.writes('where is FD-10234?')).toEqual([asksFor('FD-10234')]);
  expect(other.chat.writes('2767')).toEqual([tells('FD-10234')]);
});
