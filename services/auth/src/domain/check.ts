import type { Proof } from './proof.ts';

/** What of an order a proof is checked against. */
export interface Facts {
  readonly number: string;
  readonly postcode: string;
  readonly email: string;
}

const compact = (postcode: string): string => postcode.toUpperCase().replace(/[^A-Z0-9]/g, '');

/**
 * Whether the proof holds for the order. An order that does not exist is an order that does not match: nobody learns which numbers are real.
 * Postcodes by their last four characters (or all of them), e-mail addresses only as a whole.
 */
export function proves(proof: Proof, order: Facts | undefined): boolean {
  if (!order || order.number !== proof.orderNumber) return false;
  if (proof.method === 'order_email') return order.email !== '' && order.email.trim().toLowerCase() === proof.secret;
  const postcode = compact(order.postcode);
  return postcode.length >= 4 && (proof.secret === postcode.slice(-4) || proof.secret === postcode);
}
