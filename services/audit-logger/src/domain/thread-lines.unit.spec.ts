import { describe, expect, test } from '@jest/globals';
import { message, testId, testTime } from '@frontdesk/testing';
import { lineOf, markOf, statusOf } from './thread.ts';

const sealedText = { redacted: '[PHONE_1]', sealed: new Uint8Array([1, 2]) };
const contact = { contactId: 'contact-1', customerHash: 'customer-1', numberId: 'number-1' };

test('what a customer wrote is a line with its words, sealed and redacted, and what it answers', () => {
  const received = (more: object) =>
    lineOf(message('MessageReceived', { messageId: 'm1', kind: 'text', contact, sentAt: testTime - 1000, receivedAt: testTime, ...more }));
  expect(received({ text: sealedText, replyTo: 's1', late: true })).toMatchObject({
    id: 'm1',
    conversationId: 'conversation-1',
    recordedAt: testTime,
    ts: testTime - 1000,
    sender: 'customer',
    body: '[PHONE_1]',
    metadata: { sealed: 'AQI=', contact_id: 'contact-1', kind: 'text', media_kind: null, reply_to: 's1', late: true },
  });
  expect(received({ sentAt: 0, kind: 'media', mediaKind: 'image' })).toMatchObject({
    ts: testTime,
    body: '',
    metadata: { sealed: null, kind: 'media', media_kind: 'image', reply_to: null },
  });
});

test('what was sent is a line by who said it, with the verdict that let it out', () => {
  const sent = (more: object) =>
    lineOf(
      message('MessageDispatched', { sendId: 's1', subjectId: 'r1', verdictId: 'v1', dispatchSeq: 4, answers: ['m1'], contact, ...more }),
    );
  expect(sent({ speaker: 'bot', author: 'response-builder', text: sealedText })).toMatchObject({
    id: 's1',
    conversationId: 'conversation-1',
    ts: testTime,
    sender: 'bot',
    body: '[PHONE_1]',
    metadata: {
      sealed: 'AQI=',
      kind: 'text',
      answers: ['m1'],
      subject_id: 'r1',
      verdict_id: 'v1',
      dispatch_seq: 4,
      fence: { case: 1, epoch: 1, turn: 1 },
      template: null,
    },
  });
  const template = { name: 'order_update', language: 'de' };
  expect(sent({ speaker: 'agent', author: 'ana', template })).toMatchObject({
    sender: 'agent:ana',
    body: 'order_update',
    metadata: { kind: 'template', template },
  });
});

test('a note is a line of its own, by who wrote it for colleagues', () =>
  expect(lineOf(message('NoteWritten', { noteId: 'n1', ticketId: 't1', agentId: 'ana', text: sealedText }))).toMatchObject({
    id: 'n1',
    ts: testTime,
    sender: 'note:ana',
    body: '[PHONE_1]',
    metadata: { sealed: 'AQI=', kind: 'note', fence: { case: 1, epoch: 1, turn: 1 } },
  }));

test('an echo without more is a text from the phone', () =>
  expect(lineOf(message('EchoReceived', { messageId: 'e1', sentAt: testTime }))).toMatchObject({
    sender: 'phone',
    metadata: { kind: 'text', media_kind: null, by: 'phone' },
  }));

describe('a mark', () => {
  const status = (more: object) =>
    markOf(message('StatusReceived', { sendId: 's1', status: 'failed', applied: true, at: testTime + 1, ...more }));
  test.each([
    [message('VerdictGiven', { sendId: 's1', verdictId: 'v1', verdict: 'ALLOW' }), 's1', 'verdict', { verdict_id: 'v1', verdict: 'ALLOW' }],
    [message('SendAccepted', { sendId: 's1', at: testTime }), 's1', 'accepted', {}],
    [message('SendFailed', { sendId: 's1', code: 1, title: 'no', final: true }), 's1', 'failed', { code: 1, title: 'no', final: true }],
    [message('SendCancelled', { sendId: 's1', reason: 'FENCE' }), 's1', 'cancelled', { reason: 'FENCE' }],
    [message('SendUnconfirmed', { sendId: 's1' }), 's1', 'unconfirmed', {}],
    [message('MessageBlocked', { messageId: 'm1', reason: 'RATE_LIMITED' }), 'm1', 'blocked', { reason: 'RATE_LIMITED' }],
    [message('MessageNoted', { messageId: 'm1', notedAs: 'stop' }), 'm1', 'noted', { as: 'stop' }],
  ] as const)('%#', (one, lineId, kind, detail) => expect(markOf(one)).toMatchObject({ id: one.envelope.id, lineId, kind, detail }));

  test('of a status that moved something, with Meta’s word and price', () => {
    expect(status({ errorCode: 131026, errorTitle: 'Undeliverable', pricingCategory: 'utility' })).toMatchObject({
      kind: 'status',
      at: testTime + 1,
      detail: { status: 'failed', code: 131026, title: 'Undeliverable', pricing: 'utility' },
    });
    expect(status({ status: 'read' })?.detail).toEqual({ status: 'read', code: null, title: null, pricing: null });
    expect([status({ applied: false }), status({ sendId: '' }), markOf(message('VerdictGiven', { verdict: 'REFUSE' }))]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('of an edit keeps its words, sealed', () =>
    expect(markOf(message('MessageEdited', { messageId: 'm1', text: sealedText, by: 'customer' }))).toMatchObject({
      at: testTime,
      detail: { redacted: '[PHONE_1]', sealed: 'AQI=', by: 'customer' },
    }));
});

describe('what became of a message, in a word', () => {
  const status = (word: string) => ({ kind: 'status' as const, detail: { status: word } });
  const failed = (final: boolean) => ({ kind: 'failed' as const, detail: { final } });
  const mark = (kind: 'accepted' | 'cancelled' | 'unconfirmed' | 'verdict') => ({ kind, detail: {} });
  test.each([
    ['', []],
    ['', [mark('verdict'), failed(false)]],
    ['accepted', [mark('accepted')]],
    ['sent', [mark('accepted'), status('sent')]],
    ['read', [status('read'), status('delivered')]],
    ['played', [status('played'), status('read')]],
    ['failed', [mark('accepted'), failed(true)]],
    ['failed', [status('sent'), status('failed')]],
    ['delivered', [status('failed'), failed(true), status('delivered')]],
    ['cancelled', [mark('cancelled')]],
    ['unconfirmed', [mark('accepted'), mark('unconfirmed')]],
    ['delivered', [mark('unconfirmed'), status('delivered')]],
  ])('%s: %j', (word, marks) => expect(statusOf(marks)).toBe(word));
});

test('a file that a person sends is a line with its words, and names where it lies', () => {
  const words = { redacted: 'For [EMAIL_1]\ninvoice.pdf', sealed: Buffer.from('sealed') };
  const sent = message('MessageDispatched', {
    sendId: testId(9),
    speaker: 'agent',
    author: 'ana',
    file: { fileId: 'file-1', kind: 'document', mime: 'application/pdf', bytes: 5, sha256: 'ab', words },
  });
  expect(lineOf(sent)).toMatchObject({
    sender: 'agent:ana',
    body: words.redacted,
    metadata: { kind: 'media', media_kind: 'document', file_id: 'file-1', sealed: words.sealed.toString('base64') },
  });
});
