import { hash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { encode, fact } from '@frontdesk/contracts';
import { eventually } from '@frontdesk/testing';
import type { Batch, LogRecord, ReceivedRecord } from '../src/port.ts';
import { listDead, redriveDead, showDead } from '../src/process/dead-desk.ts';
import { DEAD, READ, batchOf, conversation, effect, input, recordOf, upTo } from './process-world.ts';
import type { Identity, Seen, World } from './process-world.ts';

const SECONDS = 1_000;
const WAIT = 40 * SECONDS;

/** What becomes a dead letter, what does not, and how it comes back. */
export function whatDies(the: () => World): void {
  test(
    'a poison message in the middle of a batch dies alone; its neighbours and its conversation go on',
    async () => {
      const id = conversation();
      const messages = upTo(4).map((n) => input(id, n, n === 1 ? 'poison' : 'none'));
      const bytes: ReceivedRecord = { ...recordOf(messages[0]!), value: Buffer.from([0xff, 0xff, 0xff]), partition: 3, offset: 12_345n };
      const work = async (tx: Parameters<typeof effect>[0], all: readonly Identity[]) => {
        const facts = await effect(tx, all);
        if (all.some(({ data }) => data.outcome === 'poison')) throw Object.assign(new Error('a secret'), { code: 'NO_SENSE' });
        return facts;
      };
      const batch = batchOf(messages);
      const inbox = the().inbox();
      await inbox.process<'conversation.identity.v1'>(
        { ...batch, records: [...batch.records.slice(0, 2), bytes, ...batch.records.slice(2)] },
        work,
      );
      await inbox.process<'conversation.identity.v1'>(
        { ...batch, records: [...batch.records.slice(0, 2), bytes, ...batch.records.slice(2)] },
        work,
      );

      expect(await the().effects(messages)).toEqual([1, 0, 1, 1]);
      await eventually(() => the().outputs(id).length === 6 && the().of(the().dead, id).length === 2, WAIT);
      expect(the().outputs(id)).toEqual(['m0', 'm0+', 'm2', 'm2+', 'm3', 'm3+']);
      const dead = the()
        .of(the().dead, id)
        .map(({ message }) => message);
      const poisoned = dead.find(({ envelope }) => envelope.reasons.includes('NO_SENSE'))!;
      expect(poisoned.envelope).toMatchObject({ conversationId: id, customerHash: 'customer-1', fence: { case: 1, epoch: 2, turn: 1 } });
      expect(poisoned.data).toMatchObject({
        consumer: 'nlu-router',
        recordId: messages[1]!.envelope.id,
        recordType: 'IdentityResolved',
        errorCode: 'NO_SENSE',
      });
      expect(dead.some(({ envelope }) => envelope.reasons.includes('UNDECODABLE'))).toBe(true);
      const [row] = await the().rows('SELECT error_detail, sealed FROM nlu_router.dead_letters WHERE record_id = $1', [
        messages[1]!.envelope.id,
      ]);
      expect(JSON.stringify([row, Buffer.from(row!['sealed'] as Buffer).toString()])).not.toContain('a secret');
    },
    60 * SECONDS,
  );

  test(
    "a record as large as they come is buried like any other, and a dead letter of one's own begets none",
    async () => {
      const id = conversation();
      const large: ReceivedRecord = {
        ...recordOf(input(id, 1)),
        value: Buffer.alloc(256 * 1024, 0xff),
        partition: 3,
        offset: BigInt(Date.now()),
      };
      const inbox = the().inbox();
      await inbox.process<'conversation.identity.v1'>({ ...batchOf([]), records: [large] }, effect);
      await eventually(() => the().of(the().dead, id).length === 1, WAIT);
      const [{ record, message }] = the().of(the().dead, id) as [Seen];
      expect((message.data as { sealed: Uint8Array }).sealed.byteLength).toBe(0);
      await inbox.process({ ...batchOf([]), topic: DEAD, records: [record] }, async () => {
        throw new Error('cannot read that');
      });
      expect(await the().rows('SELECT count(*)::int AS n FROM nlu_router.dead_letters WHERE conversation_id = $1', [id])).toEqual([
        { n: 2 },
      ]);
      expect(the().of(the().dead, id).length).toBe(1);
    },
    60 * SECONDS,
  );

  test(
    'what could not be stored or said makes a dead letter of its own, and nothing that the log refuses is committed',
    async () => {
      const [nul, nameless] = [conversation(), conversation()];
      const inbox = the().inbox();
      const foreign = { ...recordOf(input('a\0b', 1)), key: nul };
      const records = [foreign, recordOf(input(nameless, 2))].map((each, n) => ({ ...each, partition: 3, offset: BigInt(Date.now() + n) }));
      await inbox.process<'conversation.identity.v1'>({ ...batchOf([]), records }, async (_tx, all: readonly Identity[]) =>
        all.map((each) => [fact('Routed', { messageId: each.data.messageId }, { conversationId: '' })]),
      );
      const reasons = (id: string) =>
        the()
          .of(the().dead, id)
          .flatMap(({ message }) => message.envelope.reasons);
      await eventually(() => expect([reasons(nul), reasons(nameless)]).toEqual([['UNDECODABLE'], ['INVALID_RECORD']]), WAIT);
    },
    60 * SECONDS,
  );

  test(
    'what somebody else wrote with a key, an id or a trace of hundreds of KB is buried whole under a hash, its neighbours go on, and it stays so when re-driven',
    async () => {
      const [before, after] = [input(conversation(), 1), input(conversation(), 2)];
      const long = `${conversation()} ${'é'.repeat(150_000)}`;
      const hashed = `sha256:${hash('sha256', long, 'hex')}`;
      const own = input(conversation(), 3);
      const named = (envelope: object): LogRecord => ({
        ...recordOf(own),
        value: encode({ ...own.envelope, ...envelope } as never, own.data),
      });
      const { conversationId } = own.envelope;
      const foreign: LogRecord[] = [
        { topic: READ, key: long, value: Buffer.from('{"a":1}'), headers: { from: 'elsewhere' } },
        { ...named({ conversationId: long }), key: long, headers: { from: 'elsewhere' } },
        named({ id: long }),
        named({ customerHash: long }),
        { topic: READ, key: conversationId, value: Buffer.from('{"a":1}'), headers: { traceparent: 'x'.repeat(950_000) } },
      ];
      const records = [recordOf(before), ...foreign, recordOf(after)].map((each, n) => ({
        ...each,
        partition: 3,
        offset: BigInt(Date.now() + n),
      }));
      const inbox = the().inbox();
      const take = (batch: Batch) => inbox.process<'conversation.identity.v1'>(batch, effect);
      inbox.deliverThrough(take);
      await take({ ...batchOf([]), records });

      expect(await the().effects([before, after, own])).toEqual([1, 1, 0]);
      const told = (of: string) =>
        the()
          .of(the().dead, of)
          .map(({ message: { envelope } }) => envelope.reasons);
      await eventually(() => expect([told(hashed).length, told(conversationId).length]).toEqual([2, 3]), WAIT);
      expect([...told(hashed), ...told(conversationId)]).toEqual([
        ['UNDECODABLE', 'KEY_HASHED'],
        ['UNDECODABLE', 'KEY_HASHED'],
        ['UNDECODABLE'],
        ['UNDECODABLE'],
        ['UNDECODABLE'],
      ]);
      const kept = (await listDead(the().dataSource)).filter((letter) => letter.conversationId === hashed);
      expect(kept).toHaveLength(2);
      const show = () => showDead(the().dataSource, kept[0]!.id, inbox.options.open);
      const shown = { key: long, headers: { from: 'elsewhere', 'key-hashed': 'sha256' }, conversationId: hashed };
      expect(await show()).toMatchObject(shown);

      await redriveDead(the().dataSource, kept[0]!.id, 'anna', Date.now());
      await inbox.sweep();
      expect(await show()).toMatchObject({ ...shown, attempts: 1, status: 'dead' });
      expect((await listDead(the().dataSource)).filter((letter) => letter.conversationId === hashed)).toHaveLength(2);
    },
    60 * SECONDS,
  );

  test(
    'a lost connection and a retriable error bring the batch again, and bury nothing',
    async () => {
      const messages = upTo(3).map((n) => input(conversation(), n));
      const failures = ['cut', 'away'];
      const inbox = the().inbox();
      await the().member((batch) =>
        inbox.process<'conversation.identity.v1'>(batch, async (tx, all: readonly Identity[]) => {
          const facts = await effect(tx, all);
          const failure = failures.pop();
          if (failure === 'away') throw Object.assign(new Error('away'), { code: 'SHOP_UNAVAILABLE', retriable: true });
          if (failure === 'cut') {
            const [{ pid }] = await tx.query('SELECT pg_backend_pid() AS pid');
            await the().admin.query('SELECT pg_terminate_backend($1)', [pid]);
            await tx.query('SELECT 1');
          }
          return facts;
        }),
      );
      await the().append(messages);
      await eventually(async () => expect(await the().effects(messages)).toEqual([1, 1, 1]), WAIT);
      expect(failures).toEqual([]);
      const ids = messages.map(({ envelope }) => envelope.id);
      expect(await the().rows('SELECT 1 FROM nlu_router.dead_letters WHERE record_id = ANY($1)', [ids])).toEqual([]);
    },
    120 * SECONDS,
  );

  test(
    'a dead letter that is re-driven goes through the same handler and has its effect once',
    async () => {
      const id = conversation();
      const one = input(id, 1);
      let broken = true;
      const handler = (inbox: ReturnType<World['inbox']>) => (batch: Batch) =>
        inbox.process<'conversation.identity.v1'>(batch, async (tx, all: readonly Identity[]) => {
          if (broken) throw new Error('not yet understood');
          return effect(tx, all);
        });
      const inboxes = upTo(2).map(() => the().inbox());
      for (const inbox of inboxes) inbox.deliverThrough(handler(inbox));
      await handler(inboxes[0]!)(batchOf([one]));
      const dead = (await listDead(the().dataSource)).find((letter) => letter.recordId === one.envelope.id)!;
      const { options } = inboxes[0]!;
      expect(await showDead(the().dataSource, dead.id, options.open)).toMatchObject({ key: id, error: { message: 'not yet understood' } });

      expect(await redriveDead(the().dataSource, dead.id, 'anna', options.clock.now())).toBe(true);
      expect(await redriveDead(the().dataSource, dead.id, 'anna', options.clock.now())).toBe(false);
      await inboxes[0]!.sweep();
      expect((await listDead(the().dataSource)).find((letter) => letter.id === dead.id)).toMatchObject({ attempts: 1, status: 'dead' });
      broken = false;
      await redriveDead(the().dataSource, dead.id, 'anna', options.clock.now());
      await Promise.all(inboxes.map((inbox) => inbox.sweep()));
      await inboxes[0]!.sweep();
      await eventually(() => the().outputs(id).length === 2, WAIT);
      expect(await the().effects([one])).toEqual([1]);
      expect((await listDead(the().dataSource, 'redriven')).map((letter) => letter.id)).toContain(dead.id);
    },
    60 * SECONDS,
  );

  test(
    'what an operator did with a dead letter is said once, though two replicas find it untold',
    async () => {
      const id = conversation();
      const one = input(id, 1);
      const inboxes = upTo(2).map((ahead) => the().inbox({ clock: { now: () => Date.now() + ahead } }));
      const dies = async () => {
        throw new Error('not understood');
      };
      await inboxes[0]!.process<'conversation.identity.v1'>(batchOf([one]), dies);
      const dead = (await listDead(the().dataSource)).find((letter) => letter.recordId === one.envelope.id)!;
      await redriveDead(the().dataSource, dead.id, 'anna', Date.now());
      // both have read the letter before either has told of it
      let found = 0;
      let both!: () => void;
      const gate = new Promise<void>((resolve) => (both = resolve));
      const sweeps = inboxes.map((inbox) => {
        const settle = inbox.settle.bind(inbox);
        Object.assign(inbox, {
          settle: async (...args: Parameters<typeof settle>) => {
            if (++found === 2) both();
            await gate;
            return settle(...args);
          },
        });
        return inbox.sweep();
      });
      await Promise.all(sweeps);
      await the()
        .inbox()
        .process<'conversation.identity.v1'>(batchOf([input(id, 2)]), dies);
      const said = (type: string) =>
        the()
          .of(the().dead, id)
          .filter(({ message }) => message.type === type);
      await eventually(() => said('DeadLettered').length === 2, WAIT);
      expect(said('DeadLetterHandled').map(({ message }) => message.data)).toMatchObject([
        { deadId: dead.id, action: 'redriven', by: 'anna', attempt: 1 },
      ]);
    },
    60 * SECONDS,
  );
}
