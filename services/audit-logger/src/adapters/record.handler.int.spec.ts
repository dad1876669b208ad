import { create, toBinary } from '@bufbuild/protobuf';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Inbox } from '@frontdesk/bus';
import { encode, EnvelopeSchema } from '@frontdesk/contracts';
import type { Service } from '@frontdesk/contracts';
import { message, testDatabase, testId, testTime } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { manifest } from '../manifest.ts';
import { EventsStore } from './events.store.ts';
import { RecordHandler } from './record.handler.ts';
import { ThreadStore } from './thread.store.ts';

jest.setTimeout(120_000);
let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await testDatabase([manifest]);
  dataSource = await database.connect('audit-logger');
}, 120_000);
afterAll(() => database?.close(), 60_000);

test('a batch in which a newer release said something of its own is on record with that, and each once however often it comes', async () => {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const inbox = new Inbox<Service>({
    service: 'audit-logger',
    dataSource,
    bus: undefined as never,
    clock: Date,
    seal: (bytes) => bytes,
    open: (bytes) => bytes,
    log,
  });
  const events = new EventsStore(dataSource);
  const handler = new RecordHandler(inbox, events, new ThreadStore(dataSource));
  const topic = 'conversation.lifecycle.v1';
  const about = { conversationId: 'c', decidedAt: testTime };
  const known = message('StateChanged', { to: 'answering' }, { ...about, id: testId(1) });
  const newer = create(EnvelopeSchema, { ...about, id: testId(2), type: 'OfTheNextRelease', data: new Uint8Array(3) });
  const values = [encode(known.envelope, known.data), toBinary(EnvelopeSchema, newer)];
  const records = values.map((value, at) => ({ topic, partition: 0, offset: BigInt(at), key: 'c', headers: {}, value }));
  for (let copy = 0; copy < 2; copy += 1) await handler.onRecord({ topic, partition: 0, records, isCurrent: () => true });
  const kept = await events.of('c', 10);
  expect(kept).toHaveLength(2);
  expect(kept).toMatchObject([
    { event_type: 'StateChanged', payload: { data: { to: 'answering' } } },
    { event_type: 'OfTheNextRelease', payload: { data: { unread_bytes: 3 } } },
  ]);
});
