import type { OrderChange, Text } from '@frontdesk/contracts';
import type { OrderFacts } from './tools.ts';

/** Which proof is missing: any of the order, or more than what is on the parcel. */
export type Needs = 'needs_proof' | 'needs_link';
/** Of an order's address that shall be another (ADR 24). */
export type ChangeState = 'proposed' | 'address_wanted' | 'too_late' | Needs;

/** What a customer may have changed here: the proved order, and the proof that it rests on. */
export type Changeable = { readonly order: string; readonly provedAt: number };

export interface Proposal {
  readonly state: ChangeState;
  readonly change?: Omit<OrderChange, '$typeName' | 'replyId'>;
}

/**
 * An order that is being prepared goes to the address that they wrote; the order is the proof's, never one that was named.
 * @param changeId of the decision that it was read in
 * @param address sealed; undefined: they wrote none
 */
export function proposed(
  { order, provedAt }: Changeable,
  status: OrderFacts['status'],
  changeId: string,
  address: Text | undefined,
): Proposal {
  if (status !== 'processing') return { state: 'too_late' };
  if (!address) return { state: 'address_wanted' };
  return { state: 'proposed', change: { changeId, kind: 'delivery_address', orderNumber: order, value: address, provedAt } };
}
