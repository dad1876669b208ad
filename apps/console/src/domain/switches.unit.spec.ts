import { describe, expect, test } from '@jest/globals';
import { byWhom, offered, partWords, scopesOf, scopeWords, stopsOf } from './switches.ts';

describe('what a switch is off for', () => {
  test.each([
    ['*', 'everything'],
    ['106540352242922', 'number 106540352242922'],
    ['intent:refund', 'questions about refunds'],
    ['intent:spare_parts', 'questions about spare parts'],
  ])('%s is called %s', (scope, words) => expect(scopeWords(scope)).toBe(words));

  test('its words go on only where that is a part', () =>
    expect([partWords('bot', '*'), partWords('bot', 'intent:refund'), partWords('outbound', '1065')]).toEqual([
      '',
      ' for questions about refunds',
      ' from number 1065',
    ]));
});

const off = { on: false, by: '', by_name: '', since: 0, applied: true, reason: '' };
const on = { ...off, on: true };

describe('what is off', () => {
  const part = (name: 'bot' | 'outbound', scope: string) => ({ ...off, switch: name, scope });
  const named = (me: Parameters<typeof stopsOf>[0]) => stopsOf(me).map((stop) => `${stop.switch} ${stop.scope}`);

  test('is told with what is worst first: sending before the bot, all before a part', () =>
    expect(named({ switches: { bot: off, outbound: on }, stops: [part('bot', 'intent:refund'), part('outbound', '1')] })).toEqual([
      'outbound 1',
      'bot *',
      'bot intent:refund',
    ]));

  test('the model is told last, and is not off where a server of the release before says nothing of it', () => {
    expect(named({ switches: { bot: off, outbound: off, model: off } })).toEqual(['outbound *', 'bot *', 'model *']);
    expect(named({ switches: { bot: on, outbound: on, model: on } })).toEqual([]);
  });

  test('is nothing where all is on', () => expect(named({ switches: { bot: on, outbound: on } })).toEqual([]));
});

describe('by whom it was switched off', () => {
  test.each([
    ['lena', 'Lena', ', switched off by Lena'],
    ['handoff', 'handoff', ', switched off by itself'],
    ['', '', ''],
  ])('%s', (by, name, words) => expect(byWhom({ ...off, by, by_name: name })).toBe(words));
});

describe('what may be switched off', () => {
  const scopes = { numbers: ['1', '2'], intents: ['refund', 'store'] };

  test('all, and each part that is on; sending has no intent', () => {
    const stops = [
      { ...off, switch: 'bot' as const, scope: 'intent:refund' },
      { ...off, switch: 'outbound' as const, scope: '2' },
    ];
    expect(scopesOf('bot', { stops, scopes })).toEqual(['*', '1', '2', 'intent:store']);
    expect(scopesOf('outbound', { stops, scopes })).toEqual(['*', '1']);
    expect(scopesOf('model', { stops, scopes })).toEqual(['*']);
  });

  test('all, where a server of the release before names no parts', () => expect(scopesOf('bot', {})).toEqual(['*']));
});

test('a model is to be switched off where there is one', () =>
  expect([offered({ has_model: true }), offered({ has_model: false }), offered({}), offered(undefined)]).toEqual([
    ['bot', 'outbound', 'model'],
    ...Array(3).fill(['bot', 'outbound']),
  ]));
