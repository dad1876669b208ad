import { expect, test } from '@jest/globals';
import { message, text, turn } from '@frontdesk/testing';
import { ana, ben, desk, fence, held, inQueue, ownerIs } from './harness.spec.ts';

const note = { type: 'note', note: { noteId: 'note-1', text: text('Called the carrier') } } as const;

test.each([
  ['who holds the case', held, ana, 3],
  ['a colleague of theirs', held, ben, 3],
  ['anybody while it waits', inQueue, ben, 2],
] as const)('a note is written by %s; nothing else changes', (_, world, by, epoch) => {
  const one = world();
  const [before, said] = [one.desk(), one.said.length];
  expect(one.asks(note, by)).toBeUndefined();
  expect(one.said.slice(said)).toMatchObject([
    {
      type: 'NoteWritten',
      data: { noteId: 'note-1', ticketId: one.ticket().id, agentId: by.id, text: { redacted: 'Called the carrier' } },
      decision: { actor: { kind: by.role, id: by.id }, fence: { case: 1, epoch } },
    },
  ]);
  expect(one.desk()).toEqual(before);
});

test('also on a case that has ended; the next one, that people never had, is another', () => {
  const one = held();
  one.does('resolve');
  one.hears(ownerIs('bot', 4, 'CaseResolved'), message('CaseClosed', { reason: 'resolved' }, fence(4)));
  one.asks(note);
  expect(one.last('NoteWritten').data.ticketId).toBe(one.ticket().id);
  one.hears(message('MessageAdmitted', { messageId: 'm9', turn: turn() }, fence(4, 2, 2)));
  one.asks(note);
  expect(one.last('NoteWritten')).toMatchObject({ data: { ticketId: '' }, decision: { fence: { case: 2 } } });
});

test('and on what nobody was asked into', () => {
  const one = desk().hears(message('MessageAdmitted', { messageId: 'm1', turn: turn() }, fence(1)));
  one.asks(note);
  expect(one.last('NoteWritten').data.ticketId).toBe('');
});
