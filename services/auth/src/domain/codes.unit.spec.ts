import { describe, expect, test } from '@jest/globals';
import { message, testTime, text, turn } from '@frontdesk/testing';
import { redact } from '@frontdesk/vault';
import { codeIn, codeLimits, codeOf, codeStep, isGood, mayConcernCodes, offersCode, ofCodes, shown, wantsCode } from './codes.ts';
import type { Code } from './codes.ts';

const minute = 60_000;
const identity = { level: 'order', subject: 'FD-10234', provedAt: testTime - minute, expiresAt: testTime + 29 * minute };
const code: Code = {
  id: 'm1',
  orderNumber: 'FD-10234',
  restsOn: identity.provedAt,
  askedAt: testTime,
  sends: 1,
  said: 'code_sent',
  state: 'open',
  tries: [],
};
const open = (messageId: string, words: string, more: object = {}) => ({
  messageId,
  kind: 'text',
  text: text(words),
  sentAt: testTime + minute,
  ...more,
});
const typed = open('m2', '[PROOF_1]');
const step = (messages: ReturnType<typeof open>[], codes: Code[] = [code], more: object = {}, lockedOrders: string[] = []) =>
  codeStep(
    message('MessageAdmitted', { turn: turn({ identity, open: messages, ...more }) }).data,
    { codes, lockedOrders },
    testTime + minute,
  );

test.each([
  ['code'],
  ['CODE'],
  ['Code, please'],
  ['send me a code by e-mail'],
  ['a new code please'],
  ['Bitte schicken Sie mir einen Code.'],
  ['Code bitte!'],
])('"%s" asks for a code', (words) => expect(wantsCode(words)).toBe(true));
test.each([
  ['postcode'],
  ['my zip code'],
  ['no code please'],
  ['I got no code'],
  ['is there a discount code'],
  ['kein Code'],
  ['Rabattcode bitte'],
  ['where is my order?'],
  ['send me the link'],
  [''],
])('"%s" does not', (words) => expect(wantsCode(words)).toBe(false));

test('a code is made of its id, in a form that is hidden wherever it is written, and is no order number', () => {
  const made = codeOf('aZ09_-bQ and more');
  expect(made).toMatch(/^[A-Z]\d[A-Z]\d[A-Z]\d$/);
  expect([codeOf('aZ09_-bQ and other'), codeOf('aZ09_-bR')]).toEqual([made, expect.not.stringMatching(made)]);
  for (const written of [made, shown(made), `${made.slice(0, 3)}-${made.slice(3)}`, `the code is ${shown(made).toLowerCase()}, is it?`]) {
    expect(codeIn(written)).toBe(made);
    expect(redact(written).redacted).toContain('[PROOF_1]');
  }
  expect(['codeK7M4Q2', 'K7M  4Q2', 'K7M\n4Q2', 'k7m.4q2', 'K7M - 4Q2'].map(codeIn)).toEqual(Array(5).fill('K7M4Q2'));
  expect([codeIn('483920'), codeIn('FD-10234 2767'), codeIn(`X${made}`)]).toEqual([undefined, undefined, undefined]);
});

test('beside another order it is none for this one', () => {
  expect(offersCode('FD-10234: k7m4q2', 'FD-10234')).toBe('K7M4Q2');
  expect(offersCode('FD-20417 K7M 4Q2', 'FD-10234')).toBeUndefined();
});

test('what is remembered of codes is looked up only where something is proved, and words ask for one or hide what may be one', () => {
  const looks = (words: string, more: object = {}) => mayConcernCodes(turn({ identity, open: [open('m1', words)], ...more }));
  expect([looks('code'), looks('[PROOF_1]')]).toEqual([true, true]);
  expect([looks('where is my order?'), looks('code', { identity: undefined }), looks('code', { open: [] })]).toEqual([false, false, false]);
});

describe('a wish', () => {
  test('is sent for, for the order that is proved', () => {
    expect(step([open('m1', 'code')], [])).toEqual({ do: 'send', messageId: 'm1', orderNumber: 'FD-10234' });
  });
  test.each([
    ['nothing is proved', { identity: undefined }],
    ['the proof is over', { identity: { ...identity, expiresAt: testTime } }],
    ['more is proved already', { identity: { ...identity, level: 'link' } }],
    ['the bot is off', { botOff: true }],
  ])('is none where %s', (_why, more) => expect(step([open('m1', 'code')], [], more)).toBeUndefined());

  test('is none in a voice message, nor in what came a day ago', () => {
    expect(step([open('m1', 'code', { kind: 'media' })], [])).toBeUndefined();
    expect(step([open('m1', 'code', { sentAt: testTime - 24 * 60 * minute })], [])).toBeUndefined();
  });

  test('is refused where no attempt would be looked at, but not of an order that others have locked', () => {
    expect(step([open('m1', 'code')], [], {}, ['*'])).toEqual({ do: 'say', outcome: { outcome: 'code_refused' } });
    expect(step([open('m1', 'code')], [], {}, ['FD-10234'])).toMatchObject({ do: 'send' });
  });

  test('the seventh of a day is refused', () => {
    const before = (hours: number) =>
      Array.from({ length: 6 }, (_, n) => ({ ...code, id: `m-${n}`, askedAt: testTime - hours * 60 * minute }));
    expect(codeLimits.perConversation).toBe(6);
    expect(step([open('m9', 'code')], before(1))).toEqual({ do: 'say', outcome: { outcome: 'code_refused' } });
    expect(step([open('m9', 'code')], before(25))).toMatchObject({ do: 'send' });
  });

  test('that is open still is told the same again, or waits for what there is to tell', () => {
    const asked = open('m1', 'code');
    expect(step([asked, open('m3', '??')])).toEqual({ do: 'say', outcome: { outcome: 'code_sent' } });
    expect(step([asked, open('m3', 'code')])).toEqual({ do: 'say', outcome: { outcome: 'code_sent' } });
    expect(step([asked], [{ ...code, said: undefined }])).toEqual({ do: 'wait' });
  });
});

describe('what may be a code', () => {
  test('is compared with the newest', () => {
    const newer = { ...code, id: 'm0' };
    expect(step([open('m3', 'what?'), typed], [code, newer])).toEqual({ do: 'check', codeId: 'm0', messageIds: ['m2'] });
  });
  test.each([
    ['a wish that was refused', { sends: 0, said: 'code_refused' }, 'm1'],
    ['one that could not be sent', { sends: 0, said: 'code_unavailable' }, 'm1'],
    ['one that may have gone out', { sends: 1, said: 'code_unavailable' }, 'm0'],
  ] as const)('after %s it is compared with the one that was had', (_what, more, codeId) =>
    expect(step([typed], [code, { ...code, id: 'm0', ...more }])).toMatchObject({ do: 'check', codeId }),
  );
  test.each([
    ['was asked for', []],
    ['rests on this proof', [{ ...code, restsOn: testTime }]],
    ['is for this order', [{ ...code, orderNumber: 'FD-20417' }]],
    ['is left', [{ ...code, state: 'proved' as const }]],
  ])('is looked at only where one %s', (_what, codes) => expect(step([typed], codes)).toBeUndefined());
  test('is none any more when the proof is over on which it rests', () => {
    const over = { identity: { ...identity, expiresAt: testTime + minute } };
    expect(step([typed], [code], over)).toBeUndefined();
  });
  test('is none that was written before, and kept', () => {
    expect(step([open('m2', '[PROOF_1]', { kept: true })])).toBeUndefined();
  });

  test.each([
    ['failed', { outcome: 'code_failed', attemptsLeft: 1 }],
    ['locked', { outcome: 'code_refused' }],
    ['refused', { outcome: 'code_refused' }],
    ['proved', { outcome: 'proved', identity: { ...identity, level: 'link', method: 'emailed_code' }, resumes: true }],
  ])('and was judged is told the same again while it is open: %s', (outcome, said) => {
    const tries = [{ messageId: 'm2', outcome, attemptsLeft: 1 }];
    expect(step([typed], [{ ...code, tries, proved: { ...identity, level: 'link', method: 'emailed_code' } }])).toEqual({
      do: 'say',
      outcome: said,
    });
  });
});

test('no postcode is looked for in what is a code, or asks for one', () => {
  const tries = [{ messageId: 'm2', outcome: 'failed', attemptsLeft: 2 }];
  const theirs = ofCodes([{ ...code, tries }], { do: 'send', messageId: 'm3', orderNumber: 'FD-10234' });
  expect([...theirs]).toEqual(['m1', 'm2', 'm3']);
});

test('it is good for ten minutes, if it was sent', () => {
  expect([isGood(code, testTime + 10 * minute - 1), isGood(code, testTime + 10 * minute)]).toEqual([true, false]);
  expect(isGood({ ...code, sends: 0 }, testTime)).toBe(false);
});
