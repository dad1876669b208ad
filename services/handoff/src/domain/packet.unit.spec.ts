import { create } from '@bufbuild/protobuf';
import { expect, test } from '@jest/globals';
import { PacketSchema } from '@frontdesk/contracts';
import { missing, packetOf } from './packet.ts';

const known = create(PacketSchema, { conversationId: 'c1', customer: { contactId: 'k1', customerHash: 'h1' }, intent: 'refund' });
const more = { transcriptUrl: 'https://desk.example/console/t/abc', priority: 2, dueAt: 1, summary: 'said something' };

test('a packet with every field may be offered', () => expect(missing(packetOf(known, more))).toEqual([]));

test('what was never said has an honest stand-in', () => {
  expect(packetOf(create(PacketSchema, {}), more)).toMatchObject({ intent: 'unknown', summary: { redacted: 'said something' } });
});

test('what is missing is named', () => {
  expect(missing(create(PacketSchema, { ...packetOf(known, more), transcriptUrl: 'nowhere', priority: 7 }))).toEqual([
    'transcriptUrl',
    'priority',
  ]);
});
