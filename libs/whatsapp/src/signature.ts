import { createHmac, timingSafeEqual } from 'node:crypto';

export type SignatureCheck = 'genuine' | 'signature_missing' | 'signature_malformed' | 'signature_wrong';

/**
 * `X-Hub-Signature-256: sha256=<hex>` over the raw bytes, under any of the app secrets that are valid now (two while one is rotated). The time
 * it takes depends neither on where a wrong signature differs nor on which secret fits.
 */
export function verifySignature(rawBody: Uint8Array, header: string | undefined, secrets: readonly string[]): SignatureCheck {
  if (header === undefined || header === '') return 'signature_missing';
  const match = /^sha256=([0-9a-f]{64})$/i.exec(header);
  if (!match) return 'signature_malformed';
  const given = Buffer.from(match[1] as string, 'hex');
  let genuine = false;
  for (const secret of secrets) genuine = timingSafeEqual(createHmac('sha256', secret).update(rawBody).digest(), given) || genuine;
  return genuine ? 'genuine' : 'signature_wrong';
}

/** Compares two strings of any length in constant time. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
