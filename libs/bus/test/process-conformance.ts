import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { eventually } from '@frontdesk/testing';
import type { Bus } from '../src/port.ts';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { CrashError } from '../src/process/errors.ts';
import type { Step } from '../src/process/commit.ts';
import { decidedInOrder } from './decided-in-order.ts';
import { passedOver } from './passed-over.ts';
import { whatDies } from './what-dies.ts';
import { whatWaits } from './what-waits.ts';
import { World, batchOf, conversation, effect, input, routed, upTo } from './process-world.ts';
import type { Identity } from './process-world.ts';

const SECONDS = 1_000;
const WAIT = 40 * SECONDS;
/** When what a transaction wrote gets on the log. */
type Publishing = 'with the commit' | 'after it';
const steps = (publishing: Publishing): readonly (Step | 'before the offset')[] => [
  'taken',
  'worked',
  'stored',
  'committed',
  ...(publishing === 'after it' ? (['published', 'marked'] as const) : []),
  'before the offset',
];

/** What rule 4 promises, whichever bus carries it. */
export function processConformance(
  name: string,
  publishing: Publishing,
  openBus: (databaseUrl: string) => Promise<Bus>,
  more: (world: () => World) => void,
): void {
  describe(`over ${name}`, () => {
    let world: World;
    beforeAll(async () => {
      world = await World.open(openBus);
    }, 120 * SECONDS);
    afterEach(() => world.clear(), 60 * SECONDS);
    afterAll(() => world.close(), 60 * SECONDS);

    test.each(steps(publishing))(
      'a process killed at "%s" leaves one effect, and first copies in order',
      async (at) => {
        const [a, b] = [conversation(), conversation()];
        const messages = [...upTo(3).map((n) => input(a, n)), input(b, 0)];
        let crash = false;
        const crashAt = (step: string) => {
          if (step !== at) return;
          crash = true;
          throw new CrashError(`killed at ${step}`);
        };
        const first = world.inbox({ onStep: crashAt });
        const killed = await world.member(async (batch) => {
          if (crash) throw new CrashError('dead already');
          await first.process<'conversation.identity.v1'>(batch, effect);
          crashAt('before the offset');
        });
        await world.append(messages);
        await eventually(() => crash, WAIT);
        await killed.stop();

        const second = world.inbox();
        await world.member((batch) => second.process<'conversation.identity.v1'>(batch, effect));
        await eventually(() => world.outputs(a).length === 6 && world.outputs(b).length === 2, WAIT);
        expect(world.outputs(a)).toEqual(['m0', 'm0+', 'm1', 'm1+', 'm2', 'm2+']);
        await eventually(async () => expect(await world.rows('SELECT 1 FROM nlu_router.outbox')).toEqual([]));
        expect(await world.effects(messages)).toEqual([1, 1, 1, 1]);
      },
      120 * SECONDS,
    );

    test(
      'what a crash left unpublished goes before what follows',
      async () => {
        const id = conversation();
        const [one, two] = [input(id, 1), input(id, 2)];
        const first = world.inbox({
          onStep: (step) => {
            if (step === 'committed') throw new CrashError('killed');
          },
        });
        await expect(first.process<'conversation.identity.v1'>(batchOf([one]), effect)).rejects.toThrow(CrashError);
        await world.inbox().process<'conversation.identity.v1'>(batchOf([two]), effect);
        await eventually(() => world.outputs(id).length === 4, WAIT);
        expect(world.outputs(id)).toEqual(['m1', 'm1+', 'm2', 'm2+']);
      },
      60 * SECONDS,
    );

    test(
      'what nothing follows is published by the sweeper',
      async () => {
        const id = conversation();
        const crashed = world.inbox({
          onStep: (step) => {
            if (step === 'committed') throw new CrashError('killed');
          },
        });
        await expect(crashed.process<'conversation.identity.v1'>(batchOf([input(id, 1)]), effect)).rejects.toThrow(CrashError);
        world.advance(5_001);
        await world.inbox().sweep();
        await eventually(() => world.outputs(id).length === 2, WAIT);
      },
      60 * SECONDS,
    );

    test(
      'outputs name their cause, and take its conversation, fence and time',
      async () => {
        const id = conversation();
        const one = input(id, 7);
        await world.inbox().process<'conversation.identity.v1'>(batchOf([one]), effect);
        await eventually(() => world.outputs(id).length === 2, WAIT);
        const [
          {
            message: { envelope },
            record,
          },
        ] = world.of(world.routed, id) as [ReturnType<typeof world.of>[number]];
        expect(envelope).toMatchObject({
          conversationId: id,
          causes: [one.envelope.id],
          fence: { case: 1, epoch: 2, turn: 7 },
          occurredAt: one.envelope.occurredAt,
          customerHash: 'customer-1',
          actor: { kind: 'service', id: 'nlu-router' },
        });
        expect(record).toMatchObject({ key: id, headers: { id: envelope.id, type: 'Routed' } });
      },
      60 * SECONDS,
    );

    test(
      'an id twice in a batch, and in a later batch, has its effect once',
      async () => {
        const one = input(conversation(), 1);
        const inbox = world.inbox();
        await inbox.process<'conversation.identity.v1'>(batchOf([one, one]), effect);
        await inbox.process<'conversation.identity.v1'>(batchOf([one]), effect);
        expect(await world.effects([one])).toEqual([1]);
      },
      60 * SECONDS,
    );

    test(
      'two members in mid-work when the partitions move: one effect each',
      async () => {
        const messages = upTo(40).map((n) => input(`${conversation()}-${n}`, n));
        let open!: () => void;
        const opened = new Promise<void>((resolve) => {
          open = resolve;
        });
        let inHand = 0;
        const one = world.inbox();
        const two = world.inbox();
        await world.member((batch) =>
          one.process<'conversation.identity.v1'>(batch, async (tx, all: readonly Identity[]) => {
            inHand += 1;
            const facts = await effect(tx, all);
            await opened;
            return facts;
          }),
        );
        await world.append(messages);
        await eventually(() => inHand > 0, WAIT);
        const other: Identity[] = [];
        await world.member(
          (batch) =>
            two.process<'conversation.identity.v1'>(batch, async (tx, all: readonly Identity[]) => {
              other.push(...all);
              return effect(tx, all);
            }),
          async () => open(),
        );
        await eventually(async () => expect(await world.effects(messages)).toEqual(messages.map(() => 1)), WAIT);
      },
      120 * SECONDS,
    );

    test(
      'a generation that is over commits nothing',
      async () => {
        const one = input(conversation(), 1);
        await expect(
          world.inbox().process<'conversation.identity.v1'>(
            batchOf([one], () => false),
            effect,
          ),
        ).rejects.toMatchObject({ code: 'GENERATION_LOST' });
        expect(await world.effects([one])).toEqual([0]);
      },
      60 * SECONDS,
    );

    test(
      'a command id sent twice has its effect once',
      async () => {
        const one = input(conversation(), 1);
        const cause = {
          id: `click-${randomUUID()}`,
          at: 1_000,
          conversationId: one.envelope.conversationId,
          actor: { kind: 'agent', id: 'anna' },
        };
        const inbox = world.inbox();
        const accept = () =>
          inbox.run(cause, async (tx) => {
            await effect(tx, [one]);
            return { facts: [routed(one)], result: 'yours' };
          });
        const answers = await Promise.all([accept(), accept(), accept()]);
        expect(answers.filter(({ duplicate }) => !duplicate)).toEqual([{ duplicate: false, result: 'yours' }]);
        expect(await world.effects([one])).toEqual([1]);
        await eventually(() => world.outputs(one.envelope.conversationId).length === 1, WAIT);
        const [written] = world.of(world.routed, one.envelope.conversationId);
        expect(written!.message.envelope).toMatchObject({ actor: { kind: 'agent', id: 'anna' }, causes: [cause.id], occurredAt: 1_000 });
      },
      60 * SECONDS,
    );

    test(
      'due jobs of many replicas fire once each',
      async () => {
        const jobs = upTo(20).map((n) => ({
          id: `clock-${n}-${randomUUID()}`,
          at: n,
          conversationId: conversation(),
          kind: 'a member of its own',
        }));
        const fire = async () => (await world.inbox().runMany(jobs, async (_tx, fresh) => fresh.map(() => []))).map(({ id }) => id);
        const [one, two] = await Promise.all([fire(), fire()]);
        expect([...one, ...two].sort()).toEqual(jobs.map(({ id }) => id).sort());
      },
      60 * SECONDS,
    );

    test(
      'causes that wait at the same time and have the same work are one batch to it, and each caller is told of its own',
      async () => {
        const jobs = upTo(5).map((n) => ({ id: `waits-${n}-${randomUUID()}`, at: n, conversationId: conversation() }));
        const sizes: number[] = [];
        const work = async (_tx: unknown, fresh: readonly unknown[]) => {
          sizes.push(fresh.length);
          return fresh.map(() => []);
        };
        const inbox = world.inbox();
        const told = await Promise.all(jobs.map((job) => inbox.runMany([job], work)));
        expect(told.map((fresh) => fresh.map(({ id }) => id))).toEqual(jobs.map(({ id }) => [id]));
        expect(sizes).toEqual([5]);
      },
      60 * SECONDS,
    );

    test(
      'what is done beside others shares their transaction; what fails there fails alone',
      async () => {
        const [one, two] = [input(conversation(), 1), input(conversation(), 2)];
        const inbox = world.inbox();
        const count = (tx: EntityManager) =>
          tx.query<{ n: number }[]>('SELECT count(*)::int AS n FROM effects WHERE message_id = $1', [one.envelope.id]);
        const [, seen] = await Promise.all([inbox.process<'conversation.identity.v1'>(batchOf([one]), effect), inbox.beside(count)]);
        expect(seen).toEqual([{ n: 1 }]);
        const failing = inbox.beside(async () => {
          throw new Error('its own');
        });
        await Promise.all([expect(failing).rejects.toThrow('its own'), inbox.process<'conversation.identity.v1'>(batchOf([two]), effect)]);
        expect(await world.effects([one, two])).toEqual([1, 1]);
      },
      60 * SECONDS,
    );

    test(
      'what a transaction itself asks to be done beside it goes along with it',
      async () => {
        const one = input(conversation(), 1);
        const inbox = world.inbox();
        const own = 'SELECT pg_current_xact_id()::text AS id';
        let within: { id: string }[] = [];
        let beside: Promise<{ id: string }[]> | undefined;
        await inbox.process<'conversation.identity.v1'>(batchOf([one]), async (tx, messages) => {
          beside = inbox.beside((last) => last.query(own));
          within = await tx.query(own);
          return effect(tx, messages);
        });
        expect(await beside).toEqual(within);
      },
      60 * SECONDS,
    );

    test(
      'what is done beside nothing else is told when the database is away',
      async () => {
        const away = new DataSource({ ...world.dataSource.options });
        await expect(world.inbox({ dataSource: away }).beside((tx) => tx.query('SELECT 1'))).rejects.toThrow('Driver not Connected');
      },
      60 * SECONDS,
    );

    test(
      'a batch costs five statements, however many messages it holds',
      async () => {
        const messages = upTo(100).map((n) => input(conversation(), n));
        const statements: string[] = [];
        const logger = { logQuery: (sql: string) => void statements.push(sql) };
        const { dataSource } = world;
        const before = dataSource.logger;
        dataSource.logger = { ...before, ...logger } as typeof before;
        const route = async (_tx: unknown, all: readonly Identity[]) => all.map((each) => [routed(each)]);
        await world
          .inbox()
          .process<'conversation.identity.v1'>(batchOf(messages), route)
          .finally(() => {
            dataSource.logger = before;
          });
        expect(statements.map((sql) => sql.trim().split(/\s/)[0])).toEqual([
          'START',
          'SELECT',
          'WITH',
          publishing === 'after it' ? 'INSERT' : 'WITH',
          'COMMIT',
        ]);
      },
      60 * SECONDS,
    );

    test(
      'what comes while a transaction runs shares the next one; one that fails takes nobody with it',
      async () => {
        const inbox = world.inbox();
        const messages = upTo(12).map((n) => input(conversation(), n));
        let transactions = 0;
        const before = world.dataSource.logger;
        world.dataSource.logger = {
          ...before,
          logQuery: (sql: string) => {
            transactions += Number(sql === 'COMMIT');
          },
        } as typeof before;
        const all = messages.map((each) => inbox.process<'conversation.identity.v1'>(batchOf([each]), effect));
        await Promise.all(all).finally(() => {
          world.dataSource.logger = before;
        });
        expect(transactions).toBeLessThanOrEqual(2);
        expect(await world.effects(messages)).toEqual(messages.map(() => 1));

        const refused = async () => {
          throw Object.assign(new Error('no'), { code: 'REFUSED' });
        };
        const results = await Promise.allSettled([
          inbox.run({ id: randomUUID(), at: 1, conversationId: conversation() }, async () => ({ facts: [], result: 'one' })),
          inbox.run({ id: randomUUID(), at: 1, conversationId: conversation() }, refused),
          inbox.run({ id: randomUUID(), at: 1, conversationId: conversation() }, async () => ({ facts: [], result: 'three' })),
        ]);
        expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      },
      60 * SECONDS,
    );

    test(
      'where more waits than a transaction takes, what ends something goes before what begins',
      async () => {
        const inbox = world.inbox();
        const order: string[] = [];
        let open!: () => void;
        const gate = new Promise<void>((resolve) => (open = resolve));
        const held = inbox.run({ id: randomUUID(), at: 1, conversationId: conversation() }, () =>
          gate.then(() => ({ facts: [], result: undefined })),
        );
        await setImmediate();
        const batches = ['one', 'two'].map((name) =>
          inbox.process<'conversation.identity.v1'>(batchOf(upTo(400).map((n) => input(conversation(), n))), async (_tx, all) => {
            order.push(name);
            return all.map(() => []);
          }),
        );
        const ending = inbox.run({ id: randomUUID(), at: 1, conversationId: conversation() }, async () => {
          order.push('the end of something');
          return { facts: [], result: undefined };
        });
        open();
        await Promise.all([held, ...batches, ending]);
        expect(order).toEqual(['the end of something', 'one', 'two']);
      },
      60 * SECONDS,
    );

    test(
      'who only keeps what it reads claims nothing; what fails alone becomes a dead letter all the same',
      async () => {
        const inbox = world.inbox();
        const [one, poison, three] = upTo(3).map((n) => input(conversation(), n)) as [Identity, Identity, Identity];
        const keep = async (tx: EntityManager, all: readonly Identity[]) => {
          if (all.some(({ envelope }) => envelope.id === poison.envelope.id)) throw Object.assign(new Error('no'), { code: 'REFUSED' });
          await effect(tx, all);
        };
        await inbox.record<'conversation.identity.v1'>(batchOf([one, poison, three]), keep);
        await inbox.record<'conversation.identity.v1'>(batchOf([one]), keep);
        expect(await world.effects([one, poison, three])).toEqual([2, 0, 1]);
        const ids = [one, poison, three].map(({ envelope }) => envelope.id);
        expect(await world.rows('SELECT cause_id FROM nlu_router.inbox WHERE cause_id = ANY($1)', [ids])).toEqual([
          { cause_id: poison.envelope.id },
        ]);
        expect(await world.rows('SELECT error_code FROM nlu_router.dead_letters WHERE record_id = $1', [poison.envelope.id])).toEqual([
          { error_code: 'REFUSED' },
        ]);
      },
      60 * SECONDS,
    );

    whatDies(() => world);
    if (publishing === 'after it') whatWaits(() => world);
    passedOver(() => world);
    decidedInOrder(() => world);
    more(() => world);
  });
}
