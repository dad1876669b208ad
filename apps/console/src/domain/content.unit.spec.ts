import { describe, expect, test } from '@jest/globals';
import type { Draft, Notice } from '../api/types.ts';
import { bubbleText } from './bubble-text.ts';
import { readFacts } from './facts.ts';
import { byCase } from './notices.ts';
import { complete, oneLine, parts, pickable } from './template.ts';

describe('a template', () => {
  test('is text and blanks', () =>
    expect(parts('Order {{1}} is due {{2}}.')).toEqual([
      { text: 'Order ' },
      { variable: 1 },
      { text: ' is due ' },
      { variable: 2 },
      { text: '.' },
    ]));
  test('without blanks is text', () => expect(parts('Hello')).toEqual([{ text: 'Hello' }]));
  test('takes no line breaks in a blank', () => expect(oneLine(' FD-10234\n and \t more ')).toBe('FD-10234 and more'));
  test('can be sent when each blank is filled', () =>
    expect([complete([], 0), complete(['a'], 2), complete(['a', '  '], 2), complete(['a', 'b'], 2)]).toEqual([true, false, false, true]));

  test("is offered in the customer's language first, marketing never", () => {
    const all = [
      { name: 'b', language: 'en_US', category: 'UTILITY' },
      { name: 'a', language: 'en', category: 'UTILITY' },
      { name: 'z', language: 'de', category: 'UTILITY' },
      { name: 'sale', language: 'de', category: 'MARKETING' },
    ];
    expect(pickable(all, 'de').map(({ name }) => name)).toEqual(['z', 'a', 'b']);
  });
});

describe('evidence', () => {
  test('of a tool is rows', () => {
    expect(
      readFacts(
        '{"order_number":"FD-10234","etaAt":"2026-09-01T10:00:00Z","items":["lamp","rug"],"late":false,"carrier":{"name":"DHL"},"note":null}',
      ),
    ).toEqual({
      rows: [
        ['Order number', 'FD-10234'],
        ['Eta at', '2026-09-01 10:00'],
        ['Items', 'lamp, rug'],
        ['Late', 'no'],
        ['Carrier', 'Name DHL'],
        ['Note', '–'],
      ],
    });
  });
  test('of the knowledge base is its words', () => expect(readFacts('You have 30 days.')).toEqual({ text: 'You have 30 days.' }));
});

describe('what a bubble shows', () => {
  const sent: Draft = {
    id: 'd1',
    agent_id: 'ana',
    text: 'We have an update on your order FD-10234.',
    template: { name: 'order_update', language: 'en', variables: ['FD-10234'] },
    at: 100,
    status: 'sent',
    reason: null,
    offered_template: null,
    other_channel: null,
    error: null,
  };
  const line = { sender: 'agent' as const, text: 'order_update', redacted: 'order_update', ts: 110 };

  test('of a template that was sent from here is its words', () =>
    expect(bubbleText(line, [sent])).toEqual({ text: sent.text, template: 'order_update' }));
  test('of a template that somebody else sent is its name', () =>
    expect(bubbleText({ ...line, sender: 'notice' }, [])).toEqual({ text: 'Template order_update', template: 'order_update' }));
  test.each(['customer', 'note'] as const)('of a %s is what they wrote', (sender) =>
    expect(bubbleText({ ...line, sender }, [sent])).toEqual({ text: 'order_update', template: undefined }),
  );
  test('of a text that may not be opened is its redacted form', () =>
    expect(bubbleText({ ...line, text: '', redacted: 'call [PHONE_1]' }, []).text).toBe('call [PHONE_1]'));
});

test('notices are one entry per case, the worst word first', () => {
  const notice = (id: string, kind: Notice['kind'], ticket: string): Notice => ({
    id,
    kind,
    ticket_id: ticket,
    number: 'T-1',
    clock: '',
    due_at: 0,
    at: 0,
  });
  const cases = byCase([
    notice('1', 'escalated', 'a'),
    notice('2', 'unconfirmed', 'b'),
    notice('3', 'support-p1', 'a'),
    notice('4', 'breach', 'a'),
  ]);
  expect(cases.map(({ ticketId, notices }) => [ticketId, ...notices.map(({ id }) => id)])).toEqual([
    ['a', '3', '4', '1'],
    ['b', '2'],
  ]);
});
