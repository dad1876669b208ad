import type { Manifest } from '@frontdesk/contracts';

const PATIENCE_MS = 50;

/** Facts about what has happened already; a customer waits for none of them. */
const reports: ReadonlySet<string> = new Set(['conversation.lifecycle.v1', 'conversation.delivery.v1']);

/** @returns how long a service may let what it read from a topic wait for company, ms */
export const patienceOf =
  ({ watches = false, patienceMs }: Pick<Manifest, 'watches' | 'patienceMs'>) =>
  (topic: string): number =>
    patienceMs ?? (watches || reports.has(topic) || topic.endsWith('.dead.v1') ? PATIENCE_MS : 0);
