import { deletes, forgottenPolicies } from '@frontdesk/runtime';
import type { Forgotten } from '@frontdesk/runtime';

const dayMs = 24 * 60 * 60_000;

const pages = `DELETE FROM notifications WHERE id IN (
  SELECT id FROM notifications WHERE created_at < $1 ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)`;

/** A page is its team's, taken or not: what it said of a conversation is in the audit, under that one's legal hold. */
export const forgotten = (): Forgotten[] => [{ what: 'pages', keptMs: 30 * dayMs, step: deletes(pages) }, forgottenPolicies];
