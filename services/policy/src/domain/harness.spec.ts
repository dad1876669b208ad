import type { Decider } from '@frontdesk/decider';
import { given } from '@frontdesk/decider';
import type { Data, DataInit } from '@frontdesk/contracts';
import { message, testTime, text } from '@frontdesk/testing';
import type { Context } from './draft.ts';
import type { Output } from './evolve.ts';
import { policy } from './policy.ts';
import type { Input } from './policy.ts';
import type { State } from './state.ts';

// Sentences about a conversation, for the specs beside it: the time of a decision is the time that its message carries.

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;

const template = (name: string, language: string, more: object = {}) => ({
  $typeName: 'frontdesk.v1.Template' as const,
  id: `${name}-${language}`,
  name,
  language,
  category: 'UTILITY',
  status: 'APPROVED',
  body: 'We have an update.',
  variables: 0,
  quality: '',
  names: [],
  needs: '',
  version: 1,
  ...more,
});
export const templates = [
  template('conversation_update', 'en_US'),
  template('conversation_update', 'de'),
  template('csat_rating', 'en_US'),
  template('order_update', 'en_US', { variables: 1, body: 'Your order {{ 1 }} is: ok' }),
  template('with_picture', 'en_US', { needs: 'HEADER' }),
  template('by_name', 'en_US', { variables: 1, body: 'Hi {{first_name}}', names: ['first_name'] }),
  template('tracking', 'en_US', { variables: 2, body: 'Hi {{2}}, see https://shop.example{{1}}' }),
  template('old_news', 'en_US', { status: 'PAUSED' }),
  template('season_offer', 'en_US', { category: 'MARKETING' }),
];

type Surroundings = Partial<Omit<Context, 'now' | 'id'>>;
export const surroundings = (changes: Surroundings = {}): Omit<Context, 'now' | 'id'> => ({
  switches: [],
  templates,
  restrictions: [],
  settings: { linkHosts: ['shop.example'], otherChannel: 'email', quietPeriodMs: 0 },
  ...changes,
});

const timed: Decider<State, Input, Output, Omit<Context, 'now' | 'id'>> = {
  ...policy,
  decide: (state, input, context) =>
    policy.decide(state, input, { ...context, now: input.envelope.decidedAt, id: (label) => `${label}@${input.envelope.id}` }),
};

/** `conversation().when(...messages).then([...facts that the last one led to])` */
export const conversation = (changes: Surroundings = {}, ...earlier: Output[]) => given(timed, surroundings(changes))(...earlier);

interface Position {
  case?: number;
  epoch: number;
  turn: number;
}
const at = (after: number, fence?: Position) => ({ decidedAt: testTime + after, ...(fence ? { fence: { case: 1, ...fence } } : {}) });

export const wrote = (
  messageId: string,
  words: string,
  after = 0,
  more: Omit<Partial<Data<'MessageReceived'>>, '$typeName' | 'contact'> = {},
) =>
  message(
    'MessageReceived',
    {
      messageId,
      kind: 'text',
      text: text(words),
      sentAt: testTime + after,
      receivedAt: testTime + after,
      contact: { contactId: 'contact-1', customerHash: 'customer-1', numberId: 'number-1' },
      ...more,
    },
    at(after),
  );

export const replied = (fence: Position, answers: string[], after = second, more: DataInit<'ReplyProposed'> = {}) =>
  message(
    'ReplyProposed',
    { replyId: `reply-${answers.join('-')}`, answer: text('Here you are.'), answers, answerOk: true, ...more },
    at(after, fence),
  );

export const keptQuestion = (messageId: string, askedAt = testTime) => ({
  messageId,
  text: text('where is my order?'),
  intent: 'order_status',
  askedAt,
});

export const opened = (fence: Position, after = 2 * second, more: DataInit<'HandoffOpened'> = {}) =>
  message(
    'HandoffOpened',
    { ticketId: 'ticket-1', acknowledgement: text('A colleague will be with you.'), acknowledgementId: 'ack-1', ...more },
    at(after, fence),
  );

export const asking = { asksOptIn: true, optInQuestion: text('May we write to you here after 24 hours?') };

export const accepted = (fence: Position, after = 3 * second, more: DataInit<'HandoffAccepted'> = {}) =>
  message(
    'HandoffAccepted',
    {
      ticketId: 'ticket-1',
      agentId: 'ana',
      announcement: text('You are now writing with Ana.'),
      announcementId: 'announcement-1',
      ...more,
    },
    at(after, fence),
  );

export const agentWrote = (fence: Position, after = 4 * second, more: DataInit<'AgentMessageWritten'> = {}) =>
  message(
    'AgentMessageWritten',
    { draftId: 'draft-1', ticketId: 'ticket-1', agentId: 'ana', text: text('Let me look.'), ...more },
    at(after, fence),
  );

export const handedBack = (fence: Position, after = 5 * second) =>
  message(
    'HandedBack',
    { ticketId: 'ticket-1', agentId: 'ana', announcement: text('The assistant is back.'), announcementId: 'back-1' },
    at(after, fence),
  );

export const resolved = (fence: Position, after = 5 * second) =>
  message(
    'CaseResolved',
    {
      ticketId: 'ticket-1',
      agentId: 'ana',
      ratingRequest: text('How did we do, 1 to 5?'),
      ratingChoices: { button: text('Rate'), rows: [{ id: 'rating-5', title: text('5 – very') }] },
      ratingRequestId: 'rating-1',
    },
    at(after, fence),
  );

export const closedCase = [
  wrote('m1', 'hi'),
  opened({ epoch: 0, turn: 1 }),
  accepted({ epoch: 1, turn: 1 }),
  resolved({ epoch: 2, turn: 1 }),
] as const;

export const delivered = <T extends 'SendAccepted' | 'SendArrived' | 'SendFailed' | 'SendUnconfirmed'>(
  type: T,
  data: DataInit<T>,
  after = 10 * second,
) => message(type, data, at(after));

export const timer = <T extends 'BotReplyNoticeDue' | 'ReplyOverdue' | 'HeldDue' | 'WindowEnded' | 'WindowClosing' | 'QuietPeriodEnded'>(
  type: T,
  data: DataInit<T>,
  after: number,
) => message(type, data, at(after));

/** The facts of one type, in order. */
export const only = <T extends Output['type']>(facts: readonly Output[], type: T) =>
  facts.filter((made): made is Extract<Output, { type: T }> => made.type === type);
