import { describe, expect, test } from '@jest/globals';
import { violations } from './checks.ts';
import type { Evidence, Send } from './evidence.ts';

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
  text: 'hello',
  ...more,
});
const found = (sends: readonly Send[]) =>
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
    unpublished: 0,
    openWork: 0,
    lag: 0,
  } satisfies Evidence);

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
