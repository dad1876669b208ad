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
