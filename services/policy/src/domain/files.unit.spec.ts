import { describe, expect, test } from '@jest/globals';
import { text } from '@frontdesk/testing';
import { accepted, agentWrote, conversation, hour, only, opened, second, wrote } from './harness.spec.ts';

const picture = { fileId: 'file-1', kind: 'image', mime: 'image/jpeg', bytes: 2_048, sha256: 'ab', words: text('') };
const withFile = (words: string, after?: number) =>
  agentWrote({ epoch: 2, turn: 1 }, after, { text: undefined, file: { ...picture, words: text(words) } });
const held = [wrote('m1', 'human'), opened({ epoch: 0, turn: 1 }), accepted({ epoch: 1, turn: 1 })] as const;

describe('a file that a person sends', () => {
  test('is gated like their words: inside the window it is dispatched, and its caption stands in no text of a message', () => {
    const { facts, state } = conversation().when(...held, withFile('Your receipt'));
    expect(only(facts, 'VerdictGiven')[0]?.data).toMatchObject({
      verdict: 'ALLOW',
      subjectType: 'AgentMessageWritten',
      subjectId: 'draft-1',
    });
    const [dispatched] = only(facts, 'MessageDispatched');
    expect(dispatched?.data).toMatchObject({
      speaker: 'agent',
      author: 'ana',
      file: { fileId: 'file-1', kind: 'image', words: { redacted: 'Your receipt' } },
      starts: false,
      introduces: false,
    });
    expect([dispatched?.data.text, dispatched?.data.template]).toEqual([undefined, undefined]);
    expect(dispatched?.data.windowEndsAt).toBeGreaterThan(0);
    expect(state.lines.at(-1)).toMatchObject({ speaker: 'agent', text: { redacted: 'Your receipt' } });
  });

  test('needs no words, and leaves no empty line behind', () => {
    const { facts, state } = conversation().when(...held, withFile(''));
    expect(only(facts, 'MessageDispatched')).toHaveLength(1);
    expect(state.lines.map((line) => line.text?.redacted)).not.toContain('');
  });

  test.each([
    ['under a fence that is over', () => agentWrote({ epoch: 0, turn: 1 }, 4 * second, { text: undefined, file: picture }), 'STALE_EPOCH'],
    ['with a link that may not go out in its caption', () => withFile('see https://evil.example'), 'URL_NOT_ALLOWED'],
    ['with a caption that is too long', () => withFile('x'.repeat(20_481)), 'TOO_LONG'],
    ['after the window', () => withFile('', 25 * hour), 'WINDOW_CLOSED'],
  ])('%s it comes back', (_name, written, reason) => {
    const { facts } = conversation().when(...held, written());
    expect(only(facts, 'VerdictGiven')[0]?.data).toMatchObject({ verdict: 'REFUSE', reason });
    expect(only(facts, 'MessageDispatched')).toEqual([]);
  });
});
