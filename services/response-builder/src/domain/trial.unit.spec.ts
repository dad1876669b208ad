import { describe, expect, test } from '@jest/globals';
import { turn } from '@frontdesk/testing';
import { trialOf } from './trial.ts';
import type { Drawn } from './trial.ts';

const ofContact = (contactId: string, more: { modelOff?: boolean; trial?: Drawn } = {}) =>
  turn({ contact: { contactId, customerHash: 'customer', numberId: 'number-1' }, ...more });
const contacts = Array.from({ length: 20_000 }, (_, index) => `contact-${index}`);
const inCohort = (name: string, share: number): string[] =>
  contacts.filter((contact) => trialOf(ofContact(contact), { name, share })?.cohort === 'candidate');

describe('which contacts a candidate words for', () => {
  test.each([10, 15, 20, 50])('%d per cent of them, within a point', (share) =>
    expect(Math.abs((inCohort('m reply-1', share).length / contacts.length) * 100 - share)).toBeLessThan(1),
  );
  test('nobody at 0, everybody at 100', () =>
    expect([inCohort('m reply-1', 0).length, inCohort('m reply-1', 100).length]).toEqual([0, contacts.length]));
  test('the same each time, and all of them still when the share grows', () => {
    const few = inCohort('m reply-1', 10);
    expect(inCohort('m reply-1', 10)).toEqual(few);
    const more = new Set(inCohort('m reply-1', 20));
    expect(few.filter((contact) => !more.has(contact))).toEqual([]);
  });
  test('others for another candidate: who bore the last one does not bear the next', () => {
    const next = new Set(inCohort('m reply-2', 20));
    const both = inCohort('m reply-1', 20).filter((contact) => next.has(contact)).length;
    expect(Math.abs((both / contacts.length) * 100 - 4)).toBeLessThan(1);
  });
});

describe('a case', () => {
  const drawn = (cohort: string, candidate = 'm reply-1') => ({ trial: { candidate, cohort } });
  test.each([
    ['stays with the candidate though nobody else is given to it', 'candidate', 0],
    ['stays without it though everybody else is', 'control', 100],
  ])('%s', (_what, cohort, share) =>
    expect(trialOf(ofContact('contact-1', drawn(cohort)), { name: 'm reply-1', share })).toMatchObject({ candidate: 'm reply-1', cohort }),
  );
  test('that was drawn for what is tried no longer is drawn for what is', () =>
    expect(trialOf(ofContact('contact-1', drawn('control')), { name: 'm reply-2', share: 100 })).toEqual({
      candidate: 'm reply-2',
      cohort: 'candidate',
    }));
  test('is drawn for nothing without a model, or while it is switched off', () => {
    expect(trialOf(ofContact('contact-1'), undefined)).toBeUndefined();
    expect(trialOf(ofContact('contact-1', { modelOff: true, ...drawn('candidate') }), { name: 'm reply-1', share: 100 })).toBeUndefined();
  });
});
