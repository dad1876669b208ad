import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mediaRules } from '@frontdesk/whatsapp';
import type { MediaKind } from '@frontdesk/whatsapp';
import { acceptedMime, afterFailure, isFresh, maxAttempts, mostBytes } from './media.ts';

describe('a file of a customer', () => {
  test.each<[MediaKind, string, string | undefined]>([
    ['audio', 'audio/ogg; codecs=opus', 'audio/ogg'], ['image', 'IMAGE/JPEG', 'image/jpeg'], ['image', 'image/svg+xml', undefined], ['video', 'text/html', undefined],
    ['document', 'application/vnd.oasis.opendocument.text', 'application/vnd.oasis.opendocument.text'], ['document', '', undefined], ['document', 'Anna Smith', undefined],
  ])('as %s of %s', (kind, mime, accepted) => expect(acceptedMime(kind, mime)).toBe(accepted));

  test('may be as large as Meta says for its kind, and never larger than ours', () => {
    fc.assert(fc.property(fc.constantFrom(...Object.keys(mediaRules) as MediaKind[]), fc.integer({ min: 1, max: 200 * 1024 * 1024 }), (kind, ours) => {
      expect(mostBytes(kind, ours)).toBe(Math.min(ours, mediaRules[kind].maxBytes));
    }));
  });

  test("its address is used while it is good", () => expect([isFresh(0, 239_999), isFresh(0, 240_000)]).toEqual([true, false]));

  test('what may pass is tried five times, later each time, and not before Meta wants', () => {
    const waits = [1, 2, 3, 4].map((attempt) => afterFailure('unreachable', attempt, 0));
    expect(waits).toEqual([2_000, 8_000, 32_000, 128_000].map((waitMs) => ({ again: true, waitMs })));
    expect(afterFailure('refused', 1, 1, 60_000)).toEqual({ again: true, waitMs: 60_000 });
    expect(afterFailure('unreachable', maxAttempts, 0)).toEqual({ again: false });
    for (const reason of ['type', 'too_large', 'content', 'hash', 'host', 'gone', 'no_store', 'erased'] as const) expect(afterFailure(reason, 1, 0)).toEqual({ again: false });
  });
});
