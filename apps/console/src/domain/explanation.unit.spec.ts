import { expect, test } from '@jest/globals';
import type { Step } from '../api/types.ts';
import { durationWords, lengthWords, reasonCodeWords, stepWords, summaryOf, told } from './explanation.ts';

const step = (type: string, more: Partial<Step> = {}): Step => ({
  id: type,
  at: 1_796_115_606_957,
  actor: { kind: 'service', id: 'policy', name: null },
  type,
  causes: [],
  unknown: [],
  reasons: [],
  fence: null,
  consent: '',
  guardrails: [],
  look_ups: [],
  latency_ms: 0,
  after_ms: null,
  bundle: '',
  model: null,
  prompt_version: null,
  tokens_in: null,
  tokens_out: null,
  cost_usd: null,
  intent: null,
  confidence: null,
  trace_id: '',
  trace_url: null,
  says: {},
  words: {},
  inputs: null,
  passages: [],
  tools: [],
  ...more,
});

test('a step is told in words, and one that has none by its name', () => {
  expect(stepWords(step('Grounded'))).toBe('What was looked up');
  expect(stepWords(step('VerdictGiven', { says: { verdict: 'HOLD' } }))).toBe('The gate: held');
  expect(stepWords(step('VerdictGiven'))).toBe('The gate: not known');
  expect(stepWords(step('StatusReceived', { says: { status: 'read' } }))).toBe('WhatsApp: read');
  expect(stepWords(step('OfTheNextRelease'))).toBe('Of The Next Release');
  expect(reasonCodeWords('OUTBOUND_FROZEN')).toBe('sending was frozen');
  expect(reasonCodeWords('OF_THE_NEXT_RELEASE')).toBeUndefined();
});

test('what it says is terms and values; a time is one', () =>
  expect(
    told({ seq: 4, outcome: 'evidence', windowEndsAt: 1_796_202_005_000, now: 1_796_115_606_957, turn: 3, outboundFrozen: true }),
  ).toEqual([
    { term: 'outcome', value: 'evidence', isTime: false },
    { term: 'window ends at', value: 1_796_202_005_000, isTime: true },
    { term: 'now', value: 1_796_115_606_957, isTime: true },
    { term: 'turn', value: 3, isTime: false },
    { term: 'outbound frozen', value: true, isTime: false },
  ]));

test('of words their length and what personal data was in them, of time what one reads at a glance', () => {
  expect([lengthWords({ length: 1, tokens: [] }), lengthWords({ length: 20, tokens: ['EMAIL'] })]).toEqual([
    '1 character',
    '20 characters, with [EMAIL]',
  ]);
  expect([0, 999.4, 1500, 61_000].map(durationWords)).toEqual(['0 ms', '999 ms', '1.5 s', '61 s']);
});

test('the whole comes to its versions, verdicts, scores and cost; what nobody recorded is not known, not nought', () => {
  const at = 1_796_115_606_000;
  const [nothing] = [summaryOf({ steps: [step('VerdictGiven', { says: { verdict: 'ALLOW' } })] })];
  expect(nothing).toMatchObject({ models: [], costUsd: undefined, tokens: undefined, confidence: undefined, tookMs: undefined });
  const unpriced = [step('Routed', { model: 'r@1', cost_usd: 0 }), step('ReplyProposed', { model: 'm@1', tokens_in: 7, cost_usd: null })];
  expect(summaryOf({ steps: unpriced })).toMatchObject({ costUsd: undefined, tokens: 7 });
  const whole = summaryOf({
    steps: [
      step('MessageReceived', { at, trace_id: 't', unknown: ['x'] }),
      step('Routed', {
        model: 'lexical-router@v2',
        tokens_in: 3,
        tokens_out: 1,
        cost_usd: 0.001,
        confidence: 0.9,
        bundle: 'nlu-1',
        trace_id: 't',
      }),
      step('Grounded', { passages: [{ documentId: 'returns-en', documentVersion: '2026-11-30' }] }),
      step('ReplyProposed', {
        prompt_version: 'answer@4',
        passages: [{ documentId: 'returns-en', documentVersion: '2026-11-30' }],
        confidence: 0.2,
      }),
      step('VerdictGiven', { says: { verdict: 'HOLD' } }),
      step('VerdictGiven', { says: { verdict: 'ALLOW' } }),
      step('MessageDispatched', { at: at + 1500 }),
    ],
  });
  expect(whole).toEqual({
    verdicts: ['held', 'allowed'],
    bundles: ['nlu-1'],
    models: ['lexical-router@v2'],
    prompts: ['answer@4'],
    documents: ['returns-en@2026-11-30'],
    costUsd: 0.001,
    tokens: 4,
    confidence: 0.9,
    tookMs: 1500,
    traces: [{ id: 't', url: null }],
    unknown: ['x'],
  });
});
