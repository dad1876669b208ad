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

const status = (word: string, applied = true) => message('StatusReceived', { sendId: 's1', status: word, applied });
test.each(['sent', 'delivered', 'read'])('a status moves its tick: %s', (word) =>
  expect(markOf(status(word))).toEqual({ sendId: 's1', status: word }),
);
test('one that was passed already does not, nor one that only SendFailed can say', () =>
  expect([status('read', false), status('failed'), status('played')].map(markOf)).toEqual([undefined, undefined, undefined]));

test.each(['SendFailed', 'SendUnconfirmed', 'MessageSent'] as const)('%s is about a draft where a person wrote it', (type) => {
  const said = (speaker: string) => markOf(message(type, { sendId: 's1', subjectId: 'd1', speaker, final: true } as object));
  expect(said('agent')).toMatchObject({ draftId: 'd1' });
  expect([said('bot'), said('notice')]).toEqual([undefined, undefined]);
});
test('what failed says how, once it is final', () => {
  const failed = (final: boolean) =>
    markOf(message('SendFailed', { subjectId: 'd1', speaker: 'agent', code: 131026, title: 'Message undeliverable', final }));
  expect(failed(true)).toEqual({ draftId: 'd1', status: 'failed', errorCode: 131026, errorTitle: 'Message undeliverable' });
  expect(failed(false)).toBeUndefined();
  expect(markOf(message('SendUnconfirmed', { subjectId: 'd1', speaker: 'agent' }))?.status).toBe('unconfirmed');
});
