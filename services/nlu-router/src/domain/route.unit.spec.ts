import { describe, expect, test } from '@jest/globals';
import { message, testTime, text, turn } from '@frontdesk/testing';
import { loadExamples } from '../adapters/examples.ts';
import { train } from './classifier.ts';
import { route } from './route.ts';

const classify = train(loadExamples());
type Resolved = Parameters<typeof message<'IdentityResolved'>>[1];
const wrote = (words: string, overrides: Parameters<typeof turn>[0] = {}, resolved: Partial<Resolved> = {}) =>
  message('IdentityResolved', {
    messageId: 'm1',
    outcome: 'none',
    turn: turn({ tier: 'retail', open: [{ messageId: 'm1', kind: 'text', text: text(words), sentAt: testTime }], ...overrides }),
    ...resolved,
  } as Resolved);
const routed = (...given: Parameters<typeof wrote>) => route(wrote(...given), classify).data;
const waiting = {
  messageId: 'm0',
  text: text('where is my order FD-10234?'),
  intent: 'order_status',
  topic: 'delivery',
  orderNumber: 'FD-10234',
};
const challenge = { id: 'c1', level: 'order', subject: 'FD-10234', waiting };
const identity = { level: 'order', subject: 'FD-10234', method: 'order_postcode', provedAt: testTime, expiresAt: testTime + 60_000 };

describe('who says that they need no person', () => {
  test.each([
    'Ich brauche keinen Menschen,',
    'Ich will mit keinem Menschen sprechen',
    'Kein Mitarbeiter nötig',
    'I do not need a human',
    "I don't want to talk to a person",
    'no need for an agent',
    'no agent please',
    "You don't have to connect me to anyone: how do I return something?",
  ])('is given none: %s', (words) => expect(routed(words).next).not.toBe('handoff'));
  test.each([
    'Is there no human I can talk to?',
    'Can I not speak to a human?',
    'there is no human anywhere',
    'no human answers me',
    'without a human this is useless',
    'Warum kann ich nicht mit einem Menschen sprechen?',
    'Gibt es hier keinen Menschen?',
    'Ich kann keinen Mitarbeiter erreichen',
    'hier hilft kein Mensch',
  ])('and who misses one is given one: %s', (words) => expect(routed(words).next).toBe('handoff'));
  test.each([
    ["I don't need a human, just tell me your returns policy", 'just tell me your returns policy'],
    ['Ich brauche keinen Menschen, sagen Sie mir nur Ihre Rückgaberegelung', 'sagen Sie mir nur Ihre Rückgaberegelung'],
    ['What is your returns policy? No agent please!', 'What is your returns policy?'],
  ])('and asks along with it is answered that: %s', (words, asked) =>
    expect(routed(words)).toMatchObject({ next: 'answer', intent: 'returns_policy', question: { redacted: asked } }),
  );
  test('and names an order along with it is told of that', () =>
    expect(routed('no agent please, where is my order FD-10234')).toMatchObject({
      next: 'answer',
      intent: 'order_status',
      orderNumber: 'FD-10234',
    }));
});

describe('who greets and asks in a few words', () => {
  test.each([
    ['good morning, how long is the warranty??', 'technical'],
    ['Guten Morgen, sind Retouren kostenlos', 'returns_policy'],
    ['good morning, how much is shipping??', 'delivery'],
    ['Hi, how are you?', 'greeting'],
    ['Hallo, wie geht es Ihnen?', 'greeting'],
    ['good morning everybody', 'greeting'],
    ['hello, is anybody there?', 'greeting'],
    ['Guten Tag, ich habe eine Frage', 'greeting'],
    ['hi i have a question', 'greeting'],
  ])('%s: %s', (words, intent) => expect(routed(words)).toMatchObject({ next: 'answer', intent }));
});

describe('a slip of the finger in the word that matters', () => {
  test.each([
    ["I'd like to retuurn a cushion, how does that work?", 'returns_policy'],
    ['This crap lamp is ugly as hell, can I rteurn it?', 'returns_policy'],
    ['How long does a refnud take', 'refund'],
    ['Are retunrs free of charge', 'returns_policy'],
  ])('hides no intent: %s', (words, intent) => expect(routed(words)).toMatchObject({ next: 'answer', intent }));
  test.each(['florp zanty quib wobbledy', 'asdf qwer zxcv'])('makes none of what is none: %s', (words) =>
    expect(routed(words).next).toBe('clarify'),
  );
});

describe('where a message goes', () => {
  test.each([
    [
      'Hi, where is my order FD-10234?',
      { next: 'answer', intent: 'order_status', orderNumber: 'FD-10234', topic: 'delivery', language: 'en' },
    ],
    ['What is your returns policy?', { next: 'answer', intent: 'returns_policy', topic: 'refund' }],
    ['Wie ist Ihre Rückgaberegelung?', { next: 'answer', intent: 'returns_policy', language: 'de' }],
    ['Hello support. Where is my order FD-10234?', { next: 'answer', intent: 'order_status' }],
    ['FD-10234', { next: 'answer', intent: 'order_status', orderNumber: 'FD-10234' }],
    ['FD-10234, e-mail: [EMAIL_1]', { next: 'answer', intent: 'order_status', orderNumber: 'FD-10234' }],
    ['The order is FD-10234 and the email is [EMAIL_1]', { next: 'answer', intent: 'order_status', orderNumber: 'FD-10234' }],
    ['Bestellung FD-10234, PLZ [POSTCODE_1]', { next: 'answer', intent: 'order_status', orderNumber: 'FD-10234' }],
    ['New address: [ADDRESS_1]', { next: 'answer', intent: 'address_change', topic: 'delivery' }],
    ['Neue Adresse für FD-10234: [ADDRESS_1]', { next: 'answer', intent: 'address_change', orderNumber: 'FD-10234', language: 'de' }],
    ['asdf qwer zxcv', { next: 'clarify' }],
    ['tell me a joke', { next: 'answer', intent: 'off_domain' }],
    ['I want to talk to a human', { next: 'handoff', intent: 'human', handoffReason: 'ASKED', confidence: 1 }],
    ['You will hear from my lawyer', { next: 'handoff', handoffReason: 'KEYWORD' }],
    ['Ich bin verletzt, die Lampe hat gebrannt', { next: 'handoff', handoffReason: 'KEYWORD' }],
  ])('%s', (words, expected) => expect(routed(words)).toMatchObject(expected));

  test('what a newer policy wrote into the turn goes on as it came', () => {
    const newer = [{ no: 900, wireType: 2, data: Uint8Array.of(3, 1, 2, 3) }];
    const given = wrote('What is your returns policy?');
    given.data.turn!.$unknown = newer;
    expect(route(given, classify).data.turn!.$unknown).toEqual(newer);
  });

  test('a VIP goes to a person by rule, and stays with the bot once a person has handed back', () => {
    expect(routed('where is my order?', { tier: 'vip' })).toMatchObject({ next: 'handoff', handoffReason: 'VIP' });
    const noticed = { recent: [{ speaker: 'notice', text: text('The assistant is back.') }] };
    expect(routed('where is my order?', { tier: 'vip', ...noticed })).toMatchObject({ next: 'handoff', handoffReason: 'VIP' });
    expect(routed('where is my order?', { tier: 'vip', ...noticed, handedBack: true }).next).toBe('answer');
    expect(routed('where is my order?', { tier: 'vip', recent: [{ speaker: 'agent', text: text('done') }] }).next).toBe('answer');
  });

  test.each([
    ['failed', 'proof_failed'],
    ['locked', 'proof_locked'],
    ['unavailable', 'proof_unavailable'],
  ])('a proof that is %s goes to %s', (outcome, next) =>
    expect(routed('FD-10234 0000', { challenge }, { outcome, attemptsLeft: 2 })).toMatchObject({
      next,
      intent: 'order_status',
      attemptsLeft: 2,
    }),
  );

  test.each(['code_sent', 'code_failed', 'code_refused', 'code_unavailable'])('of a code it goes on as auth said it: %s', (outcome) => {
    const identity = { level: 'order', subject: 'FD-10234' };
    const expected = { next: outcome, intent: 'order_status', orderNumber: 'FD-10234', attemptsLeft: 2 };
    expect(routed('[PROOF_1]', { identity }, { outcome, attemptsLeft: 2 })).toMatchObject(expected);
    expect(routed('[PROOF_1] just give me a human', { identity }, { outcome })).toMatchObject({ next: 'handoff', handoffReason: 'ASKED' });
  });

  test('of which orders no proof is looked at goes on with the question', () =>
    expect(routed('where is my order?', {}, { lockedOrders: ['FD-10234'] })).toMatchObject({ next: 'answer', lockedOrders: ['FD-10234'] }));

  test('who asks for a person in the middle of a check gets one', () =>
    expect(routed('0000 just give me a human', { challenge }, { outcome: 'failed', attemptsLeft: 1 })).toMatchObject({
      next: 'handoff',
      handoffReason: 'ASKED',
    }));

  test.each([
    [['where is my order FD-10234?', 'human'], 'none'],
    [['where is my order FD-10234?', 'Mensch'], 'none'],
    [['FD-10234 [PROOF_1]', 'human'], 'failed'],
    [['FD-10234 [PROOF_1]', 'human'], 'unavailable'],
    [['Mensch', 'FD-10234 [PROOF_1]'], 'unavailable'],
  ])('who asks for a person beside what is open gets one: %j, proof %s', (texts, outcome) => {
    const open = texts.map((words, at) => ({ messageId: `m${at + 1}`, kind: 'text', text: text(words) }));
    expect(routed('', { challenge, open }, { outcome })).toMatchObject({ next: 'handoff', handoffReason: 'ASKED' });
  });

  test('a proof resumes the question that waited, about the order that was proved', () =>
    expect(routed('FD-10234 2767', { challenge, identity }, { outcome: 'proved', resumes: waiting })).toMatchObject({
      next: 'answer',
      intent: 'order_status',
      question: { redacted: 'where is my order FD-10234?' },
      orderNumber: 'FD-10234',
      answers: ['m1'],
    }));

  test.each([
    ['where is my order FD‑10311?', 'FD-10311'],
    ['where is my order FD – 10311?', 'FD-10311'],
    ['where is my order FD-12345678?', 'FD-12345678'],
    ['where is my order?', 'FD-10234'],
  ])('once an order was proved, %s is about %s', (words, orderNumber) =>
    expect(routed(words, { identity })).toMatchObject({ next: 'answer', intent: 'order_status', orderNumber }),
  );

  test.each([
    ['Where are FD-10234 and FD-10311?', {}, 'FD-10234', ['FD-10311']],
    ['Where are FD-10311 and FD-10234?', { identity }, 'FD-10234', ['FD-10311']],
    ['Where are FD-10311, 10198 and FD-10234?', {}, 'FD-10311', ['FD-10198', 'FD-10234']],
    ['where is FD-10234? FD-10234!', {}, 'FD-10234', []],
    ['May I return FD-10234 and FD-10311?', {}, 'FD-10234', []],
    ['I want to talk to a human about FD-10234 and FD-10311', {}, 'FD-10234', []],
  ])('%s is about one order after the other (%j)', (words, more, orderNumber, otherOrders) =>
    expect(routed(words, more)).toMatchObject({ orderNumber, otherOrders }),
  );

  test('of two matters one is answered, and the other is left for the next reply', () => {
    const said = routed('Where is FD-10234? And what are your opening hours?');
    expect(said).toMatchObject({ next: 'answer', intent: 'store', otherOrders: [], answers: ['m1'] });
    expect([said.question?.redacted, said.later?.redacted]).toEqual(['And what are your opening hours?', 'Where is FD-10234?']);
    expect(routed('Where is FD-10234?').later).toBeUndefined();
  });
  test('what people get is all that was asked', () => {
    const words = 'Where is FD-10234? And what are your opening hours?';
    const stopped = routed(words, { stoppedIntents: ['store'] });
    expect(stopped).toMatchObject({ next: 'handoff', handoffReason: 'BOT_OFF', question: { redacted: words } });
    expect(stopped.later).toBeUndefined();
  });

  describe('while a proof is asked for', () => {
    const both = { ...waiting, text: text('where are FD-10234 and FD-10311?') };
    const asked = (words: string, more: object = {}) => routed(words, { ...more, challenge: { ...challenge, waiting: both } });
    test.each([
      ['where is FD-10198?', 'FD-10198', ['FD-10234', 'FD-10311']],
      ['where is FD-10311?', 'FD-10311', ['FD-10234']],
      ['so where is my order?', 'FD-10234', ['FD-10311']],
      ['FD-10311', 'FD-10311', ['FD-10234']],
      ['sorry, I meant FD-10198, where is that order?', 'FD-10198', []],
      ['what are your opening hours?', '', []],
    ])('what waits for it is asked along with "%s"', (words, orderNumber, otherOrders) =>
      expect(asked(words)).toMatchObject({ orderNumber, otherOrders }),
    );
    test('but not what people have taken over', () => expect(asked('where is FD-10198?', { handedBack: true }).otherOrders).toEqual([]));
    test('the rest of an earlier question is no half of a proof', () => {
      const open = [{ messageId: 'm1', kind: 'text', text: text('FD-10198'), kept: true }];
      expect(asked('', { open })).toMatchObject({ orderNumber: 'FD-10198', otherOrders: ['FD-10234', 'FD-10311'], answers: ['m1'] });
    });
    test('with the proof of the second the first is still to be told, and with a lock the second', () => {
      const resumes = { challenge: { ...challenge, waiting: both }, identity: { ...identity, subject: 'FD-10311' } };
      expect(routed('FD-10311 [PROOF_1]', resumes, { outcome: 'proved', resumes: both } as Partial<Resolved>)).toMatchObject({
        orderNumber: 'FD-10311',
        otherOrders: ['FD-10234'],
      });
      expect(routed('FD-10234 [PROOF_1]', resumes, { outcome: 'locked' })).toMatchObject({
        next: 'proof_locked',
        otherOrders: ['FD-10311'],
      });
    });
  });

  test('an order number that cannot be read is asked for again, and no other order is told', () =>
    expect(routed('where is my order FD-[PHONE_1]?', { identity })).toMatchObject({ next: 'clarify', orderNumber: '' }));

  test.each([
    ['failed', {}],
    ['locked', {}],
    ['unavailable', {}],
    ['proved', { resumes: waiting }],
  ])('another question beside a proof that is %s is not answered with it', (outcome, resolved) => {
    const answers = (...texts: string[]) => {
      const open = texts.map((words, at) => ({ messageId: `m${at + 1}`, kind: 'text', text: text(words) }));
      return routed('', { challenge, open }, { outcome, ...resolved }).answers;
    };
    expect(answers('FD-10234 [PROOF_1]', 'what are your opening hours?')).toEqual(['m1']);
    expect(answers('what are your opening hours?', 'FD-10234', '[PROOF_1]')).toEqual(['m2', 'm3']);
    // with a good proof the lawyer's matter goes first, and to a person with all that is open
    expect(answers('FD-10234 [PROOF_1]', 'you will hear from my lawyer')).toEqual(outcome === 'proved' ? ['m1', 'm2'] : ['m1']);
    // what belongs to it, or asks for nothing else, is answered along
    expect(answers('FD-10234 [PROOF_1]', 'thanks', '??', 'so where is my order?')).toEqual(['m1', 'm2', 'm3', 'm4']);
    expect(answers('what are your opening hours?')).toEqual(['m1']);
    // nor is the same about another order
    expect(answers('FD-10234 [PROOF_1]', 'and where is FD-10311?')).toEqual(['m1']);
  });

  test('a question that was kept goes before another one, with what belongs to it', () => {
    const kept = { messageId: 'm1', kind: 'text', text: text('where is my order?'), kept: true };
    const after = (...texts: string[]) => {
      const open = [kept, ...texts.map((words, at) => ({ messageId: `m${at + 2}`, kind: 'text', text: text(words) }))];
      return routed('', { open, identity });
    };
    expect(after('may I return FD-10311?')).toMatchObject({
      intent: 'order_status',
      question: { redacted: 'where is my order?' },
      orderNumber: 'FD-10234',
      answers: ['m1'],
    });
    expect(after('??', 'what are your opening hours?', 'thanks').answers).toEqual(['m1', 'm2', 'm4']);
    // it is about the order that was proved, and this one isn't
    expect(after('where is FD-10311?')).toMatchObject({ orderNumber: 'FD-10234', answers: ['m1'] });
    expect(after('where is FD-10234?').answers).toEqual(['m1', 'm2']);
  });

  test('of two questions in two languages each is answered in its own', () => {
    const open = ['Wann haben Sie geöffnet?', 'where is my order?'].map((words, at) => ({
      messageId: `m${at}`,
      kind: 'text',
      text: text(words),
    }));
    expect(routed('', { open, locale: '' })).toMatchObject({ intent: 'store', language: 'de' });
    expect(routed('', { open: open.slice(1), locale: 'de' })).toMatchObject({ intent: 'order_status', language: 'en' });
  });

  test('half a proof asks the waiting question again, with the order it names', () =>
    expect(routed('my order is FD-10311', { challenge }, { outcome: 'not_a_proof' })).toMatchObject({
      next: 'answer',
      intent: 'order_status',
      orderNumber: 'FD-10311',
      question: { redacted: waiting.text.redacted },
    }));

  test('another question while a proof is asked for is answered for itself', () =>
    expect(routed('what are your opening hours', { challenge }, { outcome: 'not_a_proof' })).toMatchObject({
      next: 'answer',
      intent: 'store',
    }));

  test('several open messages are one question, and a reply answers them all', () => {
    const open = [
      { messageId: 'm1', kind: 'text', text: text('hello') },
      { messageId: 'm2', kind: 'text', text: text('where is my order FD-10234') },
    ];
    expect(routed('', { open })).toMatchObject({
      answers: ['m1', 'm2'],
      question: { redacted: 'hello\nwhere is my order FD-10234' },
      intent: 'order_status',
    });
  });

  test('a photo without words is acknowledged, one with a clear question is answered', () => {
    expect(routed('', { open: [{ messageId: 'm1', kind: 'media', mediaKind: 'image' }] }).next).toBe('acknowledge_media');
    expect(
      routed('', { open: [{ messageId: 'm1', kind: 'media', mediaKind: 'image', text: text('where is my order FD-10234?') }] }).next,
    ).toBe('answer');
  });

  test.each([
    ['agent.pdf', 'acknowledge_media', undefined],
    ['speak to a human.docx', 'acknowledge_media', undefined],
    ['letter to my lawyer.pdf', 'acknowledge_media', undefined],
    ['returns policy.pdf', 'acknowledge_media', undefined],
    ['where is my order FD-10234?\nagent.pdf', 'answer', 'where is my order FD-10234?'],
    ['I want to talk to a human\nscan.pdf', 'handoff', 'I want to talk to a human'],
    ['human', 'handoff', 'human'],
  ])("a document's name is nothing that somebody wrote: %j goes to %s", (words, next, question) => {
    const sent = routed('', { open: [{ messageId: 'm1', kind: 'media', mediaKind: 'document', text: text(words) }] });
    expect([sent.next, sent.question?.redacted]).toEqual([next, question]);
  });

  test('what was put into the cart is acknowledged, and takes nobody for a speaker of another language', () =>
    expect(
      routed('', { locale: 'de', open: [{ messageId: 'm1', kind: 'order', text: text('2 × 7.99 USD: sku-1\n1 × 30 EUR: 10234567') }] }),
    ).toMatchObject({ next: 'acknowledge_media', orderNumber: '', language: 'de' }));

  test('a place that is but a pin on the map is acknowledged', () =>
    expect(routed('', { open: [{ messageId: 'm1', kind: 'location', text: text('geo:[PLACE_1]') }] })).toMatchObject({
      next: 'acknowledge_media',
      orderNumber: '',
    }));

  test('a wish may go over two messages', () => {
    const open = ['can I speak', 'with somebody'].map((words, at) => ({ messageId: `m${at + 1}`, kind: 'text', text: text(words) }));
    const next = (...messages: typeof open) =>
      route(wrote('', { open: messages }), () => ({ intent: 'store', confidence: 0.9, scores: {} }) as never).data.next;
    expect([next(open[0]!), next(open[1]!), next(...open)]).toEqual(['answer', 'answer', 'handoff']);
  });

  test('a proof without a question that waits resumes none', () =>
    expect(routed('what are your opening hours', { challenge, identity }, { outcome: 'proved' })).toMatchObject({
      intent: 'store',
      question: { redacted: 'what are your opening hours' },
    }));

  test.each([
    ['order_status', 'delivery'],
    ['address_change', 'delivery'],
    ['delivery', 'delivery'],
    ['returns_policy', 'refund'],
    ['refund', 'refund'],
    ['technical', 'technical'],
    ['store', 'general'],
    ['unknown', 'general'],
  ])('what is meant as %s is about %s', (intent, topic) =>
    expect(route(wrote('?'), () => ({ intent, confidence: 0.9, scores: {} }) as never).data.topic).toBe(topic),
  );

  test('it says by what it was decided, and how surely', () => {
    const said = (words: string, confidence = 0.75, more: Parameters<typeof turn>[0] = {}) => {
      const { data, decision } = route(wrote(words, more), () => ({ intent: 'store', confidence, scores: {} }) as never);
      return { ...data, ...decision };
    };
    expect(said('when are you open?')).toMatchObject({
      messageId: 'm1',
      next: 'answer',
      confidence: 0.75,
      intent: 'store',
      reasons: [],
      model: { model: 'lexical-router' },
    });
    expect(said('when are you open?', 0.1)).toMatchObject({ next: 'clarify', confidence: 0.1, reasons: ['LOW_CONFIDENCE'] });
    expect(said('human')).toMatchObject({ confidence: 1, reasons: ['ASKED'], model: { model: 'rule' } });
    expect(said('my lawyer will write to you')).toMatchObject({ intent: 'store', reasons: ['KEYWORD', 'LEGAL'], model: { model: 'rule' } });
    const photo = { open: [{ messageId: 'm1', kind: 'media', mediaKind: 'image' }] };
    expect(said('', 0.1, photo)).toMatchObject({ intent: 'unknown', reasons: ['NOT_TEXT'], model: { model: 'rule' } });
  });

  test('with the bot off nothing is read', () => {
    const fact = route(wrote('You will hear from my lawyer!!!', { botOff: true, locale: 'de' }), classify);
    expect(fact.data).toMatchObject({ next: 'handoff', handoffReason: 'BOT_OFF', intent: 'unknown', sentiment: 'neutral', language: 'de' });
  });

  describe('with the bot off for an intent', () => {
    const stoppedIntents = ['refund', 'order_status'];

    test.each([
      ['I want a refund for my lamp', {}, {}, 'refund'],
      ['Wo ist meine Bestellung?', { locale: 'de' }, {}, 'order_status'],
      ['FD-10234', {}, {}, 'order_status'],
      ['FD-10234 [POSTCODE_1]', { challenge, identity }, { outcome: 'proved', resumes: waiting }, 'order_status'],
      ['[POSTCODE_1]', { challenge }, { outcome: 'failed', attemptsLeft: 2 }, 'order_status'],
      ['FD-10234', { challenge }, {}, 'order_status'],
    ])('"%s" with %j %j goes to people', (words, more, resolved, intent) =>
      expect(routed(words, { stoppedIntents, ...more }, resolved as Partial<Resolved>)).toMatchObject({
        next: 'handoff',
        handoffReason: 'BOT_OFF',
        intent,
      }),
    );

    test.each([
      ['What is your returns policy?', 'answer', 'returns_policy', ''],
      ['can I talk to a human about my refund?', 'handoff', 'human', 'ASKED'],
      ['my lawyer wants a refund', 'handoff', 'refund', 'KEYWORD'],
      ['asdf qwer', 'clarify', 'unknown', ''],
    ])('"%s" goes where it always does', (words, next, intent, handoffReason) =>
      expect(routed(words, { stoppedIntents })).toMatchObject({ next, intent, handoffReason }),
    );

    test('a guess at it is enough, because a guess may be answered too; whose topic and question it is is known to people', () => {
      const guess = route(wrote('money?', { stoppedIntents }), () => ({ intent: 'refund', confidence: 0.1, scores: {} as never }));
      expect(guess).toMatchObject({
        data: { next: 'handoff', handoffReason: 'BOT_OFF', topic: 'refund', confidence: 0.1, question: { redacted: 'money?' } },
        decision: { intent: 'refund', reasons: ['BOT_OFF', 'LOW_CONFIDENCE'] },
      });
    });

    test('what is asked before it is answered, it goes to people in its turn', () => {
      const open = ['What are your opening hours?', 'Where is my order FD-10234?'].map((words, at) => ({
        messageId: `m${at}`,
        kind: 'text',
        text: text(words),
      }));
      expect(routed('', { stoppedIntents, open })).toMatchObject({ next: 'answer', intent: 'store', answers: ['m0'] });
      expect(routed('', { stoppedIntents, open: open.slice(1) })).toMatchObject({ next: 'handoff', answers: ['m1'] });
    });
  });

  test('what is written to a person is read for mood and subject, and answers nothing', () => {
    const fact = route(
      wrote(
        '',
        { owner: 'agent:ana', open: [] },
        { message: { messageId: 'm1', kind: 'text', text: text('this is terrible, where is my refund?') } },
      ),
      classify,
    );
    expect(fact.data).toMatchObject({ sentiment: 'negative', intent: 'refund', answers: [] });
  });

  test('a short word keeps the language of the conversation', () => {
    expect(routed('FD-10234', { locale: 'de' }).language).toBe('de');
    expect(routed('ok', { locale: 'de' }).language).toBe('de');
    expect(routed('where is my order', { locale: 'de' }).language).toBe('en');
  });
});
