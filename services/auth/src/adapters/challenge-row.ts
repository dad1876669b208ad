import type { Known } from '../domain/resolve.ts';

export interface ChallengeRow {
  id: string;
  state: string;
  level: string | null;
  subject: string | null;
  method: string | null;
  proved_at: Date | null;
  expires_at: Date | null;
}

/** What a challenge that holds has proved. */
export const identityOf = ({ level, subject, method, proved_at: at, expires_at: until }: ChallengeRow): NonNullable<Known['proved']> => ({
  level: level!,
  subject: subject!,
  method: method!,
  provedAt: at!.getTime(),
  expiresAt: until!.getTime(),
});
