import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Inbox } from '@frontdesk/bus';
import { eventually, testDatabase } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { manifest } from '../manifest.ts';
import { FencesStore } from './fences.store.ts';
import { Lanes } from './lanes.ts';
import { Pace } from './pace.ts';
import { PacesStore } from './paces.store.ts';
import type { SendRow } from './send-row.ts';
import { SendsStore } from './sends.store.ts';

let database: TestDatabase;
let sources: DataSource[] = [];
beforeAll(async () => {
  database = await testDatabase([manifest]);
  sources = await Promise.all([1, 2].map(() => database.connect('gateway')));
}, 120_000);
afterAll(() => database?.close(), 60_000);

const none = undefined as never;
/** Two conversations with one message each that is due. */
const due = async (ids: readonly [string, string]): Promise<readonly [string, string]> => {
  for (const id of ids) {
    await sources[0]!.query('INSERT INTO fences (conversation_id, passed_seq) VALUES ($1, 0)', [id]);
    await sources[0]!.query(
      `INSERT INTO sends (send_id, conversation_id, dispatch_seq, number_id, contact_id, speaker, subject_id, case_no, epoch, turn, customer_hash, sealed,
         state, chunk, traceparent, queued_at, not_before) VALUES ($1, $1, 1, 'number', 'contact', 'notice', '', 1, 0, 1, '', '', 'queued', 0, '', now(), now())`,
      [id],
    );
  }
  return ids;
};
const fences = new FencesStore();
/** A gateway of its own: what it writes to Meta is noted, and every call is out for as long as the test lasts. */
const gateway = (dataSource: DataSource) => {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const inbox = new Inbox({ service: 'gateway', dataSource, bus: none, clock: Date, seal: (bytes) => bytes, open: (bytes) => bytes, log });
  const written: string[] = [];
  const contents = {
    openAll: async (_tx: unknown, sends: readonly SendRow[]) => new Map(sends.map(({ sendId }) => [sendId, { messages: [{}] }])),
    send: async ({ sendId }: SendRow) => void written.push(sendId),
  };
  const settlement = { outcome: () => new Promise<boolean>(() => undefined) };
  const lanes = new Lanes(
    inbox,
    fences,
    new SendsStore(none),
    settlement as never,
    contents as never,
    new Pace(dataSource, new PacesStore()),
    log as never,
  );
  return { inbox, lanes, written };
};

test('two replicas that each hold one of the conversations which both have to look at do not wait for each other', async () => {
  const [first, second] = sources.map(gateway) as [ReturnType<typeof gateway>, ReturnType<typeof gateway>];
  const conversations = await due(['conversation-a', 'conversation-b']);
  let holding = 0;
  let bothHold = (): void => undefined;
  const held = new Promise<void>((resolve) => (bothHold = resolve));
  const ran = [first, second].map(({ inbox, lanes }, which) =>
    inbox.run({ id: `replica ${which}`, at: Date.now(), conversationId: conversations[which]! }, async (tx) => {
      await fences.lock(tx, conversations[which]!);
      // both look as the last of a transaction that has its own
      for (const id of conversations) lanes.poke(id);
      if ((holding += 1) === 2) bothHold();
      await held;
      return { facts: [], result: undefined };
    }),
  );
  expect(await Promise.all(ran)).toEqual([
    { duplicate: false, result: undefined },
    { duplicate: false, result: undefined },
  ]);
  // each has what it held, and finds nothing left to do when it looks at the other's
  await eventually(() => first.written.length + second.written.length === 2);
  expect([first.written, second.written]).toEqual([['conversation-a'], ['conversation-b']]);
});

test('what another held is looked at again as soon as it may be free', async () => {
  const { lanes, written } = gateway(sources[0] as DataSource);
  const [held, free] = await due(['conversation-c', 'conversation-d']);
  const other = (sources[1] as DataSource).createQueryRunner();
  await other.startTransaction();
  await fences.lock(other.manager, held);
  for (const id of [held, free]) lanes.poke(id);
  await eventually(() => written.includes(free));
  expect(written).toEqual([free]);
  await other.commitTransaction();
  await other.release();
  await eventually(() => written.includes(held));
});
