import { describe, expect, test } from '@jest/globals';
import { message, testTime, text } from '@frontdesk/testing';
import {
  accepted,
  agentWrote,
  asking,
  conversation,
  delivered,
  minute,
  only,
  opened,
  replied,
  second,
  templates,
  wrote,
} from './harness.spec.ts';

// What Meta forbids, and what a customer told Meta, as the gate keeps to it.

const restricted = (restriction: string, until = 0) => ({ restrictions: [{ scope: '*', restriction, until }] });
const content = (name: string) => ({
  $typeName: 'frontdesk.v1.TemplateContent' as const,
  name,
  language: 'en_US',
  variables: [],
  names: [],
});
const withAna = [
  wrote('m1', 'human'),
  opened({ epoch: 0, turn: 1 }, second, asking),
  wrote('m2', 'yes', 2 * second),
  accepted({ epoch: 1, turn: 1 }),
] as const;
const anaSends = (name: string) => agentWrote({ epoch: 2, turn: 1 }, 4 * second, { text: undefined, template: content(name) });
const verdictOf = (facts: Parameters<typeof only>[0]) => {
  const last = only(facts, 'VerdictGiven').at(-1)!;
  return [last.data.verdict, last.data.reason, ...(last.decision.reasons ?? []).slice(1)].filter((part) => part !== '').join(' ');
};

describe('a restricted account', () => {
  test.each(['RESTRICTED_BIZ_INITIATED_MESSAGING', 'RESTRICTED_UTILITY_TEMPLATES'])(
    '%s: no template, free text as before',
    (restriction) => {
      expect(verdictOf(conversation(restricted(restriction)).when(...withAna, anaSends('conversation_update')).facts)).toBe(
        `REFUSE TEMPLATES_RESTRICTED ${restriction}`,
      );
      expect(verdictOf(conversation(restricted(restriction)).when(...withAna, agentWrote({ epoch: 2, turn: 1 })).facts)).toBe('ALLOW');
    },
  );
  test('none is offered either', () => {
    const late = agentWrote({ epoch: 2, turn: 1 }, 25 * 60 * minute);
    const verdict = (changes = {}) => only(conversation(changes).when(...withAna, late).facts, 'VerdictGiven').at(-1)!.data;
    expect([verdict().templateId, verdict(restricted('RESTRICTED_BIZ_INITIATED_MESSAGING')).templateId]).toEqual([
      'conversation_update-en_US',
      '',
    ]);
  });
  test.each(['BANNED', 'RESTRICTED_CUSTOMER_INITIATED_MESSAGING'])('%s: nothing goes out, and the verdict says why', (restriction) =>
    expect(verdictOf(conversation(restricted(restriction)).when(wrote('m1', 'hi'), replied({ epoch: 0, turn: 1 }, ['m1'])).facts)).toBe(
      `REFUSE OUTBOUND_FROZEN ${restriction}`,
    ),
  );
  test('its time over, all is as before', () =>
    expect(
      verdictOf(
        conversation(restricted('RESTRICTED_BIZ_INITIATED_MESSAGING', testTime + second)).when(...withAna, anaSends('conversation_update'))
          .facts,
      ),
    ).toBe('USE_TEMPLATE'));
  test('a flagged number: no template that no person asked for', () => {
    const failed = (changes = {}) => {
      const said = [...withAna, agentWrote({ epoch: 2, turn: 1 })] as const;
      const { sendId } = only(conversation(changes).when(...said).facts, 'MessageDispatched').at(-1)!.data;
      return conversation(changes).when(...said, delivered('SendFailed', { sendId, final: true, code: 131047 }, minute)).facts;
    };
    expect(only(failed(), 'MessageDispatched')).toHaveLength(1);
    for (const low of ['NUMBER_FLAGGED', 'NUMBER_QUALITY_RED']) {
      expect(only(failed(restricted(low)), 'MessageDispatched')).toEqual([]);
      expect(verdictOf(failed(restricted(low)))).toBe(`REFUSE TEMPLATES_RESTRICTED ${low}`);
      expect(verdictOf(conversation(restricted(low)).when(...withAna, anaSends('conversation_update')).facts)).toBe('USE_TEMPLATE');
    }
  });
});

describe('a template whose quality is red', () => {
  const rated = (quality: string) => ({ templates: templates.map((one) => (one.language === 'en_US' ? { ...one, quality } : one)) });
  test.each(['GREEN', 'YELLOW', 'UNKNOWN', ''])('%s is used', (quality) =>
    expect(verdictOf(conversation(rated(quality)).when(...withAna, anaSends('conversation_update')).facts)).toBe('USE_TEMPLATE'),
  );
  test('is not sent, whoever asks, is offered to nobody, and the verdict says why', () => {
    expect(verdictOf(conversation(rated('RED')).when(...withAna, anaSends('conversation_update')).facts)).toBe(
      'REFUSE TEMPLATE_QUALITY_RED',
    );
    const late = agentWrote({ epoch: 2, turn: 1 }, 25 * 60 * minute);
    const { templateId, otherChannel } = only(conversation(rated('RED')).when(...withAna, late).facts, 'VerdictGiven').at(-1)!.data;
    expect([templateId, otherChannel]).toEqual(['', 'email']);
  });
});

describe('the customer’s own switch for marketing', () => {
  const told = (value: string, after: number) =>
    message('PreferenceReceived', { category: 'marketing', value, at: testTime + after }, { decidedAt: testTime + minute });
  const stop = told('stop', 5 * second);
  const ofMarketing = { templates: [...templates, { ...templates[0]!, id: 'sale', name: 'sale', category: 'MARKETING' }] };

  test('stops marketing alone: utility templates and answers go on', () => {
    conversation()
      .when(...withAna, stop)
      .then([{ type: 'ConsentChanged', data: { basis: 'opted_out', category: 'marketing', source: 'user_preferences' } }]);
    expect(verdictOf(conversation(ofMarketing).when(...withAna, stop, anaSends('sale')).facts)).toBe('REFUSE OPTED_OUT MARKETING');
    expect(verdictOf(conversation(ofMarketing).when(...withAna, stop, anaSends('conversation_update')).facts)).toBe('USE_TEMPLATE');
    expect(verdictOf(conversation(ofMarketing).when(...withAna, stop, agentWrote({ epoch: 2, turn: 1 })).facts)).toBe('ALLOW');
  });
  test('resumes; an older word, or the same again, changes nothing', () => {
    conversation()
      .when(stop, told('resume', 6 * second))
      .then([{ type: 'ConsentChanged', data: { basis: 'opted_back_in', category: 'marketing' } }]);
    conversation()
      .when(stop, told('resume', 4 * second))
      .then([]);
    conversation()
      .when(stop, told('stop', 9 * second))
      .then([]);
  });
  test('outlives the case', () => {
    const { state } = conversation().when(stop, wrote('m1', 'hi', 10 * second));
    expect([state.marketing.optedOut, state.optedOut, state.case]).toEqual([true, false, 1]);
  });
  test('131050 says the same', () => {
    const answered = [wrote('m1', 'hi'), replied({ epoch: 0, turn: 1 }, ['m1'])] as const;
    const { sendId } = only(conversation().when(...answered).facts, 'MessageDispatched').at(-1)!.data;
    conversation()
      .when(...answered, delivered('SendFailed', { sendId, final: true, code: 131050 }))
      .then([
        { type: 'ConsentChanged', data: { basis: 'opted_out', category: 'marketing', source: 'template_error', messageId: sendId } },
        { type: 'TurnOverdue' },
      ]);
  });
  test('the consent of an envelope stays what it is', () =>
    expect(conversation().when(wrote('m1', text('hi').redacted), stop, wrote('m2', 'more', 9 * second)).facts[0]?.decision.consent).toBe(
      'customer_wrote_first',
    ));
});
