export interface Tick {
  readonly mark: string;
  readonly label: string;
  readonly tone: 'plain' | 'read' | 'bad' | 'doubt';
}

const known: Record<string, Tick> = {
  dispatched: { mark: '·', label: 'on its way', tone: 'plain' },
  accepted: { mark: '·', label: 'on its way', tone: 'plain' },
  sent: { mark: '✓', label: 'sent', tone: 'plain' },
  delivered: { mark: '✓✓', label: 'delivered', tone: 'plain' },
  read: { mark: '✓✓', label: 'read', tone: 'read' },
  played: { mark: '✓✓', label: 'played', tone: 'read' },
  failed: { mark: '!', label: 'not delivered', tone: 'bad' },
  blocked: { mark: '!', label: 'held back', tone: 'bad' },
  cancelled: { mark: '–', label: 'not sent, taken back', tone: 'doubt' },
  unconfirmed: { mark: '?', label: 'nobody knows whether it arrived', tone: 'doubt' },
};

const steps = ['dispatched', 'accepted', 'sent', 'delivered', 'read', 'played'];

/** In the order of a message's way: Meta's times are whole seconds, so ours may seem to come later. */
export const inOrder = <T extends { readonly status: string; readonly at: number }>(statuses: readonly T[]): T[] =>
  statuses.toSorted((a, b) => (steps.indexOf(a.status) + 1 || 99) - (steps.indexOf(b.status) + 1 || 99) || a.at - b.at);

/** What the ticks of WhatsApp say, for our own messages. */
export const tick = (status: string | null): Tick | undefined =>
  status === null ? undefined : (known[status] ?? { mark: '·', label: status.replaceAll('_', ' '), tone: 'plain' });
