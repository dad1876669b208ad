export const states = ['new', 'authenticated', 'automated', 'human', 'closed'] as const;
export type CaseState = (typeof states)[number];

export const events = ['authed', 'answer_ok', 'handoff', 'hand_back', 'resolved', 'window_expired', 'customer_writes'] as const;
export type CaseEvent = (typeof events)[number];

/** A case's life. What the table doesn't name keeps the state; a case that waits for a person never ends with the window. */
const table: Record<CaseState, Partial<Record<CaseEvent, CaseState>>> = {
  new: { authed: 'authenticated', handoff: 'human', window_expired: 'closed' },
  authenticated: { answer_ok: 'automated', handoff: 'human', window_expired: 'closed' },
  automated: { handoff: 'human', resolved: 'closed', window_expired: 'closed' },
  human: { hand_back: 'automated', resolved: 'closed' },
  closed: { customer_writes: 'new' },
};

export const transition = (state: CaseState, event: CaseEvent): CaseState => table[state][event] ?? state;
