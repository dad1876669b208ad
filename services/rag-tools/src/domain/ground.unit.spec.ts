import { describe, expect, test } from '@jest/globals';
import { message, text, turn } from '@frontdesk/testing';
import { fromKnowledge, fromOrder, locked, needsProof, notNeeded } from './ground.ts';

test('what newer releases wrote into the routed message and its turn goes on as it came', () => {
  const newer = [{ no: 900, wireType: 2, data: Uint8Array.of(3, 1, 2, 3) }];
  const routed = message('Routed', { next: 'answer', intent: 'thanks', turn: turn() });
  routed.data.$unknown = newer;
  routed.data.turn!.$unknown = newer;
  const { data } = notNeeded(routed);
  expect([data.routed!.$unknown, data.routed!.turn!.$unknown]).toEqual([newer, newer]);
});

describe('what was found', () => {
  const routed = (next = 'answer') => message('Routed', { next, intent: 'order_status', confidence: 0.8, turn: turn() });
  const call = (outcome: string) => ({ tool: 'order_status', input: 'FD-10234', outcome, latencyMs: 12 });

  test('nothing, where nothing was needed', () =>
    expect(notNeeded(routed())).toMatchObject({
      data: { outcome: 'not_needed', tools: [] },
      decision: { reasons: ['NOT_NEEDED'], intent: 'order_status', confidence: 0.8, lookUps: [] },
    }));

  test('a proof is needed: of which order, up to which level, and that the tool refused', () =>
    expect(needsProof(routed(), 'order', 'FD-10234')).toMatchObject({
      data: {
        outcome: 'needs_proof',
        requiredLevel: 'order',
        subject: 'FD-10234',
        tools: [{ tool: 'order_status', input: 'FD-10234', outcome: 'refused' }],
      },
      decision: { lookUps: [{ name: 'order_status', input: 'FD-10234', output: 'refused', latencyMs: 0 }] },
    }));

  test('no proof is looked at any more, and the tool refused', () =>
    expect(locked(routed(), 'FD-10234')).toMatchObject({
      data: { outcome: 'locked', subject: 'FD-10234', tools: [{ tool: 'order_status', input: 'FD-10234', outcome: 'refused' }] },
      decision: { reasons: ['LOCKED'] },
    }));

  test('a passage, word for word, with where it stands', () => {
    const document = {
      id: 'returns-en',
      version: '3',
      title: 'Returns',
      url: 'https://shop.example/r',
      locale: 'en',
      topic: 'x',
      validUntil: '',
    };
    const passage = 'You can return any item within 30 days.';
    const found = { document, body: passage, passage, coverage: 1, passageCoverage: 1, ordinal: 0, rank: 1 } as const;
    const search = { tool: 'search', input: 'returns', outcome: 'found', latencyMs: 3 };
    expect(fromKnowledge(routed(), search, [found as never])).toMatchObject({
      data: {
        outcome: 'evidence',
        tools: [search],
        evidence: [
          {
            kind: 'passage',
            source: 'returns-en',
            facts: { redacted: passage },
            citation: { documentId: 'returns-en', documentVersion: '3', title: 'Returns', url: 'https://shop.example/r', quote: passage },
          },
        ],
      },
      decision: { lookUps: [{ name: 'search', input: 'returns', output: 'found', latencyMs: 3 }] },
    });
    expect(fromKnowledge(routed(), search, []).data).toMatchObject({ outcome: 'no_evidence', tools: [search], evidence: [] });
  });

  test('an order, as the tool showed it', () =>
    expect(fromOrder(routed(), call('found'), text('{}')).data).toMatchObject({
      outcome: 'evidence',
      tools: [call('found')],
      evidence: [{ kind: 'tool', source: 'order_status', facts: { redacted: '{}' } }],
    }));

  test.each([
    ['answer', 'unavailable', 'unavailable'],
    ['answer', 'not_found', 'no_evidence'],
    ['handoff', 'unavailable', 'not_needed'],
    ['handoff', 'not_found', 'not_needed'],
  ])('no order: to %s, %s is %s', (next, outcome, said) =>
    expect(fromOrder(routed(next), call(outcome), undefined).data).toMatchObject({ outcome: said, tools: [call(outcome)], evidence: [] }),
  );
});
