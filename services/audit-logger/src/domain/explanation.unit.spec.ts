import { create } from '@bufbuild/protobuf';
import { EnvelopeSchema } from '@frontdesk/contracts';
import type { Message, MessageType } from '@frontdesk/contracts';
import { message, testId, testTime } from '@frontdesk/testing';
import { describe, expect, test } from '@jest/globals';
import { auditRow } from './audit-row.ts';
import { explained } from './explanation.ts';
import type { Decided } from './explanation.ts';

/** As it is read back from `wa_events`. */
function decided(one: Message): Decided {
  const row = auditRow(one, 'trace-1');
  return {
    id: row.id,
    ts: new Date(row.ts),
    actor: row.actor,
    event_type: row.eventType,
    payload: row.payload as unknown as Decided['payload'],
    model: row.model,
    tokens_in: row.tokensIn,
    tokens_out: row.tokensOut,
    cost_usd: row.costUsd === null ? null : String(row.costUsd),
    prompt_version: row.promptVersion,
    intent: row.intent,
    confidence: row.confidence,
  };
}
const at = (n: number, ms: number, ...causes: number[]) => ({ id: testId(n), decidedAt: testTime + ms, causes: causes.map(testId) });
const types = (...rows: Decided[]): string[] => explained(rows).map(({ type }) => type);

describe('how a message came about is told', () => {
  test('as it happened, and nothing before what it follows from, whatever two clocks say', () =>
    expect(
      types(
        decided(message('MessageDispatched', { sendId: testId(90) }, at(5, 40, 4))),
        decided(message('VerdictGiven', { sendId: testId(90) }, at(6, 40, 4))),
        decided(message('ReplyProposed', {}, at(4, 40, 3))),
        // its service's clock is behind
        decided(message('Routed', {}, at(3, -500, 2))),
        decided(message('MessageAdmitted', {}, at(2, 10, 1))),
        decided(message('MessageReceived', {}, at(1, 0, 99))),
        // Meta's time, and it names the send
        decided(message('StatusReceived', { sendId: testId(90) }, { ...at(7, -900), causes: [testId(98), testId(90)] })),
      ),
    ).toEqual([
      'MessageReceived',
      'MessageAdmitted',
      'Routed',
      'ReplyProposed',
      'VerdictGiven',
      'MessageDispatched',
      'StatusReceived',
    ] satisfies MessageType[]));

  test("what WhatsApp says of it at once stands in the order of a message's way", () => {
    const status = (n: number, word: string) => decided(message('StatusReceived', { status: word }, at(n, 0)));
    expect(explained([status(1, 'read'), status(2, 'delivered'), status(3, 'sent')]).map(({ says }) => says['status'])).toEqual([
      'sent',
      'delivered',
      'read',
    ]);
  });

  test('once each, also where causes run in a circle', () => {
    const one = decided(message('Routed', {}, at(1, 0, 2)));
    expect(types(one, decided(message('Grounded', {}, at(2, 5, 1))), one)).toEqual(['Routed', 'Grounded']);
  });

  test('with how long each took, and of which cause nothing is on record', () => {
    const [webhook, received, admitted, accepted] = explained([
      decided(message('WebhookItem', {}, at(4, -1, 97))),
      decided(message('MessageReceived', {}, at(1, 0, 99))),
      decided(message('MessageAdmitted', {}, at(2, 120, 1))),
      decided(message('SendAccepted', {}, at(3, 500, 98))),
    ]);
    expect(webhook).toMatchObject({ unknown: [] });
    expect(received).toMatchObject({ after_ms: null, unknown: [testId(99)], trace_id: 'trace-1' });
    expect(admitted).toMatchObject({ after_ms: 120, unknown: [] });
    expect(accepted).toMatchObject({ unknown: [] });
  });
});

test('a verdict is told with what it was given on, and its checks', () => {
  const verdict = message(
    'VerdictGiven',
    { verdict: 'HOLD', reason: 'OUTBOUND_FROZEN', inputs: { owner: 'bot', turn: 2, outboundFrozen: true } },
    { ...at(1, 0), guardrails: create(EnvelopeSchema, { guardrails: [{ name: 'switches', passed: false, detail: '' }] }).guardrails },
  );
  expect(explained([decided(verdict)])).toMatchObject([
    {
      says: { verdict: 'HOLD', reason: 'OUTBOUND_FROZEN' },
      inputs: { owner: 'bot', turn: 2, outboundFrozen: true },
      guardrails: [{ name: 'switches', passed: false }],
    },
  ]);
});

test('passages are told with their document and span, tools with what they were asked, and no word that is sealed', () => {
  const sealed = new Uint8Array([1, 2, 3]);
  const citation = {
    documentId: 'returns-en',
    documentVersion: '2026-11-30',
    title: 'Returns',
    url: 'https://a.example',
    quote: '30 days',
  };
  const [grounded, reply] = explained([
    decided(
      message(
        'Grounded',
        {
          outcome: 'evidence',
          evidence: [
            { kind: 'tool', source: 'order_status', facts: { redacted: '[NAME_1]', sealed } },
            { kind: 'passage', source: 'returns-en', citation },
          ],
          tools: [{ tool: 'order_status', input: 'FD-10234', outcome: 'ok', latencyMs: 12 }],
        },
        at(1, 0),
      ),
    ),
    decided(
      message(
        'ReplyProposed',
        {
          rung: 'canned',
          answer: { redacted: 'Hello [EMAIL_1]', sealed },
          citations: [citation],
          trial: { candidate: 'm reply-1', cohort: 'control' },
        },
        at(2, 9, 1),
      ),
    ),
  ]);
  expect(grounded).toMatchObject({
    says: { outcome: 'evidence' },
    passages: [citation],
    tools: [{ tool: 'order_status', input: 'FD-10234', outcome: 'ok', latencyMs: 12 }],
  });
  expect(reply).toMatchObject({
    says: { rung: 'canned', candidate: 'm reply-1', cohort: 'control' },
    passages: [citation],
    words: { answer: { length: 15, tokens: ['EMAIL'] } },
  });
  expect(JSON.stringify([grounded, reply])).not.toMatch(/sealed|AQID/);
});
