import type { Contacted } from './window.ts';
import { windowOpen } from './window.ts';

export interface Recipient {
  onWhatsapp: boolean;
  blockedUs: boolean;
  optedOutOfMarketing: boolean;
  /** In the United States (no marketing there since 2025-04-01), or had enough of all businesses' for now. */
  sparedMarketing?: boolean;
}

/** What Meta finds out after it has accepted a message: the code of a `failed` status, or undefined when it goes through. */
export function failureAfterAcceptance(
  recipient: Recipient,
  contacted: Contacted,
  templateCategory: string | undefined,
  now: number,
): number | undefined {
  if (!recipient.onWhatsapp || recipient.blockedUs) return 131026;
  if (templateCategory === undefined) return windowOpen(contacted, now) ? undefined : 131047;
  if (templateCategory !== 'MARKETING') return undefined;
  return recipient.optedOutOfMarketing ? 131050 : recipient.sparedMarketing ? 131049 : undefined;
}

export type Status = 'sent' | 'delivered' | 'read' | 'played' | 'failed';

const RANK: Readonly<Record<string, number>> = { accepted: 0, sent: 1, delivered: 2, read: 3, played: 4 };

/** A message is as far as its furthest status; a late failure doesn't undo a delivery. */
export function furthest(current: string, next: Status): string {
  if (next === 'failed') return (RANK[current] ?? 0) >= 2 ? current : 'failed';
  if (current === 'failed') return next === 'sent' ? current : next;
  return (RANK[next] ?? 0) > (RANK[current] ?? 0) ? next : current;
}
