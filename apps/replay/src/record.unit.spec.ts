import { expect, test } from '@jest/globals';
import { message } from '@frontdesk/testing';
import { unfit } from './record.ts';

const first = message('CaseOpened', { seq: 1, case: 1 });
const second = message('TurnOpened', { seq: 2 });
const merged = message('ContactMerged', { otherConversationIds: ['conversation-2'] });

test.each([
  ['a whole one', [first, second], undefined],
  ['one whose beginning is past its retention', [second], expect.stringContaining('beginning')],
  ['one that nobody knows', [], expect.stringContaining('beginning')],
  ['one that another was merged into', [first, merged], expect.stringContaining('merged')],
])('what can be decided again: %s', (_what, all, why) =>
  expect(unfit({ id: 'conversation-1', messages: all.map((one) => ({ message: one as never, readAt: {} })) })).toEqual(why),
);
