import { Injectable } from '@nestjs/common';
import type { Message } from '@frontdesk/contracts';
import type { EntityManager } from 'typeorm';
import { limits, lockedOrders } from '../domain/attempts.ts';
import type { Tried } from '../domain/attempts.ts';
import type { Known } from '../domain/resolve.ts';
import { mayOffer } from '../domain/unasked.ts';
import { leave } from '@frontdesk/postgres';
import { identityOf } from './challenge-row.ts';
import type { ChallengeRow } from './challenge-row.ts';
import { loadCodes } from './codes.store.ts';

const tierForMs = 24 * 3_600_000;

type Admitted = Message<'MessageAdmitted'>;

interface TierRow {
  contact_id: string;
  tier: string;
}
interface AttemptRow {
  challenge_id: string;
  message_id: string;
  outcome: string;
  attempts_left: number;
}

interface FailuresRow {
  conversation_id: string;
  order_number: string;
  lately: number;
  of_day: number;
  of_order: number;
}

/** What auth remembers of the contacts and challenges of a batch. */
@Injectable()
export class KnownStore {
  async load(tx: EntityManager, messages: readonly Admitted[], now: number): Promise<Map<Admitted, Known>> {
    const contacts = messages.map(({ data }) => data.turn!.contact!.contactId);
    const challenges = messages.flatMap(challengesOf);
    const rows = async <Row>(ids: readonly string[], sql: string, ...more: unknown[]): Promise<Row[]> =>
      ids.length === 0 ? [] : tx.query(sql, [ids, ...more]);
    const tiers = await rows<TierRow>(
      contacts,
      'select contact_id, tier from identities where contact_id = any($1) and looked_at > $2',
      new Date(now - tierForMs),
    );
    const states = await rows<ChallengeRow>(challenges, 'select * from challenges where id = any($1)');
    const attempts = await rows<AttemptRow>(challenges, 'select * from attempts where challenge_id = any($1) order by at');
    const failures = await rows<FailuresRow>(
      messages.map(({ envelope }) => envelope.conversationId),
      `select *, (select count(*) from attempts where outcome in ('failed', 'locked') and order_number = own.order_number and at > $3)::int as of_order
       from (select conversation_id, order_number, count(*) filter (where at > $2)::int as lately, count(*)::int as of_day
         from attempts join challenges on challenges.id = challenge_id
         where conversation_id = any($1) and outcome in ('failed', 'locked') and at > $3 group by conversation_id, order_number) own`,
      new Date(now - limits.challengeWindowMs),
      new Date(now - limits.dayMs),
    );
    const codesOf = await loadCodes(tx, messages, now);
    const knownOf = (message: Admitted): Known => {
      const { data, envelope } = message;
      const { contact } = data.turn!;
      const own = new Set(challengesOf(message));
      const tier = tiers.find((row) => row.contact_id === contact!.contactId)?.tier ?? '';
      const bare = known(
        tier,
        states.filter((row) => own.has(row.id)),
        attempts.filter((row) => own.has(row.challenge_id)),
        failures.filter((row) => row.conversation_id === envelope.conversationId),
      );
      return { ...bare, codes: codesOf(message) };
    };
    return new Map(messages.map((message) => [message, knownOf(message)]));
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

/** What was asked for, and the open messages that may have offered a proof before anything was: each is a challenge of its own. */
const challengesOf = ({ data }: Admitted): string[] => {
  const { challenge, open } = data.turn!;
  return [
    ...(challenge ? [challenge.id] : []),
    ...open.filter(({ text }) => mayOffer(text?.redacted ?? '')).map(({ messageId }) => messageId),
  ];
};

function known(
  tier: string,
  challenges: readonly ChallengeRow[],
  attempts: readonly AttemptRow[],
  failures: readonly FailuresRow[],
): Omit<Known, 'codes'> {
  const judged = attempts.map((row) => ({ messageId: row.message_id, attemptsLeft: row.attempts_left }));
  const locked = challenges.some(({ state }) => state === 'locked');
  const bare = { tier, locked, judged, lockedOrders: lockedOrders(triedIn(failures)) };
  const last = attempts.findLast(({ outcome }) => outcome === 'proved');
  const proved = challenges.find(({ id, state }) => state === 'proved' && id === last?.challenge_id);
  if (!proved) return bare;
  return { ...bare, proved: identityOf(proved), provedBy: last!.message_id };
}

const triedIn = (failures: readonly FailuresRow[]): Tried => ({
  ofChallenge: failures.reduce((sum, row) => sum + row.lately, 0),
  ofConversation: failures.reduce((sum, row) => sum + row.of_day, 0),
  tried: failures.map((row) => ({ orderNumber: row.order_number, ofOrder: row.of_order })),
});
