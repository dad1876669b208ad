import { describe, expect, test } from '@jest/globals';
import { message, testTime, text, turn } from '@frontdesk/testing';
import { bundle } from './bundle.ts';
import { needs, offeredIn, provedFor, resolved, withProof, withoutProof } from './resolve.ts';
import type { Known } from './resolve.ts';

const nothing: Known = { tier: '', locked: false, judged: [], lockedOrders: [], codes: [] };
const challenge = {
  id: 'c1',
  level: 'order',
  subject: 'FD-10234',
  waiting: { messageId: 'm0', text: text('where is FD-10234?'), orderNumber: 'FD-10234' },
};
const identity = { level: 'order', subject: 'FD-10234', method: 'order_postcode', provedAt: testTime, expiresAt: testTime + 1_800_000 };
const open = [
  { messageId: 'm1', kind: 'text', text: text('FD-10234 2767'), sentAt: testTime },
  { messageId: 'm2', kind: 'text', text: text('thanks'), sentAt: testTime },
];
const admitted = (overrides: Parameters<typeof turn>[0] = {}) =>
  message('MessageAdmitted', { messageId: 'm2', turn: turn({ tier: 'retail', ...overrides }) });

describe('what has to be looked up', () => {
  test('the tier, on the first message of a case', () => expect(needs(admitted({ tier: '' }), nothing, testTime).tier).toBe(true));
  test('no tier that is known from yesterday on', () =>
    expect(needs(admitted({ tier: '' }), { ...nothing, tier: 'vip' }, testTime).tier).toBe(false));
  test('what nobody asked for only where the redacted words show an order and a proof, in a text', () => {
    const given = [
      ...open,
      ...['text', 'media', 'button'].map((kind) => ({ ...open[0]!, messageId: kind, kind, text: text('FD-10234 [PROOF_1]') })),
    ];
    const candidates = (known: Partial<Known>, more = {}) =>
      needs(admitted({ open: given, ...more }), { ...nothing, ...known }, testTime).candidates;
    expect(candidates({})).toEqual(['text']);
    expect(candidates({ judged: [{ messageId: 'text', attemptsLeft: 2 }] })).toEqual([]);
    expect(candidates({}, { botOff: true })).toEqual([]);
    expect([candidates({ lockedOrders: ['*'] }), candidates({ lockedOrders: ['FD-10234'] })]).toEqual([[], []]);
    expect(candidates({ lockedOrders: ['FD-10311'] })).toEqual(['text']);
  });
  test('the open messages, newest first, once a proof was asked for', () =>
    expect(needs(admitted({ open, challenge }), nothing, testTime).candidates).toEqual(['m2', 'm1']));
  test('no card, place or cart: nobody loses an attempt by sending one', () => {
    const sent = ['text', 'media', 'button', 'list', 'contacts', 'location', 'order', 'unsupported'].map((kind) => ({
      ...open[0]!,
      messageId: kind,
      kind,
    }));
    expect(needs(admitted({ open: sent, challenge }), nothing, testTime).candidates).toEqual(['list', 'button', 'media', 'text']);
  });
  test('no message twice', () =>
    expect(
      needs(admitted({ open, challenge }), { ...nothing, judged: [{ messageId: 'm1', attemptsLeft: 2 }] }, testTime).candidates,
    ).toEqual(['m2']));
  test('no message of a day ago: that it was judged may be forgotten', () => {
    const candidates = (after: number) => needs(admitted({ open, challenge }), nothing, testTime + after).candidates;
    expect([candidates(86_400_000 - 1), candidates(86_400_000)]).toEqual([['m2', 'm1'], []]);
  });
  test("nothing of the customer's while the bot is off", () =>
    expect(needs(admitted({ open, challenge, botOff: true }), nothing, testTime).candidates).toEqual([]));
  test('nothing once it is locked or proved', () => {
    expect(needs(admitted({ open, challenge }), { ...nothing, locked: true }, testTime).candidates).toEqual([]);
    expect(needs(admitted({ open, challenge }), { ...nothing, proved: identity }, testTime).candidates).toEqual([]);
  });
  test('another order, asked about after the proof, is to be proved itself', () => {
    const anew = admitted({ open, challenge: { ...challenge, subject: 'FD-10311', askedAt: testTime + 1 } });
    const known = { ...nothing, proved: identity, judged: [{ messageId: 'm0', attemptsLeft: 0 }] };
    expect(needs(anew, known, testTime + 2).candidates).toEqual(['m2', 'm1']);
    expect(withoutProof(anew, known, testTime + 2)).toEqual({ outcome: 'not_a_proof' });
  });
});

describe('what is offered', () => {
  const offered = (words: string, more: Parameters<typeof turn>[0] = {}, now = testTime) =>
    offeredIn(words, admitted(more), now)?.orderNumber;
  test('is less by far when nobody asked', () =>
    expect([offered('it is 2767', { challenge }), offered('it is 2767'), offered('FD-10311 2767')]).toEqual([
      'FD-10234',
      undefined,
      'FD-10311',
    ]));
  test('is nothing unasked about what is proved already, as long as that holds', () => {
    expect(offered('FD-10234 2766', { identity })).toBeUndefined();
    expect(offered('FD-10311 2766', { identity })).toBe('FD-10311');
    expect(offered('FD-10234 2766', { identity }, identity.expiresAt)).toBe('FD-10234');
  });
});

describe('what was proved holds', () => {
  const known = { ...nothing, proved: identity };
  const askedFor = (subject: string, askedAt: number) => admitted({ challenge: { ...challenge, subject, askedAt } });
  test.each([
    ['for the order that is asked about again', 'FD-10234', testTime + 1, true],
    ['for another that was named in its stead', 'FD-10311', testTime, true],
    ['not for another that is asked about since', 'FD-10311', testTime + 1, false],
  ])('%s', (_what, subject, askedAt, holds) =>
    expect(provedFor(known, askedFor(subject, askedAt), testTime)).toBe(holds ? identity : undefined),
  );
  test('until its time is over', () => {
    const asked = askedFor('FD-10234', testTime);
    expect(provedFor(known, asked, identity.expiresAt - 1)).toBe(identity);
    expect(provedFor(known, asked, identity.expiresAt)).toBeUndefined();
    expect([provedFor(nothing, asked, testTime), provedFor(known, admitted(), testTime)]).toEqual([undefined, identity]);
  });
});

describe('what is said without a new proof', () => {
  test('that it is locked, as long as it is', () =>
    expect(withoutProof(admitted({ open, challenge }), { ...nothing, locked: true }, testTime)).toEqual({ outcome: 'locked' }));
  test('nothing was asked: none', () => expect(withoutProof(admitted(), nothing, testTime)).toEqual({ outcome: 'none' }));
  test('of a proof that nobody asked for what was found, while it is open', () => {
    const of = (known: Partial<Known>) => withoutProof(admitted({ open }), { ...nothing, ...known }, testTime);
    expect(of({ judged: [{ messageId: 'm1', attemptsLeft: 1 }] })).toEqual({ outcome: 'failed', attemptsLeft: 1 });
    expect(of({ judged: [{ messageId: 'gone', attemptsLeft: 1 }] })).toEqual({ outcome: 'none' });
    expect(of({ locked: true })).toEqual({ outcome: 'locked' });
    expect(of({ proved: identity, provedBy: 'm1' })).toMatchObject({ outcome: 'proved', identity });
  });
  test('ordinary text costs no attempt', () =>
    expect(withoutProof(admitted({ challenge }), nothing, testTime)).toEqual({ outcome: 'not_a_proof' }));
  test('a failure is said again while its message is open', () =>
    expect(withoutProof(admitted({ open, challenge }), { ...nothing, judged: [{ messageId: 'm1', attemptsLeft: 1 }] }, testTime)).toEqual({
      outcome: 'failed',
      attemptsLeft: 1,
    }));
  test('but not of what is left of its message, which asks for something else', () => {
    const kept = (words: string) => admitted({ open: [{ ...open[0]!, text: text(words), kept: true }], challenge });
    const known = { ...nothing, judged: [{ messageId: 'm1', attemptsLeft: 1 }] };
    expect(withoutProof(kept('and what are your opening hours?'), known, testTime)).toEqual({ outcome: 'not_a_proof' });
    expect(withoutProof(kept('FD-10234 [PROOF_1]'), known, testTime)).toEqual({ outcome: 'failed', attemptsLeft: 1 });
  });
  test('a failure that was answered is not said again', () =>
    expect(withoutProof(admitted({ open, challenge }), { ...nothing, judged: [{ messageId: 'gone', attemptsLeft: 1 }] }, testTime)).toEqual(
      { outcome: 'not_a_proof' },
    ));
  test('a proof whose answer got lost holds for the next turn, and resumes what waited', () =>
    expect(withoutProof(admitted({ open, challenge }), { ...nothing, proved: identity, provedBy: 'm1' }, testTime)).toEqual({
      outcome: 'proved',
      identity,
      resumes: true,
    }));
  test('a proof that went along to a person holds after the hand-back, and resumes nothing', () =>
    expect(withoutProof(admitted({ open, challenge }), { ...nothing, proved: identity, provedBy: 'm0' }, testTime)).toEqual({
      outcome: 'proved',
      identity,
      resumes: false,
    }));
});

describe('the fact', () => {
  const said = { tier: 'vip', reasons: [], lookUps: [], lockedOrders: [] };
  test('what a newer policy wrote into the turn goes on as it came', () => {
    const newer = [{ no: 900, wireType: 2, data: Uint8Array.of(3, 1, 2, 3) }];
    const given = admitted({ open });
    given.data.turn!.$unknown = newer;
    expect(resolved(given, { ...said, outcome: { outcome: 'none' } }, testTime).data.turn!.$unknown).toEqual(newer);
  });
  test('a proof is in the turn for thirty minutes and resumes what waited for it', () => {
    const outcome = withProof({ orderNumber: 'FD-10234', method: 'order_postcode', secret: '2767' }, { outcome: 'proved' }, testTime);
    const { data } = resolved(admitted({ challenge, open }), { ...said, outcome }, testTime);
    expect(data).toMatchObject({
      outcome: 'proved',
      resumes: { messageId: 'm0' },
      turn: { identity: { level: 'order', subject: 'FD-10234', method: 'order_postcode', expiresAt: testTime + 1_800_000 } },
    });
    const all = JSON.stringify(data, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
    expect(all.split('2767').length).toBe(2); // the customer's own words only
  });
  test('a proof that was judged in an earlier turn keeps the identity, and resumes only while its message is open', () => {
    const resumesOf = (provedBy: string) => {
      const known = { ...nothing, proved: identity, provedBy };
      const given = admitted({ challenge, open });
      return resolved(given, { ...said, outcome: withoutProof(given, known, testTime) }, testTime).data;
    };
    expect(resumesOf('m1')).toMatchObject({ resumes: { messageId: 'm0' }, turn: { identity: { subject: 'FD-10234' } } });
    expect(resumesOf('gone')).toMatchObject({ outcome: 'proved', turn: { identity: { subject: 'FD-10234' } } });
    expect(resumesOf('gone').resumes).toBeUndefined();
  });
  test('it names its message, and of a failure what is left', () => {
    const given = admitted({ open });
    given.data.message = given.data.turn!.open[1];
    const of = (outcome: 'failed' | 'locked') => resolved(given, { ...said, outcome: { outcome, attemptsLeft: 2 } }, testTime).data;
    expect(of('failed')).toMatchObject({ messageId: 'm2', message: { messageId: 'm2' }, outcome: 'failed', attemptsLeft: 2 });
    expect(of('locked')).toMatchObject({ outcome: 'locked', attemptsLeft: 0 });
  });
  test('it says of which orders no proof is looked at, whatever was written', () =>
    expect(resolved(admitted(), { ...said, lockedOrders: ['*'], outcome: { outcome: 'none' } }, testTime).data).toMatchObject({
      outcome: 'none',
      lockedOrders: ['*'],
    }));
  test('an identity that holds stays, and what was looked up is told', () => {
    const lookUps = [{ name: 'customer', input: 'contact-1', output: 'vip', latencyMs: 3 }];
    const of = (more: Parameters<typeof turn>[0]) =>
      resolved(admitted(more), { ...said, reasons: ['TIER'], lookUps, outcome: { outcome: 'none' } }, testTime);
    expect(of({ identity })).toMatchObject({ data: { turn: { identity } }, decision: { reasons: ['TIER'], lookUps, bundle } });
    expect(of({}).data.turn?.identity).toBeUndefined();
    expect(of({}).decision.reasons).toEqual(['TIER']);
  });
  test('an identity that has expired leaves the turn', () => {
    const fact = resolved(
      admitted({ identity: { ...identity, expiresAt: testTime } }),
      { ...said, outcome: { outcome: 'none' } },
      testTime,
    );
    expect(fact.data.turn?.identity).toBeUndefined();
    expect(fact.decision.reasons).toEqual(['IDENTITY_EXPIRED']);
  });
  test('a tier once known is not changed in the case', () => {
    expect(resolved(admitted(), { ...said, outcome: { outcome: 'none' } }, testTime).data.turn?.tier).toBe('retail');
    expect(resolved(admitted({ tier: '' }), { ...said, outcome: { outcome: 'none' } }, testTime).data.turn?.tier).toBe('vip');
  });
});

describe('a proof that a person asked for', () => {
  const persons = { ...challenge, waiting: undefined, agentId: 'ana', askedAt: testTime };
  const answer = { messageId: 'm2', kind: 'text', text: text('0457'), sentAt: testTime };
  const written = (more: Parameters<typeof turn>[0] = {}, cause = 'message') =>
    message('MessageAdmitted', {
      messageId: 'm2',
      message: answer,
      cause,
      turn: turn({ tier: 'retail', owner: 'agent:ana', open: [], challenge: persons, ...more } as typeof more),
    });
  const candidates = (one: ReturnType<typeof written>, known: Partial<Known> = {}) =>
    needs(one, { ...nothing, ...known }, testTime).candidates;

  test('is read in what is written to a person, also while the bot is off', () => {
    expect(candidates(written())).toEqual(['m2']);
    expect(candidates(written({ botOff: true }))).toEqual(['m2']);
    expect(offeredIn('0457', written(), testTime)).toEqual({ orderNumber: 'FD-10234', method: 'order_postcode', secret: '0457' });
    expect(candidates(written(), { judged: [{ messageId: 'm2', attemptsLeft: 2 }] })).toEqual([]);
    expect([candidates(written(), { locked: true }), candidates(written(), { proved: identity })]).toEqual([[], []]);
  });

  test('is read by nobody while no person has the conversation, and keeps the bot from nothing', () => {
    for (const owner of ['queue', 'phone', 'bot']) expect(candidates(written({ owner, open }))).toEqual([]);
    expect(withoutProof(written({ owner: 'bot', open }), nothing, testTime)).toEqual({ outcome: 'none' });
    const unasked = [{ ...open[0]!, text: text('FD-10234 [PROOF_1]') }];
    expect(candidates(written({ owner: 'bot', open: unasked }))).toEqual(['m1']);
  });

  test('what the bot asked for is not read in what is written to a person', () => expect(candidates(written({ challenge }))).toEqual([]));

  test('comes to the same as one that the bot asked for', () => {
    const said = (known: Partial<Known>) => withoutProof(written(), { ...nothing, ...known }, testTime);
    expect(said({})).toEqual({ outcome: 'not_a_proof' });
    expect(said({ locked: true })).toEqual({ outcome: 'locked' });
    expect(said({ judged: [{ messageId: 'm2', attemptsLeft: 1 }] })).toEqual({ outcome: 'failed', attemptsLeft: 1 });
    expect(said({ judged: [{ messageId: 'm1', attemptsLeft: 1 }] })).toEqual({ outcome: 'not_a_proof' });
    expect(said({ proved: identity, provedBy: 'm2' })).toMatchObject({ outcome: 'proved', identity });
    expect(withoutProof(written({ botOff: true }), { ...nothing, locked: true }, testTime)).toEqual({ outcome: 'locked' });
  });
});
