import { create } from '@bufbuild/protobuf';
import { EnvelopeSchema } from '@frontdesk/contracts';
import { expect, test } from '@jest/globals';
import { auditRow } from './audit-row.ts';

test('a decision of a type that a newer release writes has its row: who, when and why, and how much of it was not read', () => {
  const actor = { kind: 'service', id: 'policy' };
  const envelope = create(EnvelopeSchema, {
    id: 'i',
    type: 'OfTheNextRelease',
    conversationId: 'c',
    actor,
    causes: ['m1'],
    reasons: ['WHY'],
    data: new Uint8Array(3),
  });
  expect(auditRow({ envelope }, 't')).toMatchObject({
    id: 'i',
    conversationId: 'c',
    actor: 'service:policy',
    eventType: 'OfTheNextRelease',
    payload: { data: { unread_bytes: 3 }, causes: ['m1'], reasons: ['WHY'], trace_id: 't' },
  });
});

test('what a model did is recorded with who processed it; what it cost is null where nobody knows', () => {
  const used = { model: 'm', version: '2026', promptVersion: 'reply-1', tokensIn: 1_000, tokensOut: 100 };
  const row = (more: object) => auditRow({ envelope: create(EnvelopeSchema, { id: 'i', type: 'T', model: { ...used, ...more } }) }, 't');
  expect(row({ costUsd: 0.002, processor: 'ours', region: 'eu', retention: 'none' })).toMatchObject({
    model: 'm@2026',
    promptVersion: 'reply-1',
    tokensIn: 1_000,
    tokensOut: 100,
    costUsd: 0.002,
    payload: { processed: { by: 'ours', region: 'eu', retention: 'none' } },
  });
  const unknown = row({ costUnknown: true });
  expect([unknown.costUsd, unknown.tokensIn, 'processed' in (unknown.payload as object)]).toEqual([null, 1_000, false]);
  expect(row({}).costUsd).toBe(0);
});
