import { message, testId, testTime } from '@frontdesk/testing';
import { expect, test } from '@jest/globals';
import { auditRow } from './audit-row.ts';
import { decisionExported, messageExported } from './exported.ts';
import type { Decided } from './explanation.ts';

const sealed = new Uint8Array([1, 2, 3]);
const contact = { contactId: 'c', customerHash: 'h', sealedPhone: sealed };

test('a line of the transcript is exported as it stands, redacted', () =>
  expect(
    messageExported({
      id: 'm1',
      sender: 'customer',
      text: { redacted: '[PHONE_1]', sealed: 'AQID' },
      earlier: [{ at: 't', redacted: '', sealed: 'AQID' }],
      marks: [{ kind: 'verdict', detail: {} }],
    }),
  ).toEqual({
    kind: 'message',
    id: 'm1',
    sender: 'customer',
    text: { redacted: '[PHONE_1]' },
    earlier: [{ at: 't', redacted: '' }],
    marks: [{ kind: 'verdict', detail: {} }],
  }));

test('a decision is exported with who, when and why, and nothing that is sealed; verdicts and consents are told apart', () => {
  const row = (type: 'AgentMessageWritten' | 'MessageReceived' | 'VerdictGiven' | 'ConsentChanged', data: object): Decided => {
    const { ts, payload, id, actor, eventType } = auditRow(message(type, data, { id: testId(1), decidedAt: testTime }), 'trace');
    return { id, ts: new Date(ts), actor, event_type: eventType, payload } as unknown as Decided;
  };
  const received = decisionExported(row('MessageReceived', { text: { redacted: 'I am [NAME_1]', sealed }, contact }));
  expect(received).toMatchObject({
    kind: 'decision',
    type: 'MessageReceived',
    at: new Date(testTime).toISOString(),
    data: { text: { tokens: ['NAME'] }, contact: { contactId: 'c' } },
    trace_id: 'trace',
  });
  expect(JSON.stringify(received)).not.toMatch(/sealed|AQID/);
  const file = {
    fileId: 'f1',
    kind: 'document',
    mime: 'application/pdf',
    bytes: 5,
    sha256: 'ab',
    words: { redacted: 'For [NAME_1]\na.pdf', sealed },
  };
  const written = decisionExported(row('AgentMessageWritten', { file }));
  expect(written).toMatchObject({
    data: { file: { fileId: 'f1', kind: 'document', bytes: 5, sha256: 'ab', words: { tokens: ['NAME'] } } },
  });
  expect(JSON.stringify(written)).not.toMatch(/sealed|AQID|a\.pdf/);
  expect(decisionExported(row('VerdictGiven', { verdict: 'ALLOW' }))).toMatchObject({ kind: 'verdict', data: { verdict: 'ALLOW' } });
  expect(decisionExported(row('ConsentChanged', { basis: 'opt_in' }))).toMatchObject({ kind: 'consent', data: { basis: 'opt_in' } });
});
