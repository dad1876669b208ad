import { describe, expect, test } from '@jest/globals';
import { violations } from './checks.ts';
import type { Evidence, Fact, Send } from './evidence.ts';

const send = (dispatchSeq: number, firstAt: number, more: Partial<Send> = {}): Send => ({
  sendId: `s${dispatchSeq}`,
  conversationId: 'c',
  dispatchSeq,
  subjectId: `r${dispatchSeq}`,
  speaker: 'bot',
  epoch: 1,
  state: 'accepted',
  chunks: 1,
  timesUnknown: 0,
  bubbles: 1,
  firstAt,
  type: 'text',
  text: 'hello',
  phones: ['+1'],
  ...more,
});
const found = (sends: readonly Send[], more: Partial<Evidence> = {}) =>
  violations({
    written: [],
    lines: [],
    facts: [],
    states: new Map(),
    sends,
    bubbles: sends.length,
    unknownBubbles: [],
    verdicts: sends.map(({ sendId }) => ({ sendId, verdict: 'ALLOW' })),
    takeovers: [],
    calls: [],
    deadLetters: [],
    unaudited: [],
    changes: [],
    shopChanges: [],
    unpublished: 0,
    openWork: 0,
    lag: 0,
    ...more,
    ...(more.facts ? { facts: numbered(more.facts) } : {}),
  } satisfies Evidence);
const fact = (type: string, data: object, at = 1): Fact => ({ type, conversationId: 'c', at, data: { ...data } });
/** In policy's commit order. */
const numbered = (facts: readonly Fact[]): Fact[] => {
  let seq = 0;
  return facts.map((one) => (one.type.startsWith('Message') ? one : { ...one, data: { ...one.data, seq: (seq += 1) } }));
};

describe('the order in which a customer was shown what was dispatched', () => {
  test('is the order of dispatch', () => {
    expect(found([send(1, 1), send(2, 2), send(3, 3)])).toEqual([]);
    expect(found([send(1, 1), send(2, 3), send(3, 2)])).toEqual([
      expect.stringContaining('3 (bot, epoch 1, accepted) before 2 (bot, epoch 1, accepted)'),
    ]);
  });
  // embedded, seed 103: a notice went past what the bot had to say behind a send of which nobody knew
  test('lets notices past what the bot has to say behind an unknown send of its epoch', () =>
    expect(found([send(1, 4, { timesUnknown: 1 }), send(2, 2), send(3, 1, { speaker: 'notice' })])).toEqual([]));
  test('lets no bot past the bot, nothing of a newer epoch past an older one, and nothing past a person', () => {
    const unknown = send(1, 4, { timesUnknown: 1 });
    expect(found([unknown, send(2, 2), send(3, 1)])).toHaveLength(1);
    expect(found([unknown, send(2, 2), send(3, 1, { speaker: 'agent', epoch: 2 })])).toHaveLength(1);
    expect(found([unknown, send(2, 2, { speaker: 'agent' }), send(3, 1, { speaker: 'notice' })])).toHaveLength(1);
  });
});

describe('what a customer wrote', () => {
  const received = fact('MessageReceived', { messageId: 'm1' });
  const admitted = fact('MessageAdmitted', { messageId: 'm1' });
  const answered = (by: string) => fact('TurnAnswered', { answered: ['m1'], by });
  const toPeople = fact('OwnerChanged', { to: 'queue', epoch: 2 }, 2);

  test('is judged', () => {
    expect(found([send(1, 1)], { facts: [received] })).toEqual(['m1 was received and never judged']);
    expect(found([send(1, 1)], { facts: [received, admitted, answered('r1')] })).toEqual([]);
  });

  test('is named as answered, also if people took the conversation later', () => {
    const lost = ['m1 of c was admitted and is neither answered, held nor with a person'];
    const backAgain = { facts: [admitted, toPeople], states: new Map([['c', { owner: 'bot', held: [] }]]) };
    expect(found([send(1, 1)], backAgain)).toEqual(lost);
    expect(found([send(1, 1)], { ...backAgain, facts: [admitted, answered('ticket-1'), toPeople] })).toEqual([]);
    const held = [
      fact('QuestionHeld', { heldId: 'h1', question: { messageId: 'm1' } }),
      fact('QuestionReleased', { heldId: 'h1', reason: 'handed_over' }),
    ];
    expect(found([send(1, 1)], { ...backAgain, facts: [admitted, ...held, toPeople] })).toEqual([]);
  });

  test('is answered again for each time that its question was kept', () => {
    const held = fact('QuestionHeld', { heldId: 'h1', question: { messageId: 'm1' } });
    const facts = [admitted, answered('r1'), held, fact('QuestionReleased', { heldId: 'h1', reason: 'taken_up' }), answered('r2')];
    expect(found([send(1, 1), send(2, 2)], { facts })).toEqual([]);
    expect(found([send(1, 1), send(2, 2)], { facts: [...facts, answered('r3')] })).toEqual(['m1 is named as answered 3 times']);
  });

  test('is not answered by a send that failed', () => {
    const failed = send(1, 0, { state: 'failed', bubbles: 0, phones: [] });
    expect(found([failed, send(2, 1)], { facts: [admitted, answered('r1')] })).toHaveLength(1);
    expect(found([failed, send(2, 1)], { facts: [admitted, answered('r1'), toPeople] })).toEqual([]);
  });

  test('is answered by one reply, also where that was said twice: it had failed, and arrived after all', () => {
    const twice = (by: string, ...more: Fact[]) =>
      found([send(1, 1), send(2, 2)], { facts: [admitted, answered('r1'), admitted, answered(by), ...more] });
    const arrived = fact('SendArrived', { sendId: 's1', subjectId: 'r1' });
    const problem = ['m1 is named as answered 2 times'];
    expect([twice('r1', arrived), twice('r1'), twice('r2', arrived), twice('r2')]).toEqual([[], problem, problem, problem]);
  });
});

describe('what is shown', () => {
  const line = (id: string, conversationId: string, tag: string) => ({
    id,
    conversationId,
    sender: 'customer',
    body: `hi ${tag}`,
    kind: 'text',
    media: null,
  });
  const two = {
    written: [
      { tag: '(kbk)', phone: '+1' },
      { tag: '(kck)', phone: '+2' },
    ],
    lines: [line('l1', 'c', '(kbk)'), line('l2', 'd', '(kck)')],
  };

  test('is shown to whom it is for', () => {
    expect(found([send(1, 1)], two)).toEqual([]);
    expect(found([send(1, 1, { phones: ['+2'] })], two)).toEqual(['s1 was shown to +2, who is somebody else']);
  });

  test('answers one conversation of one person', () => {
    const again = { written: [...two.written, { tag: '(kdk)', phone: '+1' }], lines: [...two.lines, line('l3', 'e', '(kdk)')] };
    expect(found([send(1, 1)], again)).toEqual(['what +1 wrote is in 2 conversations']);
    const mixed = { written: [...two.written, { tag: '(kdk)', phone: '+2' }], lines: [...two.lines, line('l3', 'c', '(kdk)')] };
    expect(found([send(1, 1)], mixed)).toEqual(expect.arrayContaining(['c has what 2 people wrote']));
  });

  test('is what stands in the transcript, redacted parts aside, and a file where one stands there', () => {
    const said = (body: string, media: string | null = null) => ({
      lines: [{ id: 's1', conversationId: 'c', sender: 'agent:ana', body, kind: media ? 'media' : 'text', media }],
    });
    expect(found([send(1, 1)], said('h[NAME_1]o'))).toEqual([]);
    expect(found([send(1, 1)], said('bye'))).toEqual(['s1 was shown as "hello" and stands in the transcript as "bye"']);
    expect(found([send(1, 1, { type: 'image' })], said('hello', 'image'))).toEqual([]);
    expect(found([send(1, 1)], said('hello', 'image'))).toEqual(['s1 was shown as text and stands in the transcript as image']);
  });

  test('is shown twice at most where nobody knew what became of it', () => {
    expect(found([send(1, 1, { timesUnknown: 1, bubbles: 2 })])).toEqual([]);
    expect(found([send(1, 1, { timesUnknown: 1, bubbles: 3 })])).toHaveLength(1);
  });
});

describe('what was changed in the shop', () => {
  const agreed = fact('OrderChangeAgreed', { changeId: 'c1' });
  const asked = (...statuses: number[]) => statuses.map((status) => ({ key: 'c1', status, asked: 1 }));
  const change = { changeId: 'c1', conversationId: 'c', epoch: 1 };
  const of = (state: string, shopChanges: Evidence['shopChanges']) =>
    found([send(1, 1)], { facts: [agreed], changes: [{ ...change, state }], shopChanges });

  test('is what gateway says: made once, or not at all; of what is unconfirmed nobody knows', () => {
    expect([of('made', asked(200)), of('too_late', asked(409)), of('cancelled', [])]).toEqual([[], [], []]);
    expect([of('unconfirmed', asked(200)), of('unconfirmed', [])]).toEqual([[], []]);
    expect(of('made', [])).toEqual(['change c1 is made and was made 0 times']);
    expect(of('made', asked(200, 200))).toEqual(['change c1 is made and was made 2 times']);
    expect(of('cancelled', asked(200))).toEqual(['change c1 is cancelled and was made 1 times']);
  });

  test('was agreed to', () => {
    expect(found([send(1, 1)], { shopChanges: asked(409) })).toEqual(['the shop was asked for c1, which nobody agreed to']);
  });

  test('is not asked for once a person has taken over', () => {
    const done = fact('TakeoverDone', { ticketId: 't', epoch: 2, unknown: [] });
    const taken = (askedBefore: number) =>
      found([send(1, 1)], {
        facts: [agreed, done],
        changes: [{ ...change, state: 'made' }],
        shopChanges: [{ key: 'c1', status: 200, asked: 2 }],
        takeovers: [{ conversationId: 'c', ticketId: 't', calls: 9, asked: new Map([['c1', askedBefore]]) }],
      });
    expect([taken(2), taken(1)]).toEqual([[], ['the shop was asked for c1 after t was taken over']]);
  });
});
