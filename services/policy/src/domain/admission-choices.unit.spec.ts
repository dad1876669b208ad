import { describe, expect, test } from '@jest/globals';
import { message, text } from '@frontdesk/testing';
import { limits } from './bundle.ts';
import { canned } from './canned.ts';
import {
  accepted,
  asking,
  closedCase,
  conversation,
  hour,
  minute,
  only,
  opened,
  replied,
  resolved,
  second,
  wrote,
} from './harness.spec.ts';
import type { Input } from './policy.ts';

describe('the list that a rating is asked for with', () => {
  const choice = (id: string, after: number, rating: number) =>
    wrote(id, `${rating} – very satisfied`, after, { kind: 'list', metaType: 'interactive', choiceId: `rating-${rating}` });
  const closed = closedCase.slice(0, -1);

  test('goes out below the words, and only inside the window', () => {
    const asked = only(conversation().when(...closedCase).facts, 'MessageDispatched');
    expect(asked).toMatchObject([
      {
        data: {
          text: { redacted: 'How did we do, 1 to 5?' },
          choices: { button: { redacted: 'Rate' }, rows: [{ id: 'rating-5' }] },
          starts: true,
        },
      },
    ]);
    const optedIn = [
      wrote('m1', 'human'),
      opened({ epoch: 0, turn: 1 }, second, asking),
      wrote('m2', 'yes', 2 * second),
      accepted({ epoch: 1, turn: 1 }),
      resolved({ epoch: 2, turn: 1 }, 30 * hour),
    ] as const;
    const outside = only(conversation().when(...optedIn).facts, 'MessageDispatched');
    expect(outside.map(({ data }) => [data.template?.name, data.choices])).toEqual([['csat_rating', undefined]]);
  });
  test('may hold no link that the text may not', () => {
    const { data, envelope } = resolved({ epoch: 2, turn: 1 });
    for (const [button, title] of [['Rate', 'https://evil.example'] as const, ['https://evil.example', '5'] as const]) {
      const link = { button: text(button), rows: [{ id: 'rating-5', title: text(title) }] };
      const linked = message('CaseResolved', { ...data, ratingChoices: link } as never, {
        decidedAt: envelope.decidedAt,
        fence: envelope.fence!,
      });
      expect(only(conversation().when(...closed, linked).facts, 'VerdictGiven')).toMatchObject([{ data: { reason: 'URL_NOT_ALLOWED' } }]);
    }
  });
  test('is a rating by what is chosen, as a number that is typed is', () => {
    for (const rates of [choice('m2', minute, 4), wrote('m2', '4', minute)])
      conversation()
        .when(...closedCase, rates)
        .then([{ type: 'WindowOpened' }, { type: 'MessageNoted', data: { notedAs: 'rating', rating: 4 } }]);
  });
  test('counts once: who chooses again is told that it is not open any more', () => {
    const again = conversation().when(...closedCase, choice('m2', minute, 4), choice('m3', 2 * minute, 1));
    again.then([
      { type: 'WindowOpened' },
      { type: 'MessageNoted', data: { notedAs: 'choice_gone', rating: 0 } },
      { type: 'VerdictGiven' },
      { type: 'MessageDispatched', data: { text: canned('choiceGone', 'en') } },
    ]);
    expect(again.state.state).toBe('closed');
  });
  test('but not who types another number: they changed their mind', () =>
    conversation()
      .when(...closedCase, choice('m2', minute, 4), wrote('m3', '2', 2 * minute))
      .then([{ type: 'WindowOpened' }, { type: 'MessageNoted', data: { notedAs: 'rating', rating: 2 } }]));
  test('of the case before is not open once the next has begun, nor after its day; the next case has its own', () => {
    const goneOf = (...inputs: Input[]) => only(conversation().when(...inputs).facts, 'MessageNoted').map(({ data }) => data.notedAs);
    expect(goneOf(...closedCase, wrote('m2', 'where is my order?', minute), choice('m3', 2 * minute, 4))).toEqual(['choice_gone']);
    expect(goneOf(...closedCase, choice('m3', 26 * hour, 4))).toEqual(['choice_gone']);
    const next = [
      wrote('m4', 'human', 2 * minute),
      opened({ case: 2, epoch: 3, turn: 2 }, 2 * minute),
      accepted({ case: 2, epoch: 4, turn: 2 }, 2 * minute),
      resolved({ case: 2, epoch: 5, turn: 2 }, 3 * minute),
    ];
    expect(goneOf(...closedCase, choice('m2', minute, 4), ...next, choice('m5', 4 * minute, 2))).toEqual(['rating']);
  });
});

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
