import type { AuditRow } from '../src/domain/audit-row.ts';

/** A row of the audit, of which only what a spec is about is given. */
export const decision = (given: Pick<AuditRow, 'id' | 'ts' | 'conversationId'> & Partial<AuditRow>): AuditRow => ({
  actor: 'service:policy',
  eventType: 'Routed',
  payload: {},
  model: null,
  tokensIn: null,
  tokensOut: null,
  costUsd: null,
  promptVersion: null,
  intent: null,
  confidence: null,
  ...given,
});
