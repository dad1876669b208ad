import { describe, expect, test } from '@jest/globals';
import { statusValue } from './notifications.ts';
import type { Person, StatusFacts } from './notifications.ts';

const seen: Person = { phone: '447700900001', userId: 'GB.1' };
const hidden: Person = { userId: 'GB.1', username: 'ada' };
const failed = (code: number): StatusFacts => ({ id: 'w', status: 'failed', at: 1000, error: { code, href: 'h' } });
const told = (person: Person, facts: StatusFacts, form: 'observed' | 'full' | 'docs', statusContacts = true) => {
  const { contacts, statuses } = statusValue(person, facts, { failedContacts: form, statusContacts }) as {
    contacts?: object[];
    statuses: Record<string, unknown>[];
  };
  const { recipient_id: phone, recipient_user_id: userId, errors } = statuses[0]!;
  return { contacts, phone, userId, link: (errors as { href?: string }[] | undefined)?.[0]?.href };
};

describe('whom a status is about', () => {
  test('in full, with the username instead of a phone that is hidden', () => {
    const sent = { id: 'w', status: 'sent', at: 1000 };
    for (const form of ['observed', 'full', 'docs'] as const) {
      expect(told(seen, sent, form)).toEqual({
        contacts: [{ wa_id: '447700900001', user_id: 'GB.1' }],
        phone: '447700900001',
        userId: 'GB.1',
      });
      expect(told(hidden, sent, form)).toEqual({ contacts: [{ user_id: 'GB.1', profile: { username: 'ada' } }], userId: 'GB.1' });
    }
  });
  test('by the phone alone when nobody could be reached there, as was observed; by the id where there is no phone', () => {
    expect(told(seen, failed(131026), 'observed')).toEqual({ contacts: [{ wa_id: '447700900001' }], phone: '447700900001' });
    expect(told(hidden, failed(131026), 'observed')).toEqual({
      contacts: [{ user_id: 'GB.1', profile: { username: 'ada' } }],
      userId: 'GB.1',
      link: 'h',
    });
    expect(told(seen, failed(131047), 'observed')).toEqual({
      contacts: [{ wa_id: '447700900001', user_id: 'GB.1' }],
      phone: '447700900001',
      userId: 'GB.1',
      link: 'h',
    });
  });
  test('without contacts at all, as before April 2026, when the switch says so', () => {
    const sent = { id: 'w', status: 'sent', at: 1000 };
    expect(told(seen, sent, 'full', false)).toEqual({ phone: '447700900001', userId: 'GB.1' });
    expect(told(seen, failed(131026), 'full', false)).toEqual({ phone: '447700900001', userId: 'GB.1', link: 'h' });
  });
  test('in full or without contacts when the switch says so', () => {
    expect(told(seen, failed(131026), 'full')).toEqual({
      contacts: [{ wa_id: '447700900001', user_id: 'GB.1' }],
      phone: '447700900001',
      userId: 'GB.1',
      link: 'h',
    });
    expect(told(seen, failed(131026), 'docs')).toEqual({ phone: '447700900001', userId: 'GB.1', link: 'h' });
  });
});
