import { describe, expect, test } from '@jest/globals';
import { limits } from './bundle.ts';
import { canned } from './canned.ts';
import { closedCase, conversation, hour, minute, opened, replied, second, wrote } from './harness.spec.ts';

describe('of buttons and lists that are not open (any more)', () => {
  const row = { kind: 'list', metaType: 'interactive', choiceId: 'row-1' };
  const gone = [{ type: 'MessageNoted', data: { notedAs: 'choice_gone' } }, { type: 'VerdictGiven' }] as const;
  const said = (locale: string) => ({ type: 'MessageDispatched', data: { text: canned('choiceGone', locale) } }) as const;

  test('a choice is told so, and nobody guesses what its title meant', () =>
    conversation()
      .when(wrote('m1', 'hi'), wrote('m2', 'Row', minute, row))
      .then([{ type: 'WindowOpened' }, ...gone, said('en')]));
  test('in the language that they write', () =>
    conversation()
      .when(wrote('m1', 'hallo'), replied({ epoch: 0, turn: 1 }, ['m1'], second, { locale: 'de' }), wrote('m2', 'Zeile', minute, row))
      .then([{ type: 'WindowOpened' }, ...gone, said('de')]));
  test.each([
    ['an id of ours', { kind: 'button', metaType: 'button', choiceId: 'rating-5' }],
    ['its words', { kind: 'button', metaType: 'button', choiceId: '' }],
  ])('the rating of a case, by %s, opens no case once its day is over', (_, more) => {
    const late = conversation().when(...closedCase, wrote('m2', '5', 26 * hour, more));
    late.then([{ type: 'WindowOpened' }, ...gone, said('en')]);
    expect([late.state.case, late.state.state]).toEqual([1, 'closed']);
  });
  test('too many of them are too many messages', () => {
    const pressed = Array.from({ length: limits.rate }, (_, at) => wrote(`b${at}`, 'Row', at * second, row));
    expect(conversation().when(...pressed, wrote('last', 'Row', 30 * second, row)).facts).toMatchObject([
      { type: 'WindowOpened' },
      { type: 'MessageBlocked' },
      { type: 'VerdictGiven' },
      { type: 'MessageDispatched' },
    ]);
  });
  test.each([
    ['a wish for a person', 'Talk to an agent', row],
    ['a button of a template', 'Continue', { kind: 'button', metaType: 'button', choiceId: 'Continue' }],
  ])('%s is heard', (_, words, more) =>
    expect(
      conversation()
        .when(wrote('m1', words, 0, more))
        .facts.map(({ type }) => type),
    ).toContain('MessageAdmitted'),
  );
  test('people read every choice', () =>
    expect(
      conversation()
        .when(wrote('m1', 'human'), opened({ epoch: 0, turn: 1 }), wrote('m2', 'Row', minute, row))
        .facts.map(({ type }) => type),
    ).toContain('MessageAdmitted'));
});
