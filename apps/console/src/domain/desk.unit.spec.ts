import { describe, expect, test } from '@jest/globals';
import type { Draft, ThreadMessage, Ticket } from '../api/types.ts';
import { putBack, refusedDrafts, underWayDrafts } from './drafts.ts';
import { failureWords } from './failure.ts';
import { newOffers, offerKey } from './offers.ts';
import { reconnectAfter } from './reconnect.ts';
import { parseRoute, pathOf } from './route.ts';
import { foldScopes } from './scopes.ts';
import { inOrder, tick } from './ticks.ts';
import { closedBoxWords, conversationStand, conversationWords, gist } from './words.ts';

const draft = (change: Partial<Draft>): Draft => ({
  id: 'd1',
  agent_id: 'ana',
  text: 'Hello',
  template: null,
  at: 100,
  status: 'pending',
  reason: null,
  offered_template: null,
  other_channel: null,
  error: null,
  ...change,
});
const line = (change: Partial<ThreadMessage>): ThreadMessage => ({
  id: 'm1',
  ts: 110,
  sender: 'agent',
  author: 'ana',
  author_name: 'Ana',
  text: 'Hello',
  redacted: 'Hello',
  status: 'sent',
  statuses: [],
  verdict: null,
  error: null,
  ...change,
});

describe('scopes of events', () => {
  test('are folded into one look at each thing', () => {
    expect(foldScopes(['queue', 'ticket:1', 'queue', 'ticket:1', 'conversation:a', 'ticket:2', 'viewers:a'])).toEqual({
      queue: true,
      notices: false,
      me: false,
      conflicts: false,
      troubles: false,
      settings: false,
      tickets: ['1', '2'],
      conversations: ['a'],
      viewers: ['a'],
    });
  });

  test('of kinds that are not known here cause nothing', () => {
    expect(foldScopes(['weather', 'tickets:1'])).toEqual({
      queue: false,
      notices: false,
      me: false,
      conflicts: false,
      troubles: false,
      settings: false,
      tickets: [],
      conversations: [],
      viewers: [],
    });
  });
});

describe('texts under way', () => {
  test('are shown until the transcript has them', () => {
    expect(underWayDrafts([draft({})], []).map(({ id }) => id)).toEqual(['d1']);
    expect(underWayDrafts([draft({ status: 'allowed' })], [line({})])).toEqual([]);
  });

  test('said twice are two', () =>
    expect(underWayDrafts([draft({}), draft({ id: 'd2' })], [line({})]).map(({ id }) => id)).toEqual(['d2']));
  test('are not taken for what was said before', () => expect(underWayDrafts([draft({})], [line({ ts: 90 })])).toHaveLength(1));
  test('that were sent or came back are not under way', () =>
    expect(underWayDrafts([draft({ status: 'sent' }), draft({ status: 'refused' })], [])).toEqual([]));

  test('that are put back into the box go below what was typed meanwhile, once', () => {
    expect(putBack('', 'Hello')).toBe('Hello');
    expect(putBack('One moment. Hello', 'Hello')).toBe('One moment. Hello\nHello');
    expect(putBack('One moment.\nHello', 'Hello')).toBe('One moment.\nHello');
  });

  test("that came back are their author's", () => {
    const all = [
      draft({ status: 'refused' }),
      draft({ id: 'd2', status: 'refused', agent_id: 'ben' }),
      draft({ id: 'd3', status: 'sent' }),
    ];
    expect(refusedDrafts(all, 'ana').map(({ id }) => id)).toEqual(['d1']);
  });
});

describe('offers', () => {
  const ticket = { id: 't1', offered_to_you: true, offer_expires_at: 500 } as Ticket;
  test('are told once', () =>
    expect([newOffers(new Set(), [ticket]), newOffers(new Set([offerKey(ticket)]), [ticket])]).toEqual([[ticket], []]));
  test('of the same case later are told again', () =>
    expect(newOffers(new Set([offerKey(ticket)]), [{ ...ticket, offer_expires_at: 900 }])).toHaveLength(1));
  test('to somebody else are not', () => expect(newOffers(new Set(), [{ ...ticket, offered_to_you: false }])).toEqual([]));
});

describe('the line to the server', () => {
  test('is tried again ever more slowly, up to a quarter of a minute', () => {
    expect([1, 2, 3, 20].map((failures) => reconnectAfter(failures, 1))).toEqual([500, 1000, 2000, 15_000]);
  });
  test('at no two pages in the same moment', () => expect([reconnectAfter(3, 0), reconnectAfter(3, 1)]).toEqual([1000, 2000]));
});

describe('the address', () => {
  test.each([
    '/console',
    '/console/settings',
    '/console/tickets/t-1',
    '/console/tickets/t-1#m-1',
    '/console/conversations/c%20d',
    '/console/conversations/c%20d#m%20e',
    '/console/numbers',
    '/console/numbers/2026-11-30',
    '/console/t/abc',
  ])('%s is read as it is written', (path) => expect(pathOf(parseRoute(path))).toBe(path));
  test('with anything else is the desk', () =>
    expect(
      ['/console/', '/console/tickets/', '/else', '/console/numbers/2026-13-45', '/console/tickets/%', '/console/tickets/a#%'].filter(
        (address) => parseRoute(address).at !== 'desk',
      ),
    ).toEqual([]));
});

describe('words', () => {
  test('who was quicker is named', () =>
    expect(failureWords('ALREADY_TAKEN', { by: { id: 'ben', name: 'Ben' } })).toBe('Ben was a moment quicker and has this case now.'));
  test('who is not known is a colleague', () => expect(failureWords('ALREADY_TAKEN', {})).toMatch(/^A colleague/));
  test('of a saved reply that somebody removed, or named first, it is said what to do', () => {
    expect(failureWords('CHANGED_MEANWHILE', { by: null })).toBe(
      'A colleague has changed this meanwhile, so nothing was done. Look how it stands now.',
    );
    expect(failureWords('NAME_TAKEN', { fields: ['name'] })).toBe('Another one has this name. Give it a name of its own.');
  });

  test('the box opens only when the case is yours', () => {
    const ben = { id: 'ben', name: 'Ben' };
    const ana = { id: 'ana', name: 'Ana' };
    expect(closedBoxWords({ state: 'held', yours: true, assignee: ana }, 'ana')).toBeUndefined();
    expect(closedBoxWords({ state: 'accepting', yours: false, assignee: ana }, 'ana')).toMatch(/^Taking over/);
    expect(closedBoxWords({ state: 'held', yours: false, assignee: ben }, 'ana')).toBe('Ben has this conversation.');
    expect(closedBoxWords({ state: 'offered', yours: false, assignee: null }, 'ana')).toMatch(/^Accept/);
  });

  test('the last line of a summary says where it stands', () =>
    expect([gist('- asked\n- was told [order]\n'), gist('One line'), gist('')]).toEqual(['was told [order]', 'One line', '']));

  test('ticks say what WhatsApp said', () =>
    expect(['sent', 'delivered', 'read', 'failed', 'unconfirmed'].map((status) => tick(status)?.mark)).toEqual([
      '✓',
      '✓✓',
      '✓✓',
      '!',
      '?',
    ]));
  test('what became of a message is told in the order of its way', () => {
    const told = [
      { status: 'read', at: 3000 },
      { status: 'failed', at: 3000 },
      { status: 'accepted', at: 2100 },
      { status: 'sent', at: 2000 },
    ];
    expect(inOrder(told).map(({ status }) => status)).toEqual(['accepted', 'sent', 'read', 'failed']);
  });

  test("a customer's message has none", () => expect(tick(null)).toBeUndefined());
});

test.each([
  ['bot', 'automated', 'Bot', 'automated'],
  ['bot', 'closed', 'Bot', 'closed'],
  ['queue', 'human', 'Waiting for a person', ''],
  ['agent:ana', 'human', 'Person', ''],
  ['phone', 'human', "The shop's phone", ''],
])('who has a conversation of %s, %s, is said once', (owner, state, who, rest) =>
  expect(conversationWords({ owner, state })).toEqual({ who, rest }),
);

test.each([
  ['not listed', undefined, 'The bot has this conversation.', true],
  ["the bot's", { owner: 'bot', state: 'automated', ticket_id: null }, 'The bot has this conversation.', true],
  ["a case of people's by now", { owner: 'queue', state: 'human', ticket_id: 't1' }, 'People have this conversation.', false],
  ["the phone's", { owner: 'phone', state: 'human', ticket_id: null }, "The shop's phone has this conversation.", true],
  ['over', { owner: 'bot', state: 'closed', ticket_id: null }, 'This conversation has ended.', false],
])('a conversation that is %s is said to be that, and is taken over only where that may be', (_name, one, has, isFree) =>
  expect(conversationStand(one)).toMatchObject({ has, isFree }),
);
