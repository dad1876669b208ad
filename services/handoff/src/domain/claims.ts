import type { Role } from './takeover.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** Of several roles that a person has, the one with the most rights. */
const byRights: readonly Role[] = ['lead', 'admin', 'compliance', 'agent'];

/** A claim by its name, which may hold dots itself (`https://example.com/roles`), or by its path (`realm_access.roles`). */
export function claimAt(claims: Claims, path: string): unknown {
  if (path in claims) return claims[path];
  return path
    .split('.')
    .reduce<unknown>(
      (value, member) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, member) ? (value as Claims)[member] : undefined,
      claims,
    );
}

/**
 * @param claim where the provider says what somebody may: a word or a list of words
 * @param roles what each of those words is here; a word that is not listed is no role
 */
export function roleOf(claims: Claims, claim: string, roles: Readonly<Record<string, Role>>): Role | undefined {
  const value = claimAt(claims, claim);
  const words = (Array.isArray(value) ? value : [value]).filter((word) => typeof word === 'string');
  const held = new Set(words.filter((word) => Object.hasOwn(roles, word)).map((word) => roles[word]));
  return byRights.find((role) => held.has(role));
}

const MOST = 80;
const word = (value: unknown): string => (typeof value === 'string' ? value.trim().slice(0, MOST) : '');

/** How a person is called, towards customers too, who are not told anybody's address. @param claim tried first */
export const nameOf = (claims: Claims, claim: string): string =>
  [claimAt(claims, claim), claims['name'], claims['given_name'], claims['preferred_username'], claims['nickname']]
    .map(word)
    .find((name) => name !== '' && !name.includes('@')) ?? 'Support';
export const emailOf = (claims: Claims): string => word(claims['email']);
