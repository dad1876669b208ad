import { describe, expect, test } from '@jest/globals';
import { claimAt, nameOf, roleOf } from './claims.ts';

const roles = { 'desk-agents': 'agent', 'desk-leads': 'lead', auditors: 'compliance' } as const;

describe('the role in a claim', () => {
  test.each([
    ['a word', { groups: 'desk-agents' }, 'groups', 'agent'],
    ['a list', { groups: ['everybody', 'auditors'] }, 'groups', 'compliance'],
    ['of several the one with the most rights', { groups: ['desk-agents', 'auditors', 'desk-leads'] }, 'groups', 'lead'],
    ['a path', { realm_access: { roles: ['desk-leads'] } }, 'realm_access.roles', 'lead'],
    ['a name with dots', { 'https://example.com/roles': ['desk-agents'] }, 'https://example.com/roles', 'agent'],
  ])('%s', (_, claims, claim, role) => expect(roleOf(claims, claim, roles)).toBe(role));

  test.each([
    ['no claim', {}],
    ['a word that is not listed', { groups: ['lead', 'agent'] }],
    ['a member that every object has', { groups: ['constructor', 'toString'] }],
    ['something else than words', { groups: [{ name: 'desk-leads' }, 1, null] }],
    ['part of a word', { groups: 'desk-agents,desk-leads' }],
  ])('%s is none', (_, claims) => expect(roleOf(claims, 'groups', roles)).toBeUndefined());

  test.each([
    ['nothing', { realm: null }],
    ['a word', { realm: 'roles' }],
    ['what every object has', { realm: {} }],
  ])('a path through %s leads nowhere', (_, claims) =>
    expect(['realm.roles', 'realm.constructor.name', 'realm.length'].map((path) => claimAt(claims, path))).toEqual(
      Array(3).fill(undefined),
    ),
  );
});

test.each([
  [{ name: 'Ana Berg', email: 'ana@example.com' }, 'name', 'Ana Berg'],
  [{ name: 'Ana Berg', given_name: 'Ana' }, 'given_name', 'Ana'],
  [{ name: '  ', preferred_username: 'ana' }, 'name', 'ana'],
  [{ name: 7, preferred_username: 'ana@example.com', nickname: 'Ana' }, 'name', 'Ana'],
  [{ name: 'Ana Berg' }, 'display', 'Ana Berg'],
  [{ given_name: ' Ana ', preferred_username: 'aberg' }, 'display', 'Ana'],
  [{ name: 'A'.repeat(81) }, 'name', 'A'.repeat(80)],
  [{}, 'name', 'Support'],
])('%j is called by its %s %s', (claims, claim, name) => expect(nameOf(claims, claim)).toBe(name));
