import { describe, expect, test } from '@jest/globals';
import { message, testTime, text } from '@frontdesk/testing';
import { accepted, agentWrote, asking, closedCase, conversation, minute, only, opened, resolved, second, wrote } from './harness.spec.ts';

describe('STOP and START', () => {
  test('STOP is confirmed once, and a question after it is answered', () => {
    const stopped = conversation().when(wrote('m1', 'hi'), wrote('m2', 'STOP', second));
    stopped.then([
      { type: 'WindowOpened' },
      { type: 'MessageNoted', data: { notedAs: 'stop' } },
      { type: 'ConsentChanged', data: { basis: 'opted_out', messageId: 'm2' } },
      { type: 'VerdictGiven', data: { verdict: 'ALLOW', speaker: 'notice' } },
      { type: 'MessageDispatched', data: { dispatchSeq: 1 } },
    ]);
    expect(stopped.state.turn).toBe(1);
    conversation()
      .when(wrote('m1', 'STOP'), wrote('m2', 'stop!', second))
      .then([{ type: 'WindowOpened' }, { type: 'MessageNoted', data: { notedAs: 'stop' } }]);
    const asked = conversation().when(wrote('m1', 'STOP'), wrote('m2', 'where is my order?', second));
    expect(only(asked.facts, 'MessageAdmitted')[0]?.data.turn).toMatchObject({ optedOut: true, open: [{ messageId: 'm2' }] });
    expect(asked.facts.at(-1)?.decision.consent).toBe('opted_out');
  });

  test('as the very first message, in German, in German', () => {
    expect(only(conversation().when(wrote('m1', 'Stopp')).facts, 'MessageDispatched')[0]?.data.text?.redacted).toMatch(/^Erledigt/);
  });

  test('START is answered in the language of the word that ended it, or of its own', () => {
    const answered = (stop: string, start: string) =>
      only(conversation().when(wrote('m1', stop), wrote('m2', start, second)).facts, 'MessageDispatched').at(-1)?.data.text?.redacted;
    expect([answered('STOPP', 'START'), answered('STOP', 'anmelden')]).toEqual(Array(2).fill(expect.stringMatching(/STOPP/)));
    expect(answered('STOP', 'START')).toMatch(/STOP(?!P)/);
  });

  test('"Stop, that is wrong" is a message like any other', () =>
    expect(only(conversation().when(wrote('m1', 'Stop, that is wrong')).facts, 'MessageAdmitted')).toHaveLength(1));

  test('START restores what STOP ended; without a STOP it is a message', () => {
    const again = conversation().when(wrote('m1', 'STOP'), wrote('m2', 'START', second));
    expect([again.state.optedOut, only(again.facts, 'ConsentChanged')[0]?.data.basis]).toEqual([false, 'opted_back_in']);
    expect(only(conversation().when(wrote('m1', 'start')).facts, 'MessageAdmitted')).toHaveLength(1);
  });

  test('START after it leaves what was agreed to before in force, and says so', () => {
    const basis = (...before: Parameters<ReturnType<typeof conversation>['when']>) =>
      only(conversation().when(...before, wrote('s1', 'STOP', 2 * minute), wrote('s2', 'START', 3 * minute)).facts, 'ConsentChanged')[0]
        ?.decision.consent;
    const agreed = [wrote('m1', 'human'), opened({ epoch: 0, turn: 1 }, 2 * second, asking), wrote('m2', 'yes', minute)];
    expect([basis(...agreed), basis(wrote('m1', 'hi'))]).toEqual(['opt_in', 'customer_wrote_first']);
  });

  test('a STOP after the close opens no case', () => {
    const { state } = conversation().when(...closedCase, wrote('m2', 'stop', minute));
    expect([state.case, state.state, state.optedOut]).toEqual([1, 'closed', true]);
  });
});

describe('the yes to the question whether we may write first', () => {
  const asked = [wrote('m1', 'human'), opened({ epoch: 0, turn: 1 }, 2 * second, asking)] as const;

  test('is an opt-in with question, message and time', () => {
    conversation()
      .when(...asked, wrote('m2', 'Yes please', minute))
      .then([
        { type: 'WindowOpened' },
        { type: 'MessageNoted', data: { notedAs: 'opt_in', owner: 'queue' } },
        {
          type: 'ConsentChanged',
          data: {
            basis: 'opt_in',
            source: 'message',
            messageId: 'm2',
            question: asking.optInQuestion.redacted,
            at: testTime + minute,
            category: 'utility',
          },
        },
        { type: 'VerdictGiven' },
        { type: 'MessageDispatched' },
      ]);
  });
  test('is of what was asked about, in their next case too', () => {
    const agreed = conversation().when(...asked, wrote('m2', 'yes', minute)).state;
    const next = [resolved({ epoch: 1, turn: 1 }, 2 * minute), wrote('m3', 'another thing', 3 * minute)] as const;
    const later = conversation().when(...asked, wrote('m2', 'yes', minute), ...next).state;
    expect([agreed.optInCategory, later.case, later.optInCategory]).toEqual(['utility', 2, 'utility']);
  });
  test('may come after another message', () =>
    expect(conversation().when(...asked, wrote('m2', 'my order is FD-10234', minute), wrote('m3', 'ja', 2 * minute)).state.optedIn).toBe(
      true,
    ));
  test('may be an easy one where the question was the last that was said to them', () => {
    const acknowledgement = text(`A colleague will be with you.\n\n${asking.optInQuestion.redacted}`);
    const said = [wrote('m1', 'human'), opened({ epoch: 0, turn: 1 }, 2 * second, { ...asking, acknowledgement })] as const;
    const optedIn = (...messages: Parameters<ReturnType<typeof conversation>['when']>) => conversation().when(...messages).state.optedIn;
    expect(optedIn(...said, wrote('m2', 'my order is FD-10234', minute), wrote('m3', 'ok', 2 * minute))).toBe(true);
    expect(optedIn(...asked, wrote('m2', 'ok', minute))).toBe(false);
  });
  test('is none before anybody asked, after a no or a STOP, after the person has spoken, or in another case', () => {
    const optedIn = [
      conversation().when(...asked, wrote('m2', 'STOP', minute), wrote('m3', 'ok', 2 * minute)),
      conversation().when(wrote('m1', 'yes')),
      conversation().when(...asked, wrote('m2', 'no', minute), wrote('m3', 'yes', 2 * minute)),
      conversation().when(...asked, accepted({ epoch: 1, turn: 1 }), agentWrote({ epoch: 2, turn: 1 }), wrote('m2', 'yes', minute)),
      conversation().when(
        ...asked,
        accepted({ epoch: 1, turn: 1 }),
        resolved({ epoch: 2, turn: 1 }),
        wrote('m2', 'hello', minute),
        wrote('m3', 'yes', 2 * minute),
      ),
    ].map(({ state }) => state.optedIn);
    expect(optedIn).toEqual([false, false, false, false, false]);
  });
});

describe('who had ended it before they were erased, and writes again', () => {
  const ended = testTime - 10 * minute;
  const found = (category = '') => message('SuppressionFound', { category, at: ended }, { decidedAt: testTime });

  test('is answered, and nothing is started', () => {
    const back = conversation().when(found());
    back.then([{ type: 'ConsentChanged', data: { basis: 'opted_out', source: 'suppression', at: ended, category: '' } }]);
    expect(back.facts[0]!.decision.reasons).toEqual(['SUPPRESSED']);
    const asked = conversation().when(found(), wrote('m1', 'where is my order?', second));
    expect(only(asked.facts, 'MessageAdmitted')[0]?.data.turn).toMatchObject({ optedOut: true, open: [{ messageId: 'm1' }] });
    expect([only(asked.facts, 'ConsentChanged'), asked.facts.at(-1)?.decision.consent]).toEqual([[], 'opted_out']);
  });

  test('START restores it, and what is found later of before that does not end it again', () => {
    const again = conversation().when(found(), wrote('m1', 'START', second));
    expect([again.state.optedOut, only(again.facts, 'ConsentChanged')[0]?.data.basis]).toEqual([false, 'opted_back_in']);
    conversation()
      .when(found(), wrote('m1', 'START', second), found())
      .then([]);
    conversation().when(found(), found()).then([]);
  });

  test("Meta's own switch was of marketing alone", () => {
    const { state, facts } = conversation().when(found('marketing'));
    expect(only(facts, 'ConsentChanged')[0]?.data).toMatchObject({ basis: 'opted_out', source: 'suppression', category: 'marketing' });
    expect([state.optedOut, state.marketing]).toEqual([false, { optedOut: true, at: ended }]);
  });
});
