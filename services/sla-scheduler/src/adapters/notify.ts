import type { Data, Message } from '@frontdesk/contracts';
import type { EntityManager } from 'typeorm';

/** The same for what Meta did to account, number or templates. */
export async function notifyAttention(
  tx: EntityManager,
  { envelope: { id, conversationId }, data }: Message<'AttentionNeeded'>,
  now: number,
): Promise<void> {
  const { what, scope, subjects, why } = data;
  const about = [why, ...subjects].filter((one) => one !== '').join(', ');
  await note(
    tx,
    id,
    conversationId,
    { channel: 'support-p1', id, what, scope, subjects, why, text: `${what}${about && `: ${about}`}` },
    now,
  );
}

/** Notes a call of `support-p1` in the transaction that decides it; ids and codes only. */
export async function notify(tx: EntityManager, id: string, conversationId: string, risk: Data<'SlaAtRisk'>, now: number): Promise<void> {
  const body = {
    channel: 'support-p1',
    id,
    clock_id: risk.clockId,
    clock: risk.clock,
    ticket_id: risk.ticketId,
    conversation_id: conversationId,
    due_at: risk.dueAt,
    left_ms: risk.leftMs,
    text: `${risk.clock} of ticket ${risk.ticketId} is due at ${new Date(risk.dueAt).toISOString()}`,
  };
  await note(tx, id, conversationId, body, now);
}

async function note(tx: EntityManager, id: string, conversationId: string, body: object, now: number): Promise<void> {
  await tx.query('INSERT INTO notifications (id, conversation_id, body, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING', [
    id,
    conversationId,
    JSON.stringify(body),
    new Date(now),
  ]);
}
