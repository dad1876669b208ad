import { describe, expect, test } from '@jest/globals';
import { message, text, turn } from '@frontdesk/testing';
import { check } from './check.ts';
import { compose } from './compose.ts';
import type { OrderFacts } from './order-facts.ts';

type Init<T extends 'Grounded' | 'Routed'> = Parameters<typeof message<T>>[1];
const grounded = (outcome: string, routed: Init<'Routed'> = {}, more: Init<'Grounded'> = {}, overrides: Parameters<typeof turn>[0] = {}) =>
  message('Grounded', {
    outcome,
    ...more,
    routed: {
      next: 'answer',
      intent: 'order_status',
      language: 'en',
      confidence: 0.9,
      question: text('where is my order?'),
      ...routed,
      turn: turn(overrides),
    },
  } as Init<'Grounded'>).data;
const citation = {
  documentId: 'returns-en',
  documentVersion: '1',
  title: 'Returns policy',
  url: 'https://harbourandpine.example/help/returns',
  quote: 'You can return any item within 30 days.',
};
const passage = { evidence: [{ kind: 'passage', source: 'returns-en', facts: text(citation.quote), citation }] };
const order: OrderFacts = {
  number: 'FD-10234',
  status: 'shipped',
  eta: '2026-03-12',
  carrier: 'Nordpost',
  trackingUrl: 'https://track.nordpost.example/p/NP1',
};
const withheld: OrderFacts = { number: 'FD-10234', status: 'shipped', eta: '2026-03-12', withheld: true };
const hosts = ['harbourandpine.example', 'track.nordpost.example'];

describe('what is said', () => {
  test('the status with its day and its tracking link', () => {
    const draft = compose(grounded('evidence'), order);
    expect(draft).toMatchObject({ said: 'status', answerOk: true, handoff: false });
    expect(draft?.answer).toMatch(
      /^Your order FD-10234 has been shipped and is on its way. It is expected to arrive on Thursday,? 12 March 2026.\nTrack it with Nordpost: https:\/\/track.nordpost.example\/p\/NP1$/,
    );
  });
  test("no link where the number is not the order's", () => {
    const { carrier: _carrier, trackingUrl: _url, ...bare } = order;
    expect(compose(grounded('evidence'), bare)?.answer).not.toMatch(/http|Nordpost/);
  });
  test.each(['processing', 'shipped', 'out_for_delivery', 'delivered', 'delayed'] as const)(
    'an order that is %s, without a day where none is known',
    (status) => {
      const said = ['en', 'de'].map((language) => compose(grounded('evidence', { language }), { number: 'FD-10234', status })!.answer);
      const unknown = status === 'delivered' ? [/was delivered\.$/, /wurde zugestellt\.$/] : [/not known yet\.$/, /noch nicht bekannt\.$/];
      expect(said).toEqual(unknown.map((words) => expect.stringMatching(words)));
      expect(said.join()).not.toMatch(/Invalid|undefined| on \.| am \./);
    },
  );
  test('who is asked for a proof of one order hears that another comes after it', () => {
    const asks = (language: string, ...otherOrders: string[]) =>
      compose(grounded('needs_proof', { language, otherOrders }, { subject: 'FD-10234' }), undefined)!.answer;
    expect(asks('en', 'FD-10311')).toBe(`${asks('en')} Order FD-10311 comes after that.`);
    expect(asks('en', 'FD-10311', 'FD-10198')).toMatch(/ Orders FD-10311 and FD-10198 come after that\.$/);
    expect(asks('de', 'FD-10311', 'FD-10198')).toMatch(/ Danach geht es um die Bestellungen FD-10311 und FD-10198\.$/);
  });
  test('a second number that may be an order or a postcode is asked about, with the answer to the first', () => {
    const question = text('Where are FD-10234 and [PROOF_1]?');
    const said = (outcome: string, language = 'en') =>
      compose(grounded(outcome, { question, language }, { subject: 'FD-10234' }), outcome === 'evidence' ? order : undefined)!.answer;
    expect(said('needs_proof')).toMatch(/ If the other number is an order, too, please ask for it with FD in front of it\.$/);
    expect(said('evidence')).toMatch(/\nIf the other number is an order/);
    expect(said('evidence', 'de')).toMatch(/\nFalls auch die andere Zahl eine Bestellung ist/);
  });
  test('in German to who writes German', () =>
    expect(compose(grounded('evidence', { language: 'de' }), order)?.answer).toMatch(/verschickt.*Donnerstag, 12\. März 2026/));
  test("a policy in the document's own words, with its source", () => {
    const draft = compose(grounded('evidence', { intent: 'returns_policy' }, passage), undefined);
    expect(draft).toMatchObject({ said: 'policy', answerOk: true, citations: [{ quote: citation.quote }] });
    expect(draft?.answer).toContain(citation.quote);
    expect(draft?.answer).toContain(citation.url);
  });
  test('several passages, those of one page together, and no more than may be said at once', () => {
    const said = (...quotes: { quote: string; url?: string }[]) => {
      const evidence = quotes.map((one) => ({ ...passage.evidence[0]!, citation: { ...citation, ...one } }));
      return compose(grounded('evidence', { intent: 'returns_policy' }, { evidence }), undefined)!;
    };
    const [first, free] = [{ quote: citation.quote }, { quote: 'Returns are free.' }];
    expect(said(first, free).answer).toBe(
      `Our page "Returns policy" says:\n"${first.quote}"\n"Returns are free."\nSource: ${citation.url}`,
    );
    const twoPages = said(first, { ...free, url: 'https://harbourandpine.example/help/more' });
    expect(twoPages.answer.match(/^Our page .*$|^Source: .*$/gm)).toHaveLength(4);
    expect(twoPages.citations).toHaveLength(2);
    const long = said(first, { quote: 'x'.repeat(300) }, { quote: 'y'.repeat(300) }, { quote: 'z'.repeat(300) });
    expect([long.citations.length, long.answer.length < 900]).toEqual([3, true]);
  });
  test('an address is changed by a person, and so is what is broken, owed or none of ours to settle: one is offered with the rule for it', () => {
    const said = (intent: string) => compose(grounded('evidence', { intent }, passage), undefined)!;
    const rule = said('returns_policy');
    const offers = ['address_change', 'technical', 'refund', 'other'].map(said);
    expect([rule, ...offers].map(({ handoff }) => handoff)).toEqual([false, true, true, true, true]);
    for (const { answer, answerOk } of offers) {
      expect(answer.startsWith(`${rule.answer}\n`) && answerOk).toBe(true);
      expect(answer).toMatch(/write "human"/);
    }
  });
  test.each([
    ['en', /for our team.*write "human"/i],
    ['de', /aus unserem Team.*schreiben Sie "Mensch"/i],
  ])('in %s, that a matter of the shop for which there is no page is for a person, not that it was not understood', (language, words) => {
    const draft = compose(grounded('no_evidence', { language, intent: 'other' }), undefined);
    expect(draft).toMatchObject({ said: 'no_evidence', handoff: true, answerOk: false, citations: [] });
    expect(draft?.answer).toMatch(words);
    expect(draft?.answer).not.toBe(compose(grounded('no_evidence', { language, intent: 'store' }), undefined)?.answer);
  });
  test.each(['en', 'de'])('in %s, to who asks whether it is a person or for what it cannot do, that it is an assistant', (language) =>
    expect(compose(grounded('not_needed', { language, intent: 'off_domain' }), undefined)?.answer).toMatch(
      /automated assistant|automatischer Assistent/,
    ),
  );
  test.each([
    [
      [
        { messageId: 'm1', kind: 'media', mediaKind: 'image' },
        { messageId: 'm2', kind: 'text' },
      ],
      /your photo has/,
    ],
    [
      [
        { messageId: 'm1', kind: 'media', mediaKind: 'image' },
        { messageId: 'm2', kind: 'location' },
      ],
      /your location has/,
    ],
    [[], /your message has/],
  ])('what cannot be read is called what it is: %#', (open, words) =>
    expect(compose(grounded('not_needed', { next: 'acknowledge_media' }, {}, { open }), undefined)?.answer).toMatch(words),
  );
  test.each([
    ['audio', 'en', /^Thank you, your voice message has arrived\. I cannot listen to it myself\.(?!.*look)/],
    ['audio', 'de', /^Danke, Ihre Sprachnachricht ist angekommen\. Anhören kann ich sie selbst nicht\.(?!.*sehen)/],
    ['image', 'en', /^Thank you, your photo has arrived\. I cannot look at it myself\.(?!.*listen)/],
    ['image', 'de', /^Danke, Ihr Foto ist angekommen\. Ansehen kann ich es selbst nicht\.(?!.*hören)/],
    ['location', 'en', /^Thank you, your location has arrived\. I cannot make use of it myself\.(?!.*listen)/],
    ['location', 'de', /^Danke, Ihr Standort ist angekommen\. Verwenden kann ich ihn selbst nicht\.(?!.*hören)/],
    ['unsupported', 'en', /^Thank you, your message has arrived, but I am not shown what it says\. Please write it as a text/],
    [
      'unsupported',
      'de',
      /^Danke, Ihre Nachricht ist angekommen, aber ihr Inhalt wird mir nicht gezeigt\. Bitte schreiben Sie ihn als Text/,
    ],
  ])('of %s, in %s, what cannot be done with it is said, and nothing else', (kind, language, words) => {
    const open = [['audio', 'image'].includes(kind) ? { messageId: 'm1', kind: 'media', mediaKind: kind } : { messageId: 'm1', kind }];
    const said = compose(grounded('not_needed', { next: 'acknowledge_media', language }, {}, { open }), undefined)?.answer;
    expect(said).toMatch(words);
  });
  test('a proof is asked for, in the same words for every order', () => {
    const asked = (subject: string) => compose(grounded('needs_proof', {}, { requiredLevel: 'order', subject }), undefined);
    expect(asked('FD-10234')).toMatchObject({ said: 'asked_for_proof', asksProof: true, answerOk: false });
    expect(asked('FD-10234')?.answer.replace('FD-10234', '…')).toBe(asked('FD-99999')?.answer.replace('FD-99999', '…'));
    expect(asked('')?.answer).toMatch(/last four characters of its postcode.*whole e-mail address/);
  });
  test.each([
    ['en', /the order number \(FD- and its digits\)/],
    ['de', /die Bestellnummer \(FD- und ihre Ziffern\)/],
  ])('in %s, how an order number looks, to who named none that can be read', (language, looks) => {
    const asked = (subject: string) => compose(grounded('needs_proof', { language }, { subject }), undefined)!.answer;
    expect(asked('')).toMatch(looks);
    expect(asked('FD-10234')).not.toContain('FD- ');
  });
  test.each([
    ['en', 'orders 10234 and 10235', /If you mean an order: order numbers begin with FD-\.$/],
    ['en', 'FD-12', /begin with FD-\.$/],
    ['en', 'order #[PROOF_1]', /begin with FD-\.$/],
    ['de', 'Bestellungen 10234 und 10235', /Falls Sie eine Bestellung meinen: Bestellnummern beginnen mit FD-\.$/],
    ['en', 'it has 2 legs', /to reach a person\.$/],
    ['en', 'FD-10234 10:30', /to reach a person\.$/],
  ])('in %s, not understood: %s', (language, words, end) =>
    expect(compose(grounded('no_evidence', { next: 'clarify', language, question: text(words) }), undefined)?.answer).toMatch(end),
  );
  test.each([
    ['proof_failed', { said: 'proof_failed', handoff: false }, /2 attempts left/],
    ['proof_locked', { said: 'proof_locked', handoff: true }, /human/],
    ['proof_unavailable', { said: 'kept', keeps: true, handoff: true }, /kept your question/],
    ['acknowledge_media', { said: 'media', handoff: true }, /photo has arrived.*cannot/],
  ])('%s', (next, expected, words) => {
    const draft = compose(
      grounded('not_needed', { next, attemptsLeft: 2 }, {}, { open: [{ messageId: 'm1', kind: 'media', mediaKind: 'image' }] }),
      undefined,
    );
    expect(draft).toMatchObject({ ...expected, answerOk: false });
    expect(draft?.answer).toMatch(words);
  });
  test.each([
    ['en', /carrier and the tracking link, write "code".*"human"/],
    ['de', /schreiben Sie "Code".*"Mensch"/],
  ])('in %s, how more is proved, where there is more and somewhere to send a code', (language, words) => {
    const said = (order: OrderFacts, sendsCode: boolean) => compose(grounded('evidence', { language }, {}, { sendsCode }), order)?.answer;
    expect(said(withheld, true)).toMatch(words);
    expect([said(withheld, false), said(order, true)]).toEqual([expect.not.stringMatching(words), expect.not.stringMatching(words)]);
  });
  test.each(['code_sent', 'code_failed', 'code_refused', 'code_unavailable'])('%s, with the way to a person, in both languages', (next) => {
    for (const [language, person] of [
      ['en', '"human"'],
      ['de', '"Mensch"'],
    ]) {
      const draft = compose(grounded('not_needed', { next, language, attemptsLeft: 1 }), undefined);
      expect(draft).toMatchObject({ said: next, answerOk: false, asksProof: false, answer: expect.stringContaining(person!) });
    }
  });
  test.each([
    ['unavailable', 'answer', 'order_status', 'kept'],
    ['no_evidence', 'answer', 'store', 'no_evidence'],
    ['no_evidence', 'clarify', 'unknown', 'clarify'],
    ['not_needed', 'answer', 'greeting', 'greeting'],
    ['not_needed', 'answer', 'thanks', 'thanks'],
    ['not_needed', 'answer', 'off_domain', 'off_domain'],
  ])('%s, %s, %s: %s, and nothing is claimed', (outcome, next, intent, said) =>
    expect(compose(grounded(outcome, { next, intent }), undefined)).toMatchObject({ said, answerOk: false, citations: [] }),
  );
  test.each([
    ['en', /^For everybody's safety I check no proof.*write "human"/s],
    ['de', /^Zur Sicherheit prüfe ich.*"Mensch"/s],
  ])('in %s, that no proof is looked at any more, without asking for one', (language, words) => {
    const draft = compose(grounded('locked', { language }, { subject: 'FD-10234' }), undefined);
    expect(draft).toMatchObject({ said: 'proof_locked', asksProof: false, handoff: true, answerOk: false });
    expect(draft?.answer).toMatch(words);
  });
  test('what was not understood three times in a row is handed to a person, and says so', () => {
    const unclear = (clarified: number) =>
      compose(grounded('no_evidence', { next: 'clarify', intent: 'unknown' }, {}, { clarified }), undefined);
    expect(unclear(1)).toMatchObject({ said: 'clarify' });
    const again = unclear(2);
    expect(again).toMatchObject({ said: 'not_understood', handoff: true, handoffReason: 'LOW_CONFIDENCE', answerOk: false });
    expect(again?.answer).toMatch(/passing you to a colleague/);
  });
  test('nothing for a handoff, which words itself', () =>
    expect(compose(grounded('evidence', { next: 'handoff' }), order)).toBeUndefined());
  test('evidence that holds neither order nor citation states nothing', () =>
    expect(compose(grounded('evidence'), undefined)).toMatchObject({ said: 'no_evidence', answerOk: false }));
});

describe('what leaves', () => {
  test('every canned answer fits its schema and its links the list, in both languages', () => {
    const everyDraft = ['en', 'de'].flatMap((language) => [
      compose(grounded('evidence', { language }), order),
      ...['address_change', 'refund'].map((intent) => compose(grounded('evidence', { language, intent }, passage), undefined)),
      compose(grounded('no_evidence', { language, intent: 'other' }), undefined),
      compose(grounded('needs_proof', { language }, { subject: 'FD-10234' }), undefined),
      compose(grounded('locked', { language }), undefined),
      compose(grounded('evidence', { language }, {}, { sendsCode: true }), withheld),
      ...['code_sent', 'code_failed', 'code_refused', 'code_unavailable'].map((next) =>
        compose(grounded('not_needed', { language, next }), undefined),
      ),
      ...['proof_failed', 'proof_locked', 'proof_unavailable', 'acknowledge_media', 'clarify'].map((next) =>
        compose(grounded('not_needed', { language, next }), undefined),
      ),
      ...['greeting', 'thanks', 'off_domain'].map((intent) => compose(grounded('not_needed', { language, intent }), undefined)),
    ]);
    for (const draft of everyDraft) {
      const reply = {
        intent: 'unknown',
        answer: draft!.answer,
        citations: draft!.citations.map(({ url }) => url),
        handoff: draft!.handoff,
        confidence: 1,
      };
      expect(check(reply, hosts)).toEqual([
        { name: 'reply_schema', passed: true, detail: '' },
        { name: 'links', passed: true, detail: '' },
      ]);
    }
  });
  test.each([
    ['an answer that is too long', { answer: 'x'.repeat(901) }, 'answer'],
    ['no answer', { answer: '' }, 'answer'],
    ['six citations', { citations: Array(6).fill('https://harbourandpine.example/') }, 'citations'],
    ['an intent of its own', { intent: 'poem' }, 'intent'],
    ['a confidence above one', { confidence: 1.1 }, 'confidence'],
  ])('%s does not', (_what, wrong, detail) => {
    const reply = { intent: 'status', answer: 'fine', citations: [], handoff: false, confidence: 0.5, ...wrong };
    expect(check(reply, hosts)[0]).toEqual({ name: 'reply_schema', passed: false, detail });
  });
  test('nor a link to another host', () => {
    const reply = { intent: 'status', answer: 'see https://evil.example/', citations: [], handoff: false, confidence: 0.5 };
    expect(check(reply, hosts)[1]).toEqual({ name: 'links', passed: false, detail: 'URL_NOT_ALLOWED' });
  });
});

describe('an address that shall be another', () => {
  const processing: OrderFacts = { number: 'FD-20417', status: 'processing' };
  const said = (changeState: string, language = 'en', overrides: Parameters<typeof turn>[0] = {}) =>
    compose(
      grounded(
        'evidence',
        { intent: 'address_change', language },
        { changeState, subject: 'FD-20417', ...(changeState.startsWith('needs') ? passage : {}) },
        overrides,
      ),
      changeState.startsWith('needs') ? undefined : processing,
      ['Am Kai 3', '20457 Hamburg'],
    )!;

  test('is said back, and a plain yes asked for', () => {
    expect(said('proposed')).toMatchObject({ said: 'asked_for_yes', asksYes: true, answerOk: false, handoff: false });
    expect(said('proposed').answer).toMatch(/FD-20417\?\nNew address: Am Kai 3, 20457 Hamburg\n\n.*just "yes"/);
    expect(said('proposed', 'de').answer).toMatch(/FD-20417 ändern\?\nNeue Adresse: Am Kai 3, 20457 Hamburg\n\n.*nur mit "Ja"/);
  });

  test('is to be written down in a form that is read', () =>
    expect(['en', 'de'].map((language) => said('address_wanted', language).answer)).toEqual([
      expect.stringContaining('begins with "New address:"'),
      expect.stringContaining('mit "Neue Adresse:" beginnt'),
    ]));

  test('comes too late once the order has left, and a person is offered', () =>
    expect(said('too_late')).toMatchObject({ said: 'change_too_late', handoff: true, answer: expect.stringMatching(/"human"/) }));

  test('is a person’s, or with a code the customer’s own, where less is proved; the rule is told', () => {
    const answers = [{ sendsCode: true }, {}].map((overrides) => said('needs_link', 'en', overrides).answer);
    expect(answers).toEqual([
      expect.stringMatching(/^Our page.*write "code".*"New address:".*"human"/s),
      expect.stringMatching(/^Our page(?!.*code).*"human"/s),
    ]);
  });

  test('needs a proof first, which the rule is told with; a person is offered', () => {
    const [en, de] = [said('needs_proof'), said('needs_proof', 'de')];
    expect([en.asksProof, de.asksProof, en.handoff]).toEqual([true, true, true]);
    expect([en.answer, de.answer]).toEqual([
      expect.stringMatching(/^Our page.*order number FD-20417 and either.*"human"/s),
      expect.stringMatching(/Bestellnummer FD-20417 und dazu.*"Mensch"/s),
    ]);
  });

  test('asks for no proof where another matter of theirs comes next', () => {
    const routed = { intent: 'address_change', later: text('where is it?') };
    const draft = compose(grounded('evidence', routed, { changeState: 'needs_proof', ...passage }), undefined);
    expect(draft).toMatchObject({ asksProof: false, answer: expect.stringMatching(/want an address changed, write "human"/) });
  });

  test('in whatever language what is said of it is a reply that may be sent', () => {
    const drafts = ['proposed', 'address_wanted', 'too_late', 'needs_proof', 'needs_link'].flatMap((state) =>
      ['en', 'de'].map((language) => said(state, language)),
    );
    const replies = drafts.map(({ answer, handoff }) => ({ intent: 'unknown', answer, citations: [], handoff, confidence: 1 }));
    expect(replies.flatMap((reply) => check(reply, hosts)).every(({ passed }) => passed)).toBe(true);
  });
});
