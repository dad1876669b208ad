import { expect, test } from '@jest/globals';
import { message } from '@frontdesk/testing';
import { ignored } from './follow.ts';
import { asked, desk, fence } from './harness.spec.ts';
import { markOf, moves } from './sent.ts';

test('a refused text is a draft again, with the reason and what may be sent instead', () => {
  const verdict = {
    verdict: 'REFUSE',
    reason: 'WINDOW_CLOSED',
    subjectType: 'AgentMessageWritten',
    subjectId: 'd1',
    templateId: 'tpl',
    otherChannel: '',
  };
  expect(markOf(message('VerdictGiven', verdict))).toMatchObject({
    draftId: 'd1',
    status: 'refused',
    reason: 'WINDOW_CLOSED',
    offeredTemplate: 'tpl',
  });
});

test("a verdict about the bot's words is not about a draft", () => {
  expect(markOf(message('VerdictGiven', { verdict: 'REFUSE', subjectType: 'ReplyProposed', subjectId: 'r1' }))).toBeUndefined();
});

test('ticks only move forward, and delivered wins over failed', () => {
  expect(moves('read', 'delivered')).toBe(false);
  expect(moves('failed', 'delivered')).toBe(true);
  expect(moves('sent', 'failed')).toBe(true);
  expect(moves('delivered', 'failed')).toBe(false);
});

test('what is passed over changes no desk and marks no draft', () => {
  for (const type of ignored) {
    const passed = message(type, {}, fence(1));
    const before = desk().hears(asked());
    const [ticket, thread, said] = [before.ticket(), before.thread(), before.types()];
    const after = before.hears(passed);
    expect([type, after.ticket(), after.thread(), after.types(), markOf(passed)]).toEqual([type, ticket, thread, said, undefined]);
  }
});
