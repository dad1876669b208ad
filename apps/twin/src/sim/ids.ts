import { createHash, randomBytes } from 'node:crypto';
import type { Identity } from '../domain/identity.ts';

const COUNTRIES: readonly (readonly [string, string])[] = [
  ['1', 'US'],
  ['44', 'GB'],
  ['49', 'DE'],
  ['34', 'ES'],
  ['33', 'FR'],
  ['39', 'IT'],
  ['55', 'BR'],
  ['91', 'IN'],
];

/** Stable for one person and one portfolio, and new when the number changes, as Meta's are. */
export function userIdFor(phone: string, portfolio: string): string {
  const country = COUNTRIES.find(([prefix]) => phone.startsWith(prefix))?.[1] ?? 'US';
  const hash = createHash('sha256').update(`${portfolio}:${phone}`).digest();
  return `${country}.${hash.readBigUInt64BE().toString().padStart(20, '1').slice(0, 20)}`;
}

/** Stable for one key and one installation of the app; another after either has changed. */
export const identityHash = (key: string, identity?: Identity): string =>
  createHash('sha256')
    .update(`${key}:${identity?.changes ?? 0}`)
    .digest('base64')
    .slice(0, 11)
    .concat('=');

/** `wamid.` and base64 of the Thrift-compact struct that real ids have: so it holds the customer's number, as theirs do. */
export function wamid(user: string, outbound: boolean, hexId: string): string {
  const who = Buffer.from(user);
  const kind = /^\d+$/.test(user) ? 0x02 : 0x14;
  const id = Buffer.from(hexId);
  return `wamid.${Buffer.concat([
    Buffer.from([0x1c, 0x18, who.length]),
    who,
    Buffer.from([0x15, kind, 0x00, outbound ? 0x11 : 0x12, 0x18, id.length]),
    id,
    Buffer.from([0]),
  ]).toString('base64')}`;
}

export const newWamid = (user: string, outbound: boolean): string =>
  wamid(
    user,
    outbound,
    randomBytes(outbound ? 9 : 10)
      .toString('hex')
      .toUpperCase(),
  );

export const newObjectId = (): string => `1${(randomBytes(8).readBigUInt64BE() % 10n ** 15n).toString().padStart(15, '0')}`;

export const traceId = (): string => `A${randomBytes(17).toString('base64url').slice(0, 22)}`;
