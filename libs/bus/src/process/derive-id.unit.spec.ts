import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { deriveId, uuidOf } from './derive-id.ts';

describe('an id that is derived from its cause', () => {
  const at = Date.UTC(2026, 2, 10, 10);

  test('is a UUIDv8 that begins with the time', () => {
    expect(deriveId(at, 'cause', 'policy', 0)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(deriveId(at, 'cause').replaceAll('-', '').slice(0, 12), 16)).toBe(at);
  });

  test('is the same for the same cause, and another for another service, ordinal or border between parts', () => {
    const ids = [
      deriveId(at, 'cause', 'policy', 0),
      deriveId(at, 'cause', 'policy', 1),
      deriveId(at, 'cause', 'auth', 0),
      deriveId(at, 'causepolicy', 0),
      deriveId(at, 'cause', 'policy0'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(deriveId(at, 'cause', 'policy', 0)).toBe(ids[0]);
  });

  test('is the one that other releases derive', () => {
    const known = JSON.stringify(['cause', 'policy', '0']);
    const bytes = createHash('sha256').update(known).digest().subarray(0, 16);
    bytes.writeUIntBE(at, 0, 6);
    bytes[6] = 0x80 | (bytes[6]! & 0x0f);
    bytes[8] = 0x80 | (bytes[8]! & 0x3f);
    expect(deriveId(at, 'cause', 'policy', 0).replaceAll('-', '')).toBe(bytes.toString('hex'));
    for (let ordinal = 0; ordinal < 64; ordinal += 1) expect(deriveId(at, ordinal)).toMatch(/^.{14}8.{4}[89ab]/);
  });

  test('exists for a cause without a time, and for one beyond 48 bits', () => {
    expect(deriveId(0, 'cause')).toMatch(/^00000000-0000-8/);
    expect(deriveId(Number.NaN, 'cause')).toBe(deriveId(0, 'cause'));
    expect(deriveId(2 ** 50, 'cause')).toMatch(/^ffffffff-ffff-8/);
  });

  test('stands in the inbox for an id that is no UUID', () => {
    expect(uuidOf('0195800a-0000-8000-8000-000000000001', at)).toBe('0195800a-0000-8000-8000-000000000001');
    expect(uuidOf('click 7', at)).toBe(deriveId(at, 'click 7'));
  });
});
