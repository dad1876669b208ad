import { notHeld } from '@frontdesk/bus';
import { deletes } from '@frontdesk/runtime';
import type { Forgotten } from '@frontdesk/runtime';
import type { DataSource } from 'typeorm';
import type { AuthConfig } from '../config.ts';
import { limits } from '../domain/attempts.ts';

const hourMs = 3_600_000;

const over = `select id from challenges where id <> 'erased' and ${notHeld()} and exists (select from attempts where challenge_id = id and at < $1)
  and not exists (select from attempts where challenge_id = id and at >= $1) limit $2 for update skip locked`;
const attempts = `delete from attempts where (challenge_id, message_id) in (select challenge_id, message_id from attempts old
  where challenge_id = any($1) and not exists (select from attempts where challenge_id = old.challenge_id and at >= $2) for update skip locked)`;
const challenges = 'delete from challenges where id = any($1) and not exists (select from attempts where challenge_id = id)';

const erased = `delete from attempts where (challenge_id, message_id) in (
  select challenge_id, message_id from attempts where challenge_id = 'erased' and at < $1 limit $2 for update skip locked)`;
const codes = `delete from codes where id in (
  select id from codes where asked_at < $1 and ${notHeld()} order by asked_at limit $2 for update skip locked)`;
const erasedCodes = `delete from codes where id in (
  select id from codes where conversation_id = 'erased' and asked_at < $1 order by asked_at limit $2 for update skip locked)`;
const tiers = `delete from identities where contact_id in (
  select contact_id from identities where looked_at < $1 and ${notHeld('contact_id', 'contact_id')} order by looked_at limit $2 for update skip locked)`;

/** What counts for a limit counts for a day at most, so nobody has attempts again by it; nor is a message read for a proof after its day. */
export function forgotten({ PROOFS_KEEP_HOURS: hours }: AuthConfig): Forgotten[] {
  const keptMs = hours * hourMs;
  return [
    { what: 'proofs', keptMs, step: forgetChallenges },
    // an erasure is over after a day, however long others' proofs are kept
    { what: 'erased proofs', keptMs: limits.dayMs, step: deletes(erased) },
    { what: 'erased codes', keptMs: limits.dayMs, step: deletes(erasedCodes) },
    { what: 'codes', keptMs, step: deletes(codes) },
    { what: 'tiers', keptMs, step: deletes(tiers) },
  ];
}

/** A challenge goes as a whole, after its last attempt: its row is locked, so that no attempt comes meanwhile. */
const forgetChallenges = (db: DataSource, before: Date, limit: number): Promise<number> =>
  db.transaction(async (tx) => {
    const ids = (await tx.query<{ id: string }[]>(over, [before, limit])).map(({ id }) => id);
    await tx.query(attempts, [ids, before]);
    return (await tx.query<[unknown[], number]>(challenges, [ids]))[1];
  });
