import { describe, expect, test } from '@jest/globals';
import { message, testTime, text, turn } from '@frontdesk/testing';
import { compose } from './compose.ts';
import type { OrderFacts } from './order-facts.ts';
import { propose, replyIntent } from './propose.ts';
import { extend } from './summary.ts';

type Init<T extends 'Grounded' | 'Routed'> = Parameters<typeof message<T>>[1];
const order: OrderFacts = { number: 'FD-10234', status: 'shipped', eta: '2026-03-12' };
const waiting = {
  messageId: 'm0',
  text: text('where is FD-10234?'),
  intent: 'order_status',
  topic: 'delivery',
  orderNumber: 'FD-10234',
  askedAt: testTime,
};
const asked = { id: 'c0', level: 'order', subject: 'FD-10234', waiting };
const identity = { level: 'order', subject: 'FD-10234', method: 'order_postcode', provedAt: testTime, expiresAt: testTime + 60_000 };
const proof = { messageId: 'm1', kind: 'text', text: { redacted: 'FD-10234 [PROOF_1]', sealed: new Uint8Array([1]) }, sentAt: testTime };

const proposed = (outcome: string, routed: Init<'Routed'>, overrides: Parameters<typeof turn>[0] = {}, more: Init<'Grounded'> = {}) => {
  const grounded = message('Grounded', {
    outcome,
    ...more,
    routed: {
      messageId: 'm1',
      next: 'answer',
      intent: 'order_status',
      language: 'en',
      topic: 'delivery',
      confidence: 0.9,
      answers: ['m1'],
      question: text('where is FD-10234?'),
      ...routed,
      turn: turn(overrides),
    },
  } as Init<'Grounded'>);
  const draft = compose(grounded.data, outcome === 'evidence' ? order : undefined)!;
  return propose(
    grounded,
    draft,
    { replyId: 'r1', challengeId: 'c1', answer: text(draft.answer), summary: text(''), guardrails: [], rung: 'canned' },
    testTime,
  ).data;
};

describe('what a reply means', () => {
  test('asking for a proof carries the challenge and the question that waits', () =>
    expect(proposed('needs_proof', {}, {}, { requiredLevel: 'order', subject: 'FD-10234' })).toMatchObject({
      challenge: {
        id: 'c1',
        level: 'order',
        subject: 'FD-10234',
        waiting: { messageId: 'm1', orderNumber: 'FD-10234', intent: 'order_status' },
      },
      settlesChallenge: false,
      authed: false,
      answerOk: false,
      answers: ['m1'],
    }));
  test('asking again keeps the challenge, so that no attempts are won', () =>
    expect(proposed('needs_proof', {}, { challenge: asked }, { requiredLevel: 'order', subject: 'FD-10311' }).challenge).toMatchObject({
      id: 'c0',
      subject: 'FD-10311',
    }));
  test('the answer after a proof settles it and moves the case', () =>
    expect(proposed('evidence', {}, { challenge: asked, identity })).toMatchObject({
      settlesChallenge: true,
      authed: true,
      answerOk: true,
      identity: { subject: 'FD-10234' },
    }));
  test('an earlier proof of another order settles nothing', () =>
    expect(
      proposed('not_needed', { next: 'proof_failed', attemptsLeft: 2 }, { challenge: { ...asked, askedAt: testTime + 1 }, identity }),
    ).toMatchObject({ settlesChallenge: false, authed: true }));
  test('a code answers the challenge of its own order, and no other one that was asked for before it came', () => {
    const linked = { ...identity, level: 'link', method: 'emailed_code' };
    const settles = (subject: string) => proposed('evidence', {}, { challenge: { ...asked, subject }, identity: linked }).settlesChallenge;
    expect([settles('FD-10234'), settles('FD-20417')]).toEqual([true, false]);
  });
  test.each([
    ['has expired', { expiresAt: testTime }],
    ['is no more than a number', { level: 'contact' }],
  ])('a proof that %s settles nothing', (_what, more) =>
    expect(proposed('not_needed', { intent: 'thanks' }, { challenge: asked, identity: { ...identity, ...more } })).toMatchObject({
      settlesChallenge: false,
      authed: false,
    }),
  );
  test('it tells what is known of the customer, and since when a proof is asked for', () => {
    expect(proposed('not_needed', { intent: 'thanks', topic: 'refund', language: 'de' }, { tier: 'vip' })).toMatchObject({
      tier: 'vip',
      topic: 'refund',
      locale: 'de',
      confidence: 0.9,
      clarifies: false,
    });
    expect(proposed('needs_proof', {}, {}, { requiredLevel: 'order' }).challenge?.askedAt).toBe(testTime);
    expect(proposed('no_evidence', { next: 'clarify', intent: 'unknown' }).clarifies).toBe(true);
  });
  test('its intent is in the words of its schema', () =>
    expect(['order_status', 'refund', 'returns_policy', 'human', 'store'].map((intent) => replyIntent({ intent }))).toEqual([
      'status',
      'refund',
      'return',
      'handoff',
      'unknown',
    ]));
  test('authed only once in a case', () =>
    expect(proposed('evidence', {}, { identity, state: 'automated' })).toMatchObject({ authed: false, answerOk: true }));
  test('a failed proof settles nothing, a locked one does', () => {
    expect(proposed('not_needed', { next: 'proof_failed', attemptsLeft: 1 }, { challenge: asked })).toMatchObject({
      settlesChallenge: false,
      authed: false,
    });
    expect(proposed('not_needed', { next: 'proof_locked' }, { challenge: asked })).toMatchObject({ settlesChallenge: true, handoff: true });
    const refused = proposed('locked', {}, { challenge: asked });
    expect(refused).toMatchObject({ settlesChallenge: true, handoff: true, answers: ['m1'] });
    expect(refused.challenge).toBeUndefined();
  });
  test('a proof that could not be checked is kept as it was sent', () =>
    expect(
      proposed(
        'not_needed',
        { next: 'proof_unavailable', question: proof.text },
        { challenge: asked, open: [proof, { messageId: 'm2', kind: 'text', text: text('??'), sentAt: testTime }] },
      ),
    ).toMatchObject({
      keeps: { messageId: 'm1', text: { sealed: new Uint8Array([1]) } },
      settlesChallenge: false,
    }));
  test('a question that was proved but could not be answered is kept as it was asked', () =>
    expect(proposed('unavailable', { orderNumber: 'FD-10234' }, { challenge: asked, identity, open: [proof] })).toMatchObject({
      keeps: { messageId: 'm0', orderNumber: 'FD-10234' },
      settlesChallenge: true,
      answerOk: false,
    }));
  const another = { messageId: 'm2', kind: 'text', text: text('what are your opening hours?'), sentAt: testTime + 9 };
  test.each([
    ['that could not be answered', 'unavailable', {}, 'keeps'],
    ['whose proof could not be checked', 'not_needed', { next: 'proof_unavailable', question: proof.text }, 'keeps'],
    ['that waits for a proof', 'needs_proof', {}, 'challenge'],
  ] as const)('a question %s is kept under its own message, not under another of the same turn', (_what, outcome, routed, where) => {
    const reply = proposed(outcome, routed, { open: [proof, another] });
    expect(where === 'keeps' ? reply.keeps : reply.challenge?.waiting).toMatchObject({ messageId: 'm1', askedAt: testTime });
  });
  const rest = { otherOrders: ['FD-10311', 'FD-10198'] };
  test('the rest of the question comes next, once its first order is told, or refused for good', () => {
    const next = { keepsOpen: true, keeps: { intent: 'order_status', orderNumber: 'FD-10311', text: { redacted: 'FD-10311, FD-10198' } } };
    const told = proposed('evidence', rest, { challenge: asked, identity, open: [proof] });
    expect(told).toMatchObject({ ...next, keeps: { ...next.keeps, messageId: 'm0', askedAt: testTime } });
    expect(proposed('evidence', { ...rest, question: text('and FD-10234?') }, { challenge: asked, identity, open: [proof] })).toMatchObject(
      {
        ...next,
        keeps: { ...next.keeps, messageId: 'm1' },
      },
    );
    const locked = proposed('not_needed', { ...rest, next: 'proof_locked', question: proof.text }, { challenge: asked, open: [proof] });
    expect(locked).toMatchObject({ ...next, keeps: { ...next.keeps, messageId: 'm0' } });
    expect(proposed('locked', rest)).toMatchObject(next);
  });
  test.each([
    ['waits for the proof with the order that is asked for', 'needs_proof', {}],
    ['waits for the shop with its first order', 'unavailable', {}],
    ['is refused with it where no proof is looked at', 'locked', { lockedOrders: ['*'] }],
  ])('the rest of the question %s', (_how, outcome, routed) => {
    const { keeps, keepsOpen } = proposed(outcome, { ...rest, ...routed });
    expect([keepsOpen, keeps?.text?.redacted]).toEqual([false, outcome === 'unavailable' ? 'where is FD-10234?' : undefined]);
  });
  describe('another matter', () => {
    const later = text('And what are your opening hours?');
    test.each([
      ['once this one is answered', 'evidence', {}],
      ['where nothing was found for this one', 'no_evidence', { intent: 'store' }],
      ['while a proof is asked for', 'needs_proof', {}],
      ['of which only that waits', 'needs_proof', rest],
      ['where no proof is looked at', 'locked', { ...rest, lockedOrders: ['*'] }],
    ])('comes next %s', (_when, outcome, routed) => {
      const next = { keepsOpen: true, keeps: { messageId: 'm1', intent: '', orderNumber: '', text: { redacted: later.redacted } } };
      expect(proposed(outcome, { ...routed, later })).toMatchObject(next);
    });
    test('comes with the further orders, which are asked about by themselves', () =>
      expect(proposed('evidence', { ...rest, later }).keeps).toMatchObject({
        orderNumber: 'FD-10311',
        text: { redacted: 'FD-10311, FD-10198?\nAnd what are your opening hours?' },
      }));
    test('waits for the shop with what waits for it', () => {
      const { keeps, keepsOpen } = proposed('unavailable', { later });
      expect([keepsOpen, keeps?.text?.redacted]).toEqual([false, 'where is FD-10234?\nAnd what are your opening hours?']);
    });
  });
  test('words only keep nothing', () => expect(proposed('not_needed', { intent: 'greeting' }).keeps).toBeUndefined());
});

describe('the running summary', () => {
  const routed = (words: string) =>
    message('Routed', { intent: 'order_status', orderNumber: 'FD-10234', question: text(words), turn: turn() }).data;
  test('has one line per reply, of redacted words and codes', () =>
    expect(extend('- before.', routed('where is [PHONE_1]?'), { said: 'status', citations: [] })).toBe(
      '- before.\n- Customer asked: "where is [PHONE_1]?" [order_status, FD-10234]; assistant: told the status of the order.',
    ));
  test('never quotes what was offered as proof', () => {
    const offered = message('Routed', {
      next: 'proof_failed',
      intent: 'order_status',
      orderNumber: 'FD-10234',
      question: text('22767'),
      turn: turn(),
    }).data;
    expect(extend('', offered, { said: 'proof_failed', citations: [] })).toBe(
      '- Customer offered a proof [order_status, FD-10234]; assistant: the proof did not match.',
    );
  });
  test.each([
    [{ kind: 'media', mediaKind: 'image' }, '', 'sent a photo'],
    [{ kind: 'media', mediaKind: 'image' }, 'see here', 'sent a photo, "see here"'],
    [{ kind: 'location' }, 'geo:[PLACE_1]', 'sent a location'],
    [{ kind: 'unsupported' }, '', 'sent a message that is not shown'],
  ])('what has no words is called what it is: %j', (open, words, said) => {
    const sent = message('Routed', {
      next: 'acknowledge_media',
      intent: 'unknown',
      question: text(words),
      turn: turn({ open: [{ messageId: 'm1', ...open }] }),
    }).data;
    expect(extend('', sent, { said: 'media', citations: [] })).toBe(
      `- Customer ${said} [unknown]; assistant: acknowledged what it cannot read.`,
    );
  });
  test('one that is long is cut, in one line, and says from where it was answered', () => {
    const source = { documentId: 'returns-en', documentVersion: '3' } as never;
    const line = (words: string) => extend('', { ...routed(words), intent: 'store' }, { said: 'policy', citations: [source] });
    expect(line(` ${'x'.repeat(80)}\n ${'y'.repeat(79)} `)).toBe(
      `- Customer asked: "${'x'.repeat(80)} ${'y'.repeat(79)}" [store]; assistant: answered from the knowledge base (returns-en of 3).`,
    );
    expect(line('x'.repeat(161))).toContain(`"${'x'.repeat(159)}…"`);
  });
  test('keeps the last six', () => {
    let summary = '';
    for (let n = 0; n < 9; n++) summary = extend(summary, routed(`question ${n}`), { said: 'no_evidence', citations: [] });
    expect(summary.split('\n')).toHaveLength(6);
    expect(summary).toContain('question 8');
    expect(summary).not.toContain('question 2');
  });
});
