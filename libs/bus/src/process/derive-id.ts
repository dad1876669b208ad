import { hash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * A UUIDv8 (RFC 9562 §5.8) that anybody derives again from the same cause: 48 bits of time, so that ids sort by it, then a SHA-256 of the parts.
 * @param atMs the cause's time, ms since epoch
 */
export function deriveId(atMs: number, ...parts: readonly (string | number)[]): string {
  const bytes = hash('sha256', JSON.stringify(parts.map(String)), 'buffer').subarray(0, 16);
  bytes.writeUIntBE(Number.isFinite(atMs) ? Math.min(Math.max(Math.trunc(atMs), 0), 2 ** 48 - 1) : 0, 0, 6);
  bytes[6] = 0x80 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The id as an inbox keeps it: itself if it is a UUID, else one derived from it. */
export const uuidOf = (id: string, atMs: number): string => (UUID.test(id) ? id : deriveId(atMs, id));
