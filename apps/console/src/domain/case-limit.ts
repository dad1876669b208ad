import type { People, Serving } from '../api/people.ts';

const most = 100;

/** What a lead typed: a number of cases, or nothing: as many as everybody. @returns undefined: neither */
export function limitOf(typed: string): number | null | undefined {
  const text = typed.trim();
  if (text === '') return null;
  return /^\d{1,3}$/.test(text) && Number(text) <= most ? Number(text) : undefined;
}

/** What somebody holds, and may hold. */
export function loadWords(
  { held, own_limit: own }: Pick<Serving, 'held' | 'own_limit'>,
  { case_limit: all }: Pick<People, 'case_limit'>,
): string {
  if (own === 0) return `${held === 0 ? 'No cases' : `${held} ${held === 1 ? 'case' : 'cases'}`}, offered no more`;
  return `${held} of ${own ?? all} cases`;
}
