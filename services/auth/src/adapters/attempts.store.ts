import { Injectable } from '@nestjs/common';
import type { Message } from '@frontdesk/contracts';
import type { EntityManager } from 'typeorm';
import { judge, limits, lockedBefore } from '../domain/attempts.ts';
import type { Judgement } from '../domain/attempts.ts';
import { levelOf } from '../domain/proof.ts';
import type { Proof } from '../domain/proof.ts';
import { askedFor } from '../domain/resolve.ts';

/** A proof that was offered, and whether it holds; unknown: the shop is away. */
export interface Tried {
  readonly messageId: string;
  readonly offered: Proof;
  readonly holds: boolean | 'unknown';
  /** the code that it was compared with */
  readonly codeId?: string;
}

/** Counts and keeps attempts: whose message, which order, how it ended; never what was offered. */
@Injectable()
export class AttemptsStore {
  async judge(
    tx: EntityManager,
    { data, envelope }: Message<'MessageAdmitted'>,
    { messageId, offered, holds, codeId }: Tried,
    now: number,
  ): Promise<Judgement> {
    // a code is a challenge of its own, and so is a proof that nobody asked for
    const challengeId = codeId ?? askedFor(data.turn!)?.id ?? messageId;
    // Two contacts who try the same order are counted one after the other.
    await tx.query('select pg_advisory_xact_lock(hashtext($1))', [`attempts:${offered.orderNumber}`]);
    const [counted]: { of_challenge: number; of_order: number; of_conversation: number }[] = await tx.query(
      `select (select count(*) from attempts where outcome in ('failed', 'locked') and (challenge_id = $1 or at > $5)
           and challenge_id in (select id from challenges where id = $1 or conversation_id = $4))::int as of_challenge,
         (select count(*) from attempts where outcome in ('failed', 'locked') and order_number = $2 and at > $3)::int as of_order,
         (select count(*) from attempts where outcome in ('failed', 'locked') and at > $3
           and challenge_id in (select id from challenges where conversation_id = $4))::int as of_conversation`,
      [challengeId, offered.orderNumber, new Date(now - limits.dayMs), envelope.conversationId, new Date(now - limits.challengeWindowMs)],
    );
    // an order that is locked is still opened by what comes to the address on file
    const ofOrder = codeId === undefined ? counted!.of_order : 0;
    const failures = { ofChallenge: counted!.of_challenge, ofOrder, ofConversation: counted!.of_conversation };
    const judgement = judge(holds === true, failures);
    const proved = judgement.outcome === 'proved';
    await tx.query(
      `insert into challenges (id, conversation_id, state, level, subject, method, proved_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (id) do update set state = $3, level = $4, subject = $5, method = $6, proved_at = $7, expires_at = $8`,
      [
        challengeId,
        envelope.conversationId,
        judgement.outcome === 'failed' ? 'open' : judgement.outcome,
        ...(proved
          ? [levelOf(offered), offered.orderNumber, offered.method, new Date(now), new Date(now + limits.provedForMs)]
          : Array(5).fill(null)),
      ],
    );
    await tx.query(
      'insert into attempts (challenge_id, message_id, order_number, outcome, attempts_left, at) values ($1, $2, $3, $4, $5, $6)',
      [
        challengeId,
        messageId,
        offered.orderNumber,
        lockedBefore(failures) ? 'refused' : judgement.outcome,
        judgement.outcome === 'failed' ? judgement.attemptsLeft : 0,
        new Date(now),
      ],
    );
    return judgement;
  }
}
