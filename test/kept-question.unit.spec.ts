import type { Data, Fact, Message } from '@frontdesk/contracts';
import { step } from '@frontdesk/decider';
import { message, testTime, text } from '@frontdesk/testing';
import { expect, test } from '@jest/globals';
import { loadExamples } from '../services/nlu-router/src/adapters/examples.ts';
import { train } from '../services/nlu-router/src/domain/classifier.ts';
import { route } from '../services/nlu-router/src/domain/route.ts';
import { policy } from '../services/policy/src/domain/policy.ts';
import type { Input } from '../services/policy/src/domain/policy.ts';
import { fromOrder, notNeeded } from '../services/rag-tools/src/domain/ground.ts';
import { plan } from '../services/rag-tools/src/domain/plan.ts';
import { compose } from '../services/response-builder/src/domain/compose.ts';
import { propose } from '../services/response-builder/src/domain/propose.ts';

// What a customer reads while the shop is away and when it is back: the decisions of the bot's chain, one after the other. Of the knowledge base the
// answer is the question itself, so that it shows which one was looked for.

const classify = train(loadExamples());
const contact = { contactId: 'contact-1', customerHash: 'customer-1', numberId: 'number-1' };
const order = { number: 'FD-10234', status: 'shipped', eta: '2026-03-12' } as const;
const identity = { level: 'order', subject: order.number, method: 'order_postcode', provedAt: testTime, expiresAt: testTime + 86_400_000 };

class Chat {
  now = testTime;
  shopIsAway = true;
  readonly read: string[] = [];
  #state = { ...policy.initial(), tier: 'retail' };
  #made = 0;

  writes(words: string): void {
    const written = { messageId: `m${this.#made}`, kind: 'text', text: text(words), sentAt: this.now, contact };
    for (const one of this.#decide(message('MessageReceived', written, { decidedAt: this.now }))) this.#answer(one);
  }

  shopIsBack(): void {
    this.shopIsAway = false;
    for (const { heldId, dueAt } of this.#state.held) {
      this.now = Math.max(this.now, dueAt);
      const due = message('HeldDue', { clockId: `held:${heldId}`, heldId }, { decidedAt: this.now });
      for (const one of this.#decide(due)) this.#answer(one);
    }
  }

  /** @returns what was admitted by it */
  #decide(input: Input): Message<'MessageAdmitted'>[] {
    this.#made += 1;
    const made = this.#made;
    const context = {
      now: this.now,
      id: (label: string) => `${label}-${made}`,
      switches: [],
      templates: [],
      restrictions: [],
      settings: { linkHosts: ['shop.example'], otherChannel: 'email', quietPeriodMs: 0 },
    };
    const { state, facts } = step(policy, this.#state, input, context);
    this.#state = state;
    for (const { type, data } of facts) if (type === 'MessageDispatched') this.read.push(data.text?.redacted ?? '');
    return facts.flatMap((one) => (one.type === 'MessageAdmitted' ? [message('MessageAdmitted', one.data, one.decision as never)] : []));
  }

  #answer({ data: { messageId, turn }, envelope }: Message<'MessageAdmitted'>): void {
    const about = { fence: envelope.fence!, decidedAt: this.now };
    const routed = message(
      'Routed',
      route(message('IdentityResolved', { messageId, outcome: 'none', turn: { ...turn!, identity } } as never, about), classify)
        .data as never,
      about,
    );
    const grounded = message('Grounded', this.#ground(routed).data as never, about);
    const isOrder = grounded.data.outcome === 'evidence' && grounded.data.evidence[0]?.kind === 'tool';
    const draft = compose(grounded.data, isOrder ? order : undefined)!;
    const made = { replyId: `reply-${this.#made}`, challengeId: 'c1', answer: text(draft.answer), summary: text(''), guardrails: [] };
    const reply: Fact<'ReplyProposed'> = propose(grounded, draft, { ...made, rung: 'canned' }, this.now);
    for (const next of this.#decide(message('ReplyProposed', reply.data as Data<'ReplyProposed'>, about))) this.#answer(next);
  }

  #ground(routed: Message<'Routed'>): Fact<'Grounded'> {
    const next = plan(routed.data, this.now);
    if (next.do === 'read_order') {
      const call = { tool: 'order_status', input: next.order, outcome: this.shopIsAway ? 'unavailable' : 'ok', latencyMs: 0 };
      return fromOrder(routed, call, this.shopIsAway ? undefined : text('sealed'));
    }
    if (next.do !== 'search') return notNeeded(routed);
    const found = notNeeded(routed);
    const citation = { documentId: 'd', documentVersion: '1', title: 'Help', url: 'https://shop.example/help', quote: next.query };
    return { ...found, data: { ...found.data, outcome: 'evidence', evidence: [{ kind: 'passage', source: 'd', citation }] } } as never;
  }
}

test.each([
  ['what are your opening hours?'],
  // joined with the kept one, this alone would be answered
  ['can I still change the address?'],
])('a question that was kept, and another after it, %s: each is answered for itself, and the kept one is not told of again', (another) => {
  const chat = new Chat();
  chat.writes('where is my order FD-10234?');
  chat.writes(another);
  expect(chat.read).toEqual([expect.stringContaining('I have kept your question'), expect.stringContaining(`"${another}"`)]);
  chat.shopIsBack();
  expect(chat.read.slice(2)).toEqual([expect.stringContaining('FD-10234 has been shipped')]);
});

test('who writes when the shop is back reads of the kept question first', () => {
  const chat = new Chat();
  chat.writes('where is my order FD-10234?');
  chat.shopIsAway = false;
  chat.writes('what are your opening hours?');
  expect(chat.read.slice(1)).toEqual([
    expect.stringContaining('FD-10234 has been shipped'),
    expect.stringContaining('"what are your opening hours?"'),
  ]);
});

test('what only asks after the kept question is answered with it', () => {
  const chat = new Chat();
  chat.writes('where is my order FD-10234?');
  chat.writes('hello? so where is it?');
  expect(chat.read).toEqual([expect.stringContaining('I have kept your question'), expect.stringContaining('I have kept your question')]);
  chat.shopIsBack();
  expect(chat.read.slice(2)).toEqual([expect.stringContaining('FD-10234 has been shipped')]);
});
