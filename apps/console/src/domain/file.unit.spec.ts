import { describe, expect, test } from '@jest/globals';
import type { KeptFile } from '../api/files.ts';
import { fileAbsent, fileShown, fileSize } from './file.ts';

const file = (more: Partial<KeptFile>): KeptFile => ({
  kind: 'image',
  state: 'kept',
  reason: null,
  mime: 'image/jpeg',
  bytes: 10,
  ...more,
});

describe("a customer's file", () => {
  test('is shown in place where nothing in it can act', () =>
    expect(
      [
        file({}),
        file({ kind: 'sticker', mime: 'image/webp' }),
        file({ mime: 'image/svg+xml' }),
        file({ kind: 'document', mime: 'image/jpeg' }),
        file({ kind: 'document', mime: 'text/html' }),
        file({ kind: 'audio', mime: 'audio/ogg' }),
        file({ kind: 'video', mime: 'video/mp4' }),
        file({ kind: 'video', mime: 'text/html' }),
        file({ state: 'gone' }),
        file({ state: 'coming' }),
      ].map(fileShown),
    ).toEqual(['picture', 'picture', 'saved', 'saved', 'saved', 'sound', 'film', 'saved', 'none', 'none']));
  test('that is not there says why', () =>
    expect(
      [
        file({ state: 'coming' }),
        file({ state: 'unknown' }),
        file({ state: 'gone', reason: 'expired' }),
        file({ kind: 'audio', state: 'gone', reason: 'new_reason' }),
      ].map(fileAbsent),
    ).toEqual([
      'Photo: being fetched from WhatsApp…',
      'Photo: cannot be shown at the moment.',
      'Photo: no longer here, its days are over.',
      'Voice message: no longer here, it could not be fetched.',
    ]));
  test('has a size', () => expect([null, 10, 2048, 5 * 1024 * 1024].map(fileSize)).toEqual(['', '1 KB', '2 KB', '5.0 MB']));
});
