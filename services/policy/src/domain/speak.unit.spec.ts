import { describe, expect, test } from '@jest/globals';
import { create } from '@bufbuild/protobuf';
import { ContactSchema } from '@frontdesk/contracts';
import { testTime as now, text } from '@frontdesk/testing';
import { Draft } from './draft.ts';
import type { Verdict } from './gate.ts';
import { accepted, agentWrote, conversation, hour, only, opened, second, surroundings, wrote } from './harness.spec.ts';
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
