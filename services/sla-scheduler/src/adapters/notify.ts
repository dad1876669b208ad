import type { Data } from '@frontdesk/contracts';
import type { EntityManager } from 'typeorm';

/** Notes a call of `support-p1` in the transaction that decides it; ids and codes only. */
export async function notify(tx: EntityManager, id: string, conversationId: string, risk: Data<'SlaAtRisk'>, now: number): Promise<void> {
  const body = {
    channel: 'support-p1', id, clock_id: risk.clockId, clock: risk.clock, ticket_id: risk.ticketId, conversation_id: conversationId,
    due_at: risk.dueAt, left_ms: risk.leftMs, text: `${risk.clock} of ticket ${risk.ticketId} is due at ${new Date(risk.dueAt).toISOString()}`,
  };
  await tx.query('INSERT INTO notifications (id, conversation_id, body, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING',
    [id, conversationId, JSON.stringify(body), new Date(now)]);
}
