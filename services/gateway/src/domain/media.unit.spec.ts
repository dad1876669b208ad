import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mediaRules } from '@frontdesk/whatsapp';
import type { MediaKind } from '@frontdesk/whatsapp';
import { acceptedMime, afterFailure, isFresh, maxAttempts, mostBytes, mostBytesOf } from './media.ts';

describe('a file of a customer', () => {
  test.each<[MediaKind, string, string | undefined]>([
    ['audio', 'audio/ogg; codecs=opus', 'audio/ogg'],
    ['image', 'IMAGE/JPEG', 'image/jpeg'],
    ['image', 'image/svg+xml', undefined],
    ['video', 'text/html', undefined],
    ['document', 'application/vnd.oasis.opendocument.text', 'application/vnd.oasis.opendocument.text'],
    ['document', '', undefined],
    ['document', 'Anna Smith', undefined],
  ])('as %s of %s', (kind, mime, accepted) => expect(acceptedMime(kind, mime)).toBe(accepted));

  test('may be as large as what Meta hands over, a sticker as a sticker may be, and never larger than ours', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(mediaRules) as MediaKind[])),
        fc.integer({ min: 1, max: 200 * 1024 * 1024 }),
        (kind, ours) => {
          expect(mostBytes(kind, ours)).toBe(Math.min(ours, (kind === 'sticker' ? 500 : 100 * 1024) * 1024));
        },
      ),
    );
  });

  test('its address is used while it is good', () => expect([isFresh(0, 239_999), isFresh(0, 240_000)]).toEqual([true, false]));

  test("a sticker that doesn't move may have less", () => {
    const moving = Buffer.concat([Buffer.from('RIFF0000WEBPVP8X'), Buffer.from([10, 0, 0, 0, 2])]);
    expect([moving, moving.subarray(0, 16), Buffer.from('RIFF0000WEBPVP8 ')].map((head) => mostBytesOf('sticker', 1e9, head))).toEqual([
      500 * 1024,
      100 * 1024,
      100 * 1024,
    ]);
    expect([mostBytesOf('sticker', 7, moving), mostBytesOf('document', 1e9, moving)]).toEqual([7, 100 * 1024 * 1024]);
    expect(mostBytesOf('image', 1e9, Buffer.from('RIFF0000WEBPVP8 '))).toBe(100 * 1024 * 1024);
  });

  const tried = { attempt: 1, ageMs: 0, jitter: 0 };
  test('what may pass is tried five times, later each time, and not before Meta wants', () => {
    const waits = [1, 2, 3, 4].map((attempt) => afterFailure('unreachable', { ...tried, attempt }));
    expect(waits).toEqual([2_000, 8_000, 32_000, 128_000].map((waitMs) => ({ again: true, waitMs })));
    expect([0.2, 1].map((jitter) => afterFailure('unreachable', { ...tried, jitter }))).toMatchObject([
      { waitMs: 2_200 },
      { waitMs: 3_000 },
    ]);
    expect(afterFailure('refused', { ...tried, jitter: 1, askedMs: 60_000 })).toEqual({ again: true, waitMs: 60_000 });
    expect(afterFailure('unreachable', { ...tried, attempt: maxAttempts })).toEqual({ again: false });
    for (const reason of ['type', 'too_large', 'content', 'hash', 'host', 'gone', 'no_store', 'erased'] as const)
      expect(afterFailure(reason, tried)).toEqual({ again: false });
  });

  test('our own store away: tried again as long as Meta keeps the file', () => {
    const day = 24 * 60 * 60_000;
    expect(afterFailure('store', { ...tried, attempt: 100, ageMs: 5.9 * day })).toEqual({ again: true, waitMs: 60 * 60_000 });
    expect(afterFailure('store', { ...tried, attempt: 100, ageMs: 6 * day })).toEqual({ again: false });
  });
});
