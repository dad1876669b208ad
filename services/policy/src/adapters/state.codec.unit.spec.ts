import { expect, test } from '@jest/globals';
import { create, equals } from '@bufbuild/protobuf';
import { ContactSchema, IdentitySchema, OpenMessageSchema, WaitingQuestionSchema } from '@frontdesk/contracts';
import { text } from '@frontdesk/testing';
import { initial } from '../domain/state.ts';
import type { State } from '../domain/state.ts';
import { decodeState, encodeState } from './state.codec.ts';

const contact = create(ContactSchema, { contactId: 'c1', customerHash: 'h1', numberId: 'n1', sealedPhone: new Uint8Array([1, 2, 255]) });
const open = {
  message: create(OpenMessageSchema, {
    messageId: 'm1',
    kind: 'text',
    text: { redacted: '[NAME_1]', sealed: new Uint8Array([9]) },
    sentAt: 1.5,
  }),
  admittedAt: 2,
  attempt: 0,
  giveUpAt: 0,
};
const full: State = {
  ...initial,
  contact,
  case: 2,
  epoch: 3,
  turn: 4,
  owner: 'agent:ana',
  state: 'human',
  open: [open],
  held: [
    { heldId: 'h1', question: create(WaitingQuestionSchema, { messageId: 'm0', text: text('where?') }), dueAt: 1, giveUpAt: 2, attempt: 1 },
  ],
  sent: [{ sendId: 's1', speaker: 'bot', author: 'response-builder', subjectId: 'r1', answers: [open], asTemplate: false, windowFrom: 5 }],
  lines: [{ messageId: 'm1', speaker: 'customer', text: text('hi'), at: 3 }],
  identity: create(IdentitySchema, { level: 'order', subject: 'FD-10234' }),
  arrivals: [1, 2],
  gathering: ['m1'],
};

test('a state comes back as it was, bytes and all', () => {
  const back = decodeState(JSON.parse(JSON.stringify(encodeState(full))));
  expect(back).toEqual(full);
  expect(equals(ContactSchema, back.contact!, contact)).toBe(true);
  expect(decodeState(JSON.parse(JSON.stringify(encodeState(initial))))).toEqual(initial);
});

test('a row of an earlier release, which lacks a member, reads as its initial value; nonsense does not read', () => {
  const {
    superseded: _superseded,
    handedBack: _handedBack,
    ...older
  } = JSON.parse(JSON.stringify(encodeState(full))) as Record<string, unknown>;
  expect(decodeState(older)).toMatchObject({ superseded: 0, handedBack: false });
  // a person had the case before a release knew how to say that anybody did
  const { leftBot: _leftBot, ...before } = older;
  expect([true, false].map((handedBack) => decodeState({ ...before, handedBack }).leftBot)).toEqual([true, false]);
  expect(() => decodeState({ ...older, owner: 7 })).toThrow('owner');
});
