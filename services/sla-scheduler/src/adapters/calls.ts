import type { Data, Message } from '@frontdesk/contracts';
import type { EntityManager } from 'typeorm';
import type { ClockRow } from '../domain/clock.ts';
import type { Followed } from '../domain/follow.ts';
import type { Call } from '../domain/page.ts';

const TEAM = 'support-p1';

/** Notes that `support-p1` is to be called, in the transaction that decides it; ids and codes only. */
export async function call(tx: EntityManager, id: string, clock: ClockRow, risk: Data<'SlaAtRisk'>, now: number): Promise<void> {
  const { conversationId, ticketNumber, permalink, startedAt } = clock;
  const body = {
    channel: TEAM,
    id,
    clock_id: risk.clockId,
    clock: risk.clock,
    ticket_id: risk.ticketId,
    number: ticketNumber,
    permalink,
    conversation_id: conversationId,
    due_at: risk.dueAt,
    left_ms: risk.leftMs,
    text: `${risk.clock} of ticket ${ticketNumber || risk.ticketId} is due at ${new Date(risk.dueAt).toISOString()}`,
  };
  await note(tx, { conversationId, clockId: risk.clockId, startedAt, dueAt: risk.dueAt }, body, now);
}

/** The same for what Meta did to account, number or templates; by Meta's word it may be mended before anybody was called. */
export async function attended(tx: EntityManager, message: Followed, now: number): Promise<void> {
  if (message.type === 'AttentionNeeded') await needed(tx, message, now);
  if (message.type === 'AttentionOver') await mended(tx, message);
}

async function needed(
  tx: EntityManager,
  { envelope: { id, conversationId }, data }: Message<'AttentionNeeded'>,
  now: number,
): Promise<void> {
  const { what, scope, subjects, why } = data;
  await note(
    tx,
    { conversationId, clockId: '', startedAt: undefined, dueAt: undefined },
    attention({ id, what, scope, subjects, why }),
    now,
  );
}

/** One call may be for several subjects, which are mended one by one: who is called hears of those that still stand. */
async function mended(tx: EntityManager, { data: { what, scope, subjects, why } }: Message<'AttentionOver'>): Promise<void> {
  const calls = await tx.query<{ body: Attention }[]>(
    `SELECT body FROM calls WHERE NOT cleared AND body->>'what' = $1 AND body->>'scope' = $2 AND ($3 = '' OR body->>'why' = $3) FOR UPDATE`,
    [what, scope, subjects.length > 0 ? '' : why],
  );
  for (const { body } of calls) {
    const left = subjects.length === 0 ? [] : body.subjects.filter((one) => !subjects.includes(one));
    const stands = attention({ ...body, subjects: left });
    await tx.query('UPDATE calls SET cleared = $2, body = $3 WHERE id = $1', [body.id, left.length === 0, JSON.stringify(stands)]);
  }
}

type Attention = Pick<Data<'AttentionNeeded'>, 'what' | 'scope' | 'subjects' | 'why'> & { readonly id: string };

function attention({ id, what, scope, subjects, why }: Attention): Call & Attention {
  const about = [why, ...subjects].filter((one) => one !== '').join(', ');
  return { channel: TEAM, id, what, scope, subjects, why, text: `${what}${about && `: ${about}`}` };
}

interface About {
  readonly conversationId: string;
  /** '' where no clock has to do with it */
  readonly clockId: string;
  readonly startedAt: number | undefined;
  readonly dueAt: number | undefined;
}

async function note(tx: EntityManager, { conversationId, clockId, startedAt, dueAt }: About, body: Call, now: number): Promise<void> {
  const at = (ms: number | undefined): Date | null => (ms === undefined ? null : new Date(ms));
  await tx.query(
    `INSERT INTO calls (id, team, conversation_id, clock_id, started_at, due_at, body, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (id) DO NOTHING`,
    [body.id, TEAM, conversationId, clockId, at(startedAt), at(dueAt), JSON.stringify(body), new Date(now)],
  );
}
