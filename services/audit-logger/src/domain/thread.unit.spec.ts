import { describe, expect, test } from '@jest/globals';
import { message, testTime, text } from '@frontdesk/testing';
import { lineOf, markOf, wordsOf } from './thread.ts';

const written = { redacted: 'first', sealed: 'c2VhbGVk' };
const at = (ms: number): string => new Date(testTime + ms).toISOString();

describe('what a line says', () => {
  const edit = (words: string, ms: number) => {
    const mark = markOf(message('MessageEdited', { messageId: 'm1', text: text(words), sentAt: testTime + ms, by: 'customer' }))!;
    return { at: at(ms), kind: mark.kind, detail: mark.detail };
  };
  const revoke = { at: at(9_000), kind: 'revoked' as const, detail: { by: 'customer' } };

  test('is what was written', () => expect(wordsOf(written, at(0), [])).toEqual({ text: written, earlier: [], revoked: false }));

  test('edited: the last words, and those before them with their times', () => {
    expect(wordsOf(written, at(0), [edit('second', 1_000), edit('third', 2_000)])).toEqual({
      text: { redacted: 'third', sealed: null },
      earlier: [
        { at: at(0), ...written },
        { at: at(1_000), redacted: 'second', sealed: null },
      ],
      revoked: false,
    });
  });

  test('taken back: nothing, of no version', () =>
    expect(wordsOf(written, at(0), [edit('second', 1_000), revoke])).toEqual({
      text: { redacted: '', sealed: null },
      earlier: [],
      revoked: true,
    }));

  test('each change is a mark on the line of the message', () => {
    expect(markOf(message('ContactFlagged', { sendId: 's1', reason: 'WINDOW_CLOSED_AT_META' }))).toMatchObject({
      lineId: 's1',
      kind: 'flagged',
      detail: { reason: 'WINDOW_CLOSED_AT_META' },
    });
    expect(markOf(message('MessageRevoked', { messageId: 'm1', at: testTime, by: 'phone' }))).toMatchObject({
      lineId: 'm1',
      kind: 'revoked',
      at: testTime,
      detail: { by: 'phone' },
    });
  });
});

test('an old message is a line where it was said, by who said it', () => {
  const line = lineOf(
    message('HistoryReceived', { messageId: 'h1', text: text('long ago'), sentAt: testTime - 1e9, by: 'phone', kind: 'text' }),
  );
  expect(line).toMatchObject({
    id: 'h1',
    ts: testTime - 1e9,
    recordedAt: testTime - 1e9,
    sender: 'phone',
    body: 'long ago',
    metadata: { history: true },
  });
});

test('a message that WhatsApp does not hand over says what it was', () =>
  expect(
    lineOf(message('MessageReceived', { messageId: 'm1', sentAt: testTime, kind: 'unsupported', metaType: 'unsupported_poll' })),
  ).toMatchObject({ sender: 'customer', body: '', metadata: { kind: 'unsupported', meta_type: 'unsupported_poll' } }));

test('an echo says whose it was, and what kind', () => {
  const line = lineOf(
    message('EchoReceived', { messageId: 'e1', text: text('x'), sentAt: testTime, by: 'meta', kind: 'media', mediaKind: 'image' }),
  );
  expect(line).toMatchObject({ sender: 'phone', metadata: { by: 'meta', kind: 'media', media_kind: 'image' } });
});
