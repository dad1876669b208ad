import { describe, expect, test } from '@jest/globals';
import { create } from '@bufbuild/protobuf';
import { ContactSchema } from '@frontdesk/contracts';
import { testTime as now, text } from '@frontdesk/testing';
import { Draft } from './draft.ts';
import type { Verdict } from './gate.ts';
import {
  accepted,
  agentWrote,
  conversation,
  delivered,
  hour,
  minute,
  only,
  opened,
  replied,
  second,
  surroundings,
  wrote,
} from './harness.spec.ts';
import { record } from './speak.ts';
import { initial } from './state.ts';

const state = { ...initial, contact: create(ContactSchema, { contactId: 'contact-1', numberId: 'number-1' }), lastInboundAt: now };
const proposal = {
  subjectId: 's1',
  subjectType: 'ReplyProposed',
  speaker: 'bot',
  author: 'response-builder',
  fence: state,
  answers: [],
  text: text('Hello.'),
  purpose: 'answer',
} as const;
const recorded = (verdict: Verdict) => {
  const draft = new Draft(state, { ...surroundings(), now, id: (label) => label });
  record(draft, proposal, verdict);
  return only(draft.facts, 'VerdictGiven')[0]!;
};
const looked = (verdict: Verdict) => recorded(verdict).decision.guardrails;

describe('what the gate looked at', () => {
  const names = ['fence', 'switches', 'content', 'consent', 'template', 'window'];
  const passed = names.map((name) => ({ name, passed: true, detail: '' }));

  test.each([
    ['fence', 'UNKNOWN_CONTACT STALE_EPOCH STALE_TURN ANSWERS_NOTHING CASE_CLOSED ALREADY_WITH_PEOPLE NOTHING_TO_RESOLVE'],
    ['switches', 'OUTBOUND_FROZEN BOT_OFF'],
    ['content', 'EMPTY TOO_LONG URL_NOT_ALLOWED'],
    ['consent', 'OPTED_OUT NO_OPT_IN'],
    ['template', 'TEMPLATES_RESTRICTED NO_TEMPLATE TEMPLATE_NOT_APPROVED TEMPLATE_QUALITY_RED TEMPLATE_COMPONENTS TEMPLATE_VARIABLES'],
    ['window', 'WINDOW_CLOSED'],
  ])('up to %s, where that refused: %s', (name, reasons) => {
    for (const reason of reasons.split(' ')) {
      const before = passed.slice(0, names.indexOf(name));
      expect(looked({ verdict: 'REFUSE', reason })).toEqual([...before, { name, passed: false, detail: reason }]);
    }
  });

  test('all of it, where nothing did', () => {
    expect(looked({ verdict: 'ALLOW', reason: '' })).toEqual(passed);
    expect(looked({ verdict: 'HOLD', reason: 'SHOP_AWAY', until: now })).toEqual(passed);
    expect(looked({ verdict: 'HOLD', reason: 'WINDOW_CLOSED', until: 0 })?.at(-1)).toMatchObject({ passed: false });
    expect(looked({ verdict: 'USE_TEMPLATE', reason: 'WINDOW_CLOSED', template: surroundings().templates[0]! })).toEqual(passed);
  });

  test('and with what', () =>
    expect(recorded({ verdict: 'ALLOW', reason: '' }).data.inputs).toMatchObject({
      lastInboundAt: now,
      windowEndsAt: now + 24 * hour,
      now,
    }));
});

test('a template goes out with what a person filled in', () => {
  const template = {
    $typeName: 'frontdesk.v1.TemplateContent' as const,
    name: 'by_name',
    language: 'en_US',
    variables: [text('Robin')],
    names: [],
  };
  const withAna = [wrote('m1', 'human'), opened({ epoch: 0, turn: 1 }), accepted({ epoch: 1, turn: 1 })] as const;
  const { facts } = conversation().when(...withAna, agentWrote({ epoch: 2, turn: 1 }, 4 * second, { text: undefined, template }));
  expect(only(facts, 'MessageDispatched')[0]?.data.template).toMatchObject({
    name: 'by_name',
    language: 'en_US',
    variables: [{ redacted: 'Robin' }],
    names: ['first_name'],
  });
});

describe('what is sent says', () => {
  const asked = wrote('m1', 'human');
  const withAna = [asked, opened({ epoch: 0, turn: 1 }), accepted({ epoch: 1, turn: 1 })] as const;
  const sent = (...messages: Parameters<ReturnType<typeof conversation>['when']>) =>
    only(conversation().when(...messages).facts, 'MessageDispatched').at(-1)!.data;

  test('for whom somebody is typing: nobody is, for a notice', () => {
    expect(sent(asked, replied({ epoch: 0, turn: 1 }, ['m1'])).typingFor).toBe('m1');
    expect(sent(...withAna).typingFor).toBe('');
    expect(sent(...withAna, agentWrote({ epoch: 2, turn: 1 })).typingFor).toBe('m1');
  });

  test('whether it introduces and whether it is a "one moment"', () => {
    expect(sent(asked, replied({ epoch: 0, turn: 1 }, ['m1']))).toMatchObject({ introduces: true, holding: false });
    expect(sent(...withAna, agentWrote({ epoch: 2, turn: 1 }))).toMatchObject({ introduces: false, holding: false });
    expect(sent(...withAna, agentWrote({ epoch: 2, turn: 1 }, 4 * second, { holding: true })).holding).toBe(true);
  });
});

test('a reply that answered nothing moves no case on', () => {
  const state = (answerOk: boolean) =>
    conversation().when(wrote('m1', '?'), replied({ epoch: 0, turn: 1 }, ['m1'], second, { authed: true, answerOk })).state.state;
  expect([state(false), state(true)]).toEqual(['authenticated', 'automated']);
});

test('what Meta lets out later is not asked again where people have the thread by then', () => {
  const answered = [wrote('m1', 'hi'), replied({ epoch: 0, turn: 1 }, ['m1'])] as const;
  const { sendId } = only(conversation().when(...answered).facts, 'MessageDispatched')[0]!.data;
  const held = delivered('SendFailed', { sendId, final: true, code: 131048, action: 'hold', retryAt: now + hour }, minute);
  expect(only(conversation().when(...answered, held).facts, 'QuestionHeld')).toHaveLength(1);
  conversation()
    .when(...answered, opened({ epoch: 0, turn: 1 }), held)
    .then([]);
});
