import { describe, expect, test } from '@jest/globals';
import { create } from '@bufbuild/protobuf';
import { ContactSchema, OpenMessageSchema } from '@frontdesk/contracts';
import { testTime as now, text } from '@frontdesk/testing';
import { judge } from './gate.ts';
import type { Proposal } from './gate.ts';
import { hour, minute, second, surroundings, templates } from './harness.spec.ts';
import { initial } from './state.ts';
import type { Sent, State } from './state.ts';

const open = (messageId: string, admittedAt = now) => ({
  message: create(OpenMessageSchema, { messageId, kind: 'text' }),
  admittedAt,
  attempt: 0,
  giveUpAt: 0,
});
const state = (changes: Partial<State> = {}): State => ({
  ...initial,
  contact: create(ContactSchema, { contactId: 'contact-1', numberId: 'number-1' }),
  case: 1,
  epoch: 4,
  turn: 7,
  lastInboundAt: now,
  open: [open('m1')],
  ...changes,
});
const proposal = (changes: Partial<Proposal> = {}): Proposal => ({
  subjectId: 's1',
  subjectType: 'ReplyProposed',
  speaker: 'bot',
  author: 'response-builder',
  fence: { case: 1, epoch: 4, turn: 7 },
  answers: ['m1'],
  text: text('Hello.'),
  purpose: 'answer',
  ...changes,
});
const verdict = (asked: Partial<Proposal> = {}, of: Partial<State> = {}, at = now, switches = { botOn: true, outboundOn: true }) => {
  const given = judge(proposal(asked), state(of), switches, { ...surroundings(), now: at, id: (label) => label });
  return given.reason ? `${given.verdict} ${given.reason}` : given.verdict;
};
const agent = { speaker: 'agent', answers: [] } as const;
const notice = { speaker: 'notice', answers: [] } as const;
const template = (name: string) => ({
  $typeName: 'frontdesk.v1.TemplateContent' as const,
  name,
  language: 'en_US',
  variables: [],
  names: [],
});

describe('the fence', () => {
  test('a bot reply needs epoch and turn', () => expect(verdict()).toBe('ALLOW'));
  test.each([
    ['epoch', { epoch: 3 }, 'STALE_EPOCH'],
    ['case', { case: 0 }, 'STALE_EPOCH'],
    ['turn', { turn: 6 }, 'STALE_TURN'],
  ])('an older %s is refused', (_name, older, reason) =>
    expect(verdict({ fence: { case: 1, epoch: 4, turn: 7, ...older } })).toBe(`REFUSE ${reason}`),
  );
  test('no fence is no permission', () => expect(verdict({ fence: undefined })).toBe('REFUSE STALE_EPOCH'));
  test.each([agent, notice])('%j needs the epoch alone', (speaker) => {
    expect(verdict({ ...speaker, fence: { case: 1, epoch: 4, turn: 1 } })).toBe('ALLOW');
    expect(verdict({ ...speaker, fence: { case: 1, epoch: 3, turn: 7 } })).toBe('REFUSE STALE_EPOCH');
  });
  test('a reply that names a closed message is stale, whatever else', () =>
    expect(verdict({ answers: ['m0', 'm1'] }, { superseded: 9 })).toBe('REFUSE STALE_TURN'));
  test('a reply that names nothing answers nothing', () => expect(verdict({ answers: [] })).toBe('REFUSE ANSWERS_NOTHING'));
  test('after three superseded replies a late one goes out', () => {
    const late = { fence: { case: 1, epoch: 4, turn: 6 } };
    expect([2, 3].map((superseded) => verdict(late, { superseded }))).toEqual(['REFUSE STALE_TURN', 'ALLOW']);
  });
  test('20 s after the oldest open message a late one goes out, but not under an older epoch', () => {
    const of = { open: [open('m1', now - 20 * second), open('m2', now)] };
    expect(verdict({ fence: { case: 1, epoch: 4, turn: 6 } }, of)).toBe('ALLOW');
    expect(verdict({ fence: { case: 1, epoch: 4, turn: 6 } }, of, now - 1)).toBe('REFUSE STALE_TURN');
    expect(verdict({ fence: { case: 1, epoch: 3, turn: 7 } }, of)).toBe('REFUSE STALE_EPOCH');
  });
  test('the bot says nothing in a thread that is not its own', () =>
    expect(verdict({}, { owner: 'agent:ana' })).toBe('REFUSE STALE_EPOCH'));
  test.each([
    ['NOT_THE_OWNER', {}, { owner: 'queue' }],
    ['ALREADY_ANSWERED', { answers: ['m0'] }, {}],
    ['PROOF_VOIDED', {}, { voidedTurn: 7 }],
    ['SUPERSEDED', { fence: { case: 1, epoch: 4, turn: 6 } }, { voidedTurn: 5 }],
  ])('what is stale says why: %s', (why, asked, of) =>
    expect(judge(proposal(asked), state(of), { botOn: true, outboundOn: true }, { ...surroundings(), now, id: String })).toMatchObject({
      why,
    }),
  );
});

describe('the window, by Meta’s time', () => {
  const end = now + 24 * hour - minute;
  test('free text until a margin before the end, never after', () => {
    expect([end - 1, end, end + hour].map((at) => verdict(agent, {}, at))).toEqual([
      'ALLOW',
      'REFUSE WINDOW_CLOSED',
      'REFUSE WINDOW_CLOSED',
    ]);
  });
  test('a message without a time opened none', () => expect(verdict(agent, { lastInboundAt: 0 })).toBe('REFUSE WINDOW_CLOSED'));
  test('with an opt-in the template is offered, without it the other channel', () => {
    const outside = (of: Partial<State>) =>
      judge(proposal(agent), state(of), { botOn: true, outboundOn: true }, { ...surroundings(), now: end, id: String });
    expect(outside({ optedIn: true })).toMatchObject({ reason: 'WINDOW_CLOSED', offered: { id: 'conversation_update-en_US' } });
    expect(outside({ optedIn: true, locale: 'de' })).toMatchObject({ offered: { id: 'conversation_update-de' } });
    expect(outside({})).toMatchObject({ reason: 'WINDOW_CLOSED', otherChannel: 'email' });
    expect(outside({ optedIn: true, optedOut: true })).toMatchObject({ otherChannel: 'email' });
  });
  test('the bot’s answer is held', () => {
    expect([end - 1, end].map((at) => verdict({}, {}, at))).toEqual(['ALLOW', 'HOLD WINDOW_CLOSED']);
    expect(verdict({ holdUntil: end + hour }, {}, end)).toBe('HOLD WINDOW_CLOSED');
  });
  const sent = (changes: Partial<Sent>): Sent => ({
    sendId: 's0',
    speaker: 'notice',
    author: 'handoff',
    subjectId: 'ack-1',
    answers: [],
    asTemplate: true,
    windowFrom: now,
    ...changes,
  });
  describe('what somebody waits for is said by a template', () => {
    const awaited = { ...notice, awaited: true } as const;
    const given = (of: Partial<State>, more: Partial<Proposal> = {}, changes: Parameters<typeof surroundings>[0] = {}) =>
      judge(
        proposal({ ...awaited, ...more }),
        state(of),
        { botOn: true, outboundOn: true },
        { ...surroundings(changes), now: end, id: String },
      );
    test('in their language, with an opt-in', () => {
      expect(given({ optedIn: true })).toMatchObject({
        verdict: 'USE_TEMPLATE',
        reason: 'WINDOW_CLOSED',
        template: { id: 'conversation_update-en_US' },
      });
      expect(given({ optedIn: true, locale: 'de' })).toMatchObject({ template: { id: 'conversation_update-de' } });
      expect(verdict(awaited, { optedIn: true }, end - 1)).toBe('ALLOW');
    });
    test('once for what the customer wrote last, whoever sent it', () => {
      for (const speaker of ['notice', 'agent'])
        expect(given({ optedIn: true, sent: [sent({ speaker })] })).toMatchObject({ verdict: 'HOLD', why: 'ALREADY_TOLD' });
      for (const before of [sent({ asTemplate: false }), sent({ windowFrom: now - hour })])
        expect(given({ optedIn: true, sent: [before] })).toMatchObject({ verdict: 'USE_TEMPLATE' });
    });
    test('and is for whoever takes the thread where none may go, which says why', () => {
      const red = { restrictions: [{ scope: '*', restriction: 'NUMBER_FLAGGED', until: 0 }] };
      const held = { verdict: 'HOLD', reason: 'WINDOW_CLOSED', until: 0 };
      expect(given({})).toEqual({ ...held, why: 'NO_OPT_IN' });
      expect(given({ optedIn: true, optedOut: true })).toEqual({ ...held, why: 'OPTED_OUT' });
      expect(given({ optedIn: true }, {}, { templates: [] })).toEqual({ ...held, why: 'NO_TEMPLATE' });
      expect(given({ optedIn: true }, {}, red)).toEqual({ ...held, reason: 'TEMPLATES_RESTRICTED', why: 'NUMBER_FLAGGED' });
    });
    test('who speaks is nothing that somebody waits for', () =>
      expect(verdict(notice, { optedIn: true }, end)).toBe('REFUSE WINDOW_CLOSED'));
  });
  test('a rating request becomes a template with an opt-in', () => {
    expect(verdict({ ...notice, purpose: 'csat' }, { optedIn: true }, end)).toBe('USE_TEMPLATE WINDOW_CLOSED');
    expect(verdict({ ...notice, purpose: 'csat' }, {}, end)).toBe('REFUSE WINDOW_CLOSED');
    const rating = [proposal({ ...notice, purpose: 'csat' }), state({ optedIn: true }), { botOn: true, outboundOn: true }] as const;
    expect(judge(...rating, { ...surroundings(), now: end, id: String })).toMatchObject({ template: { id: 'csat_rating-en_US' } });
    // that there is news, which they were told before, is not the same
    expect(verdict({ ...notice, purpose: 'csat' }, { optedIn: true, sent: [sent({})] }, end)).toBe('USE_TEMPLATE WINDOW_CLOSED');
  });
  test('of what stands in for words, only a template that needs none is offered or sent', () => {
    const only = (...names: string[]) => ({ ...surroundings(), templates: templates.filter(({ name }) => names.includes(name)) });
    const outside = (asked: Partial<Proposal>, ...names: string[]) =>
      judge(proposal(asked), state({ optedIn: true }), { botOn: true, outboundOn: true }, { ...only(...names), now: end, id: String });
    expect(outside(agent, 'order_update', 'with_picture')).toEqual({ verdict: 'REFUSE', reason: 'WINDOW_CLOSED', otherChannel: 'email' });
    expect(outside({ ...notice, purpose: 'csat' }, 'order_update')).toMatchObject({ verdict: 'REFUSE', reason: 'WINDOW_CLOSED' });
    for (const value of ['', ' ', 'two\nlines', 'a\ttab', '\u200B', 'x'.repeat(1025)]) {
      const asked = { ...agent, text: undefined, template: { ...template('order_update'), variables: [text(value)] } };
      expect(outside(asked, 'order_update')).toEqual({ verdict: 'REFUSE', reason: 'TEMPLATE_VARIABLES' });
    }
  });
  test('a template needs an opt-in outside, not inside', () => {
    const asked = { ...agent, text: undefined, template: template('conversation_update') };
    expect([verdict(asked), verdict(asked, {}, end), verdict(asked, { optedIn: true }, end)]).toEqual([
      'USE_TEMPLATE',
      'REFUSE NO_OPT_IN',
      'USE_TEMPLATE',
    ]);
  });
});

describe('consent', () => {
  test('to what is about their request is none to marketing; what an earlier release asked for is one to everything', () => {
    const [offer, update] = ['season_offer', 'conversation_update'].map((name) => ({
      ...agent,
      text: undefined,
      template: template(name),
    }));
    const outside = (asked: Partial<Proposal>, optInCategory: string) => verdict(asked, { optedIn: true, optInCategory }, now + 25 * hour);
    expect([outside(offer!, 'utility'), outside(offer!, '')]).toEqual(['REFUSE NO_OPT_IN', 'REFUSE TEMPLATE_NOT_APPROVED']);
    expect([outside(update!, 'utility'), outside(update!, '')]).toEqual(['USE_TEMPLATE', 'USE_TEMPLATE']);
    expect([outside(update!, 'marketing'), outside({ ...agent }, 'utility')]).toEqual(['REFUSE NO_OPT_IN', 'REFUSE WINDOW_CLOSED']);
    const offered = (optInCategory: string) =>
      judge(
        proposal(agent),
        state({ optedIn: true, optInCategory }),
        { botOn: true, outboundOn: true },
        { ...surroundings(), now: now + 25 * hour, id: String },
      );
    expect([offered('utility'), offered('marketing')]).toMatchObject([
      { offered: { name: 'conversation_update' } },
      { otherChannel: 'email' },
    ]);
    expect(['utility', 'marketing'].map((category) => outside({ ...notice, awaited: true }, category))).toEqual([
      'USE_TEMPLATE WINDOW_CLOSED',
      'HOLD WINDOW_CLOSED',
    ]);
  });
  const out = { optedOut: true, optedIn: true };
  test('an opt-out never silences an answer', () =>
    expect([verdict({}, out), verdict(agent, out), verdict(notice, out)]).toEqual(['ALLOW', 'ALLOW', 'ALLOW']));
  test('it ends what the business starts', () => {
    expect(verdict({ ...notice, purpose: 'csat' }, out)).toBe('REFUSE OPTED_OUT');
    expect(verdict({ ...agent, template: template('conversation_update') }, out)).toBe('REFUSE OPTED_OUT');
  });
});

describe('switches', () => {
  test('outbound frozen stops everybody', () =>
    expect([{}, agent, notice].map((asked) => verdict(asked, {}, now, { botOn: true, outboundOn: false }))).toEqual(
      Array(3).fill('REFUSE OUTBOUND_FROZEN'),
    ));
  test('bot off stops the bot alone', () =>
    expect([{}, agent, notice].map((asked) => verdict(asked, {}, now, { botOn: false, outboundOn: true }))).toEqual([
      'REFUSE BOT_OFF',
      'ALLOW',
      'ALLOW',
    ]));
});

describe('content', () => {
  test('a link outside the list never leaves, a person’s neither, nor one in a variable', () => {
    expect([{}, agent].map((asked) => verdict({ ...asked, text: text('see https://evil.example') }))).toEqual([
      'REFUSE URL_NOT_ALLOWED',
      'REFUSE URL_NOT_ALLOWED',
    ]);
    expect(verdict({ ...agent, template: { ...template('order_update'), variables: [text('evil.com')], names: [] } })).toBe(
      'REFUSE URL_NOT_ALLOWED',
    );
    expect(verdict({ text: text('see https://shop.example/returns') })).toBe('ALLOW');
  });
  test('nor one that a value makes of the template’s own', () => {
    const tracking = (path: string) =>
      verdict({ ...agent, text: undefined, template: { ...template('tracking'), variables: [text(path), text('Robin')] } });
    expect(['/orders', '.pay', ':8443/orders', '@evil', '/go?to=//evil.zz'].map(tracking)).toEqual([
      'USE_TEMPLATE',
      ...Array(4).fill('REFUSE URL_NOT_ALLOWED'),
    ]);
  });
  test('nor one in a variable of a template whose own link is elsewhere, which is a lead’s to approve', () => {
    const templates = [{ ...surroundings().templates[0]!, name: 'partner', body: 'See https://partner.example, {{1}}', variables: 1 }];
    const partner = (value: string) => {
      const asked = { ...agent, text: undefined, template: { ...template('partner'), variables: [text(value)] } };
      return judge(proposal(asked), state(), { botOn: true, outboundOn: true }, { ...surroundings({ templates }), now, id: String });
    };
    expect(['Robin', 'evil.com'].map((value) => partner(value).verdict)).toEqual(['USE_TEMPLATE', 'REFUSE']);
  });
  test('too long, or nothing at all', () =>
    expect([verdict({ text: text('x'.repeat(20_481)) }), verdict({ text: text(' ') }), verdict({ text: undefined })]).toEqual([
      'REFUSE TOO_LONG',
      'REFUSE EMPTY',
      'REFUSE EMPTY',
    ]));
});

test('what is longer than one body of WhatsApp goes to gateway whole, the bot’s and a person’s', () =>
  expect([{}, agent].map((asked) => verdict({ ...asked, text: text('x'.repeat(20_480)) }))).toEqual(['ALLOW', 'ALLOW']));

test('nothing new to say is held', () => expect(verdict({ holdUntil: now + minute })).toBe('HOLD SHOP_AWAY'));
test('nobody to say it to', () => expect(verdict({}, { contact: undefined })).toBe('REFUSE UNKNOWN_CONTACT'));
