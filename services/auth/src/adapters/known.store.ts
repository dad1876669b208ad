import { Injectable } from '@nestjs/common';
import type { Message } from '@frontdesk/contracts';
import type { EntityManager } from 'typeorm';
import type { Known } from '../domain/resolve.ts';
import { leave } from '@frontdesk/postgres';

const tierForMs = 24 * 3_600_000;

interface ChallengeRow {
  id: string;
  state: string;
  level: string | null;
  subject: string | null;
  method: string | null;
  proved_at: Date | null;
  expires_at: Date | null;
}
interface AttemptRow {
  challenge_id: string;
  message_id: string;
  outcome: string;
  attempts_left: number;
}

/** What auth remembers of the contacts and challenges of a batch. */
@Injectable()
export class KnownStore {
  async load(
    tx: EntityManager,
    messages: readonly Message<'MessageAdmitted'>[],
    now: number,
  ): Promise<Map<Message<'MessageAdmitted'>, Known>> {
    const contacts = messages.map(({ data }) => data.turn!.contact!.contactId);
    const challenges = messages.flatMap(({ data }) => data.turn!.challenge?.id ?? []);
    const tiers: { contact_id: string; tier: string }[] =
      contacts.length === 0
        ? []
        : await tx.query('select contact_id, tier from identities where contact_id = any($1) and looked_at > $2', [
            contacts,
            new Date(now - tierForMs),
          ]);
    const states: ChallengeRow[] =
      challenges.length === 0 ? [] : await tx.query('select * from challenges where id = any($1)', [challenges]);
    const attempts: AttemptRow[] =
      challenges.length === 0 ? [] : await tx.query('select * from attempts where challenge_id = any($1) order by at', [challenges]);
    return new Map(
      messages.map((message) => {
        const { contact, challenge } = message.data.turn!;
        return [
          message,
          known(
            tiers.find((row) => row.contact_id === contact!.contactId)?.tier ?? '',
            states.find((row) => row.id === challenge?.id),
            attempts.filter((row) => row.challenge_id === challenge?.id),
          ),
        ];
      }),
    );
  }

  /** Kept for a day, so that a burst of messages asks the shop once. */
  async keepTier(tx: EntityManager, contactId: string, tier: string, now: number): Promise<void> {
    await leave(
      tx,
      tx.query(
        'insert into identities (contact_id, tier, looked_at) values ($1, $2, $3) on conflict (contact_id) do update set tier = $2, looked_at = $3',
        [contactId, tier, new Date(now)],
      ),
    );
  }
}

function known(tier: string, challenge: ChallengeRow | undefined, attempts: readonly AttemptRow[]): Known {
  const judged = attempts.map((row) => ({ messageId: row.message_id, attemptsLeft: row.attempts_left }));
  const locked = challenge?.state === 'locked';
  if (challenge?.state !== 'proved') return { tier, locked, judged };
  const { level, subject, method, proved_at: provedAt, expires_at: expiresAt } = challenge;
  const proved = { level: level!, subject: subject!, method: method!, provedAt: provedAt!.getTime(), expiresAt: expiresAt!.getTime() };
  return { tier, locked, judged, proved };
}
