import { hash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * A UUIDv8 (RFC 9562 §5.8) that anybody derives again from the same cause: 48 bits of time, so that ids sort by it, then a SHA-256 of the parts.
 * @param atMs the cause's time, ms since epoch
 */
export function deriveId(atMs: number, ...parts: readonly (string | number)[]): string {
  const digest = hash('sha256', JSON.stringify(parts.map(String)), 'hex');
  const ms = Number.isFinite(atMs) ? Math.min(Math.max(Math.trunc(atMs), 0), 2 ** 48 - 1) : 0;
  const time = ms.toString(16).padStart(12, '0');
  const variant = (0b1000 | (Number.parseInt(digest[16]!, 16) & 0b0011)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-8${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

/** The id as an inbox keeps it: itself if it is a UUID, else one derived from it. */
export const uuidOf = (id: string, atMs: number): string => (UUID.test(id) ? id : deriveId(atMs, id));
