import { describe, expect, test } from '@jest/globals';
import type { Client } from '../api/client.ts';
import type { Draft, ThreadMessage } from '../api/types.ts';
import { Box } from '../desk/box.ts';
import { beforeUpload, draftLine, longestCaption, maySend } from './attached.ts';
import { underWayDrafts } from './drafts.ts';
import { failureWords } from './failure.ts';
import { refusalWords } from './refusal.ts';

const mebibyte = 1024 * 1024;
const file = { id: 'f1', kind: 'document', mime: 'application/pdf', bytes: 2_048, name: 'invoice.pdf' } as const;

describe('a file in the box', () => {
  test('is not uploaded where the server would refuse it for its size', () => {
    expect(beforeUpload({ type: 'image/png', size: 5 * mebibyte })).toBeUndefined();
    expect(beforeUpload({ type: 'image/png', size: 5 * mebibyte + 1 })).toMatch('5 MB');
    expect(beforeUpload({ type: 'application/pdf', size: 100 * mebibyte })).toBeUndefined();
    expect(beforeUpload({ type: '', size: 100 * mebibyte + 1 })).toMatch('100 MB');
    expect(beforeUpload({ type: 'application/pdf', size: 0 })).toMatch('empty');
  });

  test('may go without words, but not with more than WhatsApp takes beside it', () => {
    expect([{ text: ' ' }, { text: ' ', file }, { text: 'x'.repeat(longestCaption), file }].map(maySend)).toEqual([false, true, true]);
    expect([{ text: 'x'.repeat(longestCaption + 1), file }, { text: 'x'.repeat(longestCaption + 1) }].map(maySend)).toEqual([false, true]);
  });

  test('is named where it is not shown', () => {
    expect(draftLine({ text: 'Here', file, template: null })).toBe('invoice.pdf · 2 KB\nHere');
    expect(draftLine({ text: '', file: { ...file, kind: 'image', name: '' }, template: null })).toBe('Photo · 2 KB');
    expect(draftLine({ text: 'Here', template: null })).toBe('Here');
  });

  test('stands there after a reload, goes with what is sent, and another one stays', async () => {
    const posts: string[] = [];
    const client = { post: async (path: string) => void posts.push(path) } as unknown as Client;
    const box = new Box(client, 't1', 'as asked', file);
    expect(box.unsent()).toMatchObject({ text: 'as asked', file });
    box.sent(box.unsent());
    expect(box.unsent()).toEqual({ text: '', holding: false });
    box.change({ file, preview: 'data:' });
    await box.detach();
    expect([box.unsent().file, box.unsent().preview, posts.at(-1)]).toEqual([undefined, undefined, 'tickets/t1/detach']);
    box.change({ file });
    const sent = box.unsent();
    box.change({ text: 'typed meanwhile' });
    box.sent(sent);
    expect(box.unsent()).toMatchObject({ text: 'typed meanwhile', file: undefined });
  });

  test.each(['', 'as asked'])('and the text %j stay where a draft is put back while another file is on its way', (text) => {
    const box = new Box({ post: async () => undefined } as unknown as Client, 't1', '', file);
    const sent = box.unsent();
    const back = { text, file: { ...file, id: 'f2' }, replaces: 'd1' };
    box.change(back);
    box.sent(sent);
    box.keep();
    expect(box.unsent()).toMatchObject(back);
  });
});

test('an answer with a file is under way until its line stands in the thread', () => {
  const draft = { id: 'd1', text: '', file, template: null, at: 10, status: 'allowed' } as unknown as Draft;
  const line = (more: object) => ({ id: 'm1', sender: 'agent', ts: 11, text: 'invoice.pdf', ...more }) as unknown as ThreadMessage;
  expect(underWayDrafts([draft], [line({})])).toEqual([draft]);
  expect(underWayDrafts([draft], [line({ file: { kind: 'document' } })])).toEqual([]);
});

test('what was refused about a file is said in words', () => {
  expect(failureWords('FILE_REFUSED', { reason: 'type' })).toMatch('Only JPEG and PNG');
  expect(failureWords('FILE_REFUSED', { reason: 'store' })).toMatch('Try again');
  expect(failureWords('FILE_GONE', {})).toMatch('Attach it again');
  expect(refusalWords('EMPTY', null, file)).toMatch('Files cannot be sent at this moment');
  expect(refusalWords('EMPTY', null, null)).toBe('There is no text in it.');
});
