import { create, toBinary } from '@bufbuild/protobuf';
import { EnvelopeSchema } from '@frontdesk/contracts';
import { expect, test } from '@jest/globals';
import type { Batch } from '../port.ts';
import { itemsOf } from './take.ts';

const envelope = create(EnvelopeSchema, {
  id: 'i',
  type: 'OfTheNextRelease',
  conversationId: 'c',
  decidedAt: 7,
  data: new Uint8Array([1]),
});
const batch: Batch = {
  topic: 'conversation.lifecycle.v1',
  partition: 0,
  isCurrent: () => true,
  records: [
    { topic: 'conversation.lifecycle.v1', partition: 0, offset: 0n, key: 'c', headers: {}, value: toBinary(EnvelopeSchema, envelope) },
  ],
};

test('of a type that is newer than this code nothing is worked on, and all but what it says is kept for who may miss nothing', () => {
  expect(itemsOf(batch)).toEqual([]);
  expect(itemsOf(batch, undefined, 'kept')).toMatchObject([{ id: 'i', type: 'OfTheNextRelease', at: 7, conversationId: 'c', envelope }]);
});
