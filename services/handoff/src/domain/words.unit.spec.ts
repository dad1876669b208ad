import { describe, expect, test } from '@jest/globals';
import { testTime as now } from '@frontdesk/testing';
import {
  acknowledgement,
  escalated,
  handedBack,
  optInQuestion,
  ratingChoices,
  ratingRequest,
  returned,
  stillWaiting,
  takenOver,
} from './words.ts';

const hour = 3_600_000;
const expected = (locale: 'en' | 'de', opensAt?: number) => ({ locale, zone: 'Europe/Berlin', now, dueAt: now + hour, opensAt });
const nothing = { introduction: '', number: '', question: '' };

describe('in the customer’s language', () => {
  test.each([
    ['en', 'I am bringing a colleague into this chat. We expect to answer by 12:00.'],
    ['de', 'Ich hole eine Kollegin oder einen Kollegen in diesen Chat. Wir antworten voraussichtlich bis 12:00.'],
  ] as const)('a colleague is on the way: %s', (locale, words) => expect(acknowledgement(expected(locale), nothing).redacted).toBe(words));

  test.each([
    ['en', 'I have opened a ticket for you: T-1. Our team is back from Wednesday 11 March, 09:00 and expects to answer by 12:00.'],
    [
      'de',
      'Ich habe ein Ticket für Sie angelegt: T-1. Unser Team ist wieder ab Mittwoch, 11. März, 09:00 Uhr da und antwortet voraussichtlich bis 12:00.',
    ],
  ] as const)('nobody is there: %s', (locale, words) =>
    expect(acknowledgement(expected(locale, now + 22 * hour), { ...nothing, number: 'T-1' }).redacted).toBe(words),
  );

  test('what not every case has stands around it', () =>
    expect(acknowledgement(expected('en'), { introduction: 'Hello.', number: '', question: 'May we?' }).redacted).toMatch(
      /^Hello\.\n\nI am bringing .*\n\nMay we\?$/,
    ));

  test.each([
    [stillWaiting, 'Your request is with our team (T-1). We expect', 'Ihr Anliegen ist bei unserem Team (T-1). Wir antworten'],
    [
      escalated,
      'This is taking longer than usual, and we are sorry. Your request T-1 now',
      'Es dauert länger als gewohnt, das tut uns leid. Ihr Anliegen T-1 hat',
    ],
    [returned, 'Somebody else of our team takes over your request T-1,', 'Jemand anderes aus unserem Team übernimmt Ihr Anliegen T-1;'],
  ])('who waits is told: %#', (say, en, de) => {
    expect(say(expected('en'), 'T-1').redacted.startsWith(en)).toBe(true);
    expect(say(expected('de'), 'T-1').redacted.startsWith(de)).toBe(true);
    for (const locale of ['en', 'de'] as const) expect(say(expected(locale), 'T-1').redacted).toContain('12:00');
  });

  test('who is asked for an opt-in is told how to end it', () =>
    expect([optInQuestion('en').redacted, optInQuestion('de').redacted]).toEqual([
      expect.stringMatching(/answer yes or no; STOP ends/),
      expect.stringMatching(/Ja oder Nein; mit STOPP beenden/),
    ]));

  test.each([
    [
      'who speaks',
      (locale: 'en' | 'de') => takenOver(locale, 'Ana', 'Acme'),
      'You are now writing with Ana from Acme.',
      'Sie schreiben jetzt mit Ana von Acme.',
    ],
    [
      'that the assistant does again',
      handedBack,
      'From here on the automated assistant',
      'Ab hier antwortet wieder der automatische Assistent',
    ],
    ['the question for an opt-in', optInQuestion, 'May we also write to you here', 'Dürfen wir Ihnen dazu hier auch schreiben'],
    ['the question for a rating', ratingRequest, 'How satisfied were you with us, from 1', 'Wie zufrieden waren Sie mit uns, von 1'],
  ])('%s', (_what, say, en, de) => {
    expect(say('en').redacted).toContain(en);
    expect(say('de').redacted).toContain(de);
  });
});

test.each(['en', 'de'] as const)('a rating is chosen from five rows that fit into a list of WhatsApp (%s)', (locale) => {
  const { button, rows } = ratingChoices(locale);
  expect(rows.map(({ id, title }) => [id, title!.redacted.slice(0, 4)])).toEqual([5, 4, 3, 2, 1].map((n) => [`rating-${n}`, `${n} – `]));
  // Meta's limits for a row and for the button
  expect(rows.map(({ title }) => title!.redacted.length <= 24)).toEqual(rows.map(() => true));
  expect(button!.redacted.length).toBeLessThanOrEqual(20);
});
