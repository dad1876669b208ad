import type { Message } from '@frontdesk/contracts';
import { leave } from '@frontdesk/postgres';
import type { DataSource, EntityManager } from 'typeorm';
import { limits } from '../domain/attempts.ts';
import { codeLimits, mayConcernCodes } from '../domain/codes.ts';
import type { Code, CodeSaid, CodeStep } from '../domain/codes.ts';
import { identityOf } from './challenge-row.ts';
import type { ChallengeRow } from './challenge-row.ts';

type Admitted = Message<'MessageAdmitted'>;

interface CodeRow extends ChallengeRow {
  conversation_id: string;
  order_number: string;
  rests_on: Date;
  asked_at: Date;
  sends: number;
  said: CodeSaid['outcome'] | null;
  tries: Code['tries'];
}

/** The codes of a day, by conversation, for those of the messages that may be about one; for the others nothing is asked. */
export async function loadCodes(tx: EntityManager, messages: readonly Admitted[], now: number): Promise<(message: Admitted) => Code[]> {
  const conversations = messages.filter(({ data }) => mayConcernCodes(data.turn!)).map(({ envelope }) => envelope.conversationId);
  if (conversations.length === 0) return () => [];
  const rows = await tx.query<CodeRow[]>(
    `select codes.*, coalesce(challenges.state, 'open') as state, level, subject, method, proved_at, expires_at,
       coalesce((select jsonb_agg(jsonb_build_object('messageId', message_id, 'outcome', outcome, 'attemptsLeft', attempts_left))
         from attempts where challenge_id = codes.id), '[]') as tries
     from codes left join challenges on challenges.id = codes.id
     where codes.conversation_id = any($1) and asked_at > $2 order by asked_at, codes.id`,
    [conversations, new Date(now - limits.dayMs)],
  );
  return ({ envelope }) => rows.filter((row) => row.conversation_id === envelope.conversationId).map(codeOf);
}

function codeOf(row: CodeRow): Code {
  return {
    id: row.id,
    orderNumber: row.order_number,
    restsOn: row.rests_on.getTime(),
    askedAt: row.asked_at.getTime(),
    sends: row.sends,
    said: row.said ?? undefined,
    state: row.state as Code['state'],
    ...(row.state === 'proved' ? { proved: identityOf(row) } : {}),
    tries: row.tries,
  };
}

/** In the transaction that plans it: a crash may repeat the sending, not the wish. */
export async function askCode(
  tx: EntityManager,
  { data, envelope }: Admitted,
  step: CodeStep & { do: 'send' },
  now: number,
): Promise<void> {
  const restsOn = new Date(data.turn!.identity!.provedAt);
  await leave(
    tx,
    tx.query(
      'insert into codes (id, conversation_id, order_number, rests_on, asked_at) values ($1, $2, $3, $4, $5) on conflict do nothing',
      [step.messageId, envelope.conversationId, step.orderNumber, restsOn, new Date(now)],
    ),
  );
}

export async function settleCode(tx: EntityManager, id: string, said: CodeSaid['outcome']): Promise<void> {
  await leave(tx, tx.query('update codes set said = $2 where id = $1', [id, said]));
}

/**
 * Counts a mail before it goes out: what nobody knows the end of went out.
 * @returns whether it may go: not to an address that had its number of the day, and after a crash once more
 */
export function countSend(db: DataSource, id: string, address: string, now: number): Promise<'goes' | 'went' | 'refused'> {
  return db.transaction(async (tx) => {
    // Two conversations that write to the same address are counted one after the other.
    await tx.query('select pg_advisory_xact_lock(hashtext($1))', [`codes:${address}`]);
    const [[counted]] = await tx.query<[{ sends: number }[], number]>(
      `update codes set address = $2, sends = sends + 1 where id = $1 and sends < $3
         and (select coalesce(sum(sends), 0) from codes where address = $2 and asked_at > $4) < $5 returning sends`,
      [id, address, codeLimits.sendsOfOne, new Date(now - limits.dayMs), codeLimits.perAddress],
    );
    if (counted) return 'goes';
    const [code] = await tx.query<{ sends: number }[]>('select sends from codes where id = $1', [id]);
    return code && code.sends > 0 ? 'went' : 'refused';
  });
}

/** Of a mail that certainly did not go out. */
export async function uncountSend(db: DataSource, id: string): Promise<void> {
  await db.query('update codes set sends = sends - 1, address = case when sends > 1 then address end where id = $1 and sends > 0', [id]);
}

/** @returns the order that a code is for, while it may be typed: it is not too old, neither used nor tried too often, and none was asked for after it that went out, or may have */
export async function orderOfGood(db: DataSource, id: string, now: number): Promise<string | undefined> {
  const [code] = await db.query<{ order_number: string }[]>(
    `select order_number from codes own where id = $1 and sends > 0 and asked_at > $2
       and not exists (select from challenges where challenges.id = own.id and state <> 'open')
       and not exists (select from codes newer where newer.conversation_id = own.conversation_id and newer.asked_at > own.asked_at
         and (newer.sends > 0 or newer.said is null))`,
    [id, new Date(now - codeLimits.validForMs)],
  );
  return code?.order_number;
}
