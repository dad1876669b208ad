import { create } from '@bufbuild/protobuf';
import { expect, test } from '@jest/globals';
import { TurnSchema } from './gen/frontdesk/v1/turn_pb.ts';
import { decode, encode, fact } from './message.ts';

const envelope = {
  id: '01a20cc9-550a-81e3-9d6f-d21c421d137c',
  conversationId: 'c',
  causes: [],
  occurredAt: 1,
  decidedAt: 1,
  actor: { kind: 'service', id: 'policy' },
};

/** Bytes that another process has written. */
const onTheWire = (...message: Parameters<typeof encode>) => Uint8Array.from(encode(...message));

test('what a newer release wrote into a turn goes on through an older one untouched', () => {
  const newer = { no: 900, wireType: 2, data: Uint8Array.of(3, 1, 2, 3) };
  const turn = create(TurnSchema, { owner: 'bot', locale: 'de' });
  turn.$unknown = [newer];
  const read = decode(onTheWire({ ...envelope, type: 'MessageAdmitted' }, fact('MessageAdmitted', { messageId: 'm', turn }).data))!;
  if (read.type !== 'MessageAdmitted') throw new Error(read.type);
  const next = fact('IdentityResolved', { messageId: 'm', turn: { ...read.data.turn!, locale: 'en' } });
  const onward = decode(onTheWire({ ...envelope, type: 'IdentityResolved' }, next.data))!;
  if (onward.type !== 'IdentityResolved') throw new Error(onward.type);
  expect(onward.data.turn).toMatchObject({ owner: 'bot', locale: 'en' });
  expect(onward.data.turn!.$unknown).toEqual([newer]);
});
