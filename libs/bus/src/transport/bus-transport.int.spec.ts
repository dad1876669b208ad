import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@frontdesk/testing';
import { Controller, Module } from '@nestjs/common';
import type { INestMicroservice, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { READ, WRITTEN, World, batchOf, conversation, effect, input, routed } from '../../test/process-world.ts';
import { EmbeddedBus } from '../embedded/embedded-bus.ts';
import type { Batch } from '../port.ts';
import { redriveDead, listDead } from '../process/dead-desk.ts';
import { SlowWork } from '../process/slow-work.ts';
import { BusTransport } from './bus-transport.ts';

describe('the Nest strategy on the bus', () => {
  let world: World;
  const apps: INestMicroservice[] = [];
  const spans = new InMemorySpanExporter();
  beforeAll(async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }));
    world = await World.open(async (url) => new EmbeddedBus({ url, partitions: 4 }));
  });
  afterEach(async () => {
    await Promise.all(apps.splice(0).map((app) => app.close()));
    await world.clear();
  });
  afterAll(() => world.close());

  const start = async (controllers: Type[], more: Partial<BusTransport['busOptions']> = {}) => {
    @Module({ controllers })
    class ServiceModule {}
    const strategy = new BusTransport({ bus: world.bus, group: 'nlu-router', ...more });
    const app = await NestFactory.createMicroservice(ServiceModule, { strategy, logger: false, abortOnError: false });
    apps.push(app);
    await app.listen();
    return strategy;
  };

  test('a batch goes to the handler of its topic, and comes again when the handler rejects', async () => {
    const inbox = world.inbox();
    let refusals = 2;
    @Controller()
    class Handler {
      @EventPattern(READ)
      async on(@Payload() batch: Batch) {
        if (refusals-- > 0) throw new Error('not now');
        await inbox.process<'conversation.identity.v1'>(batch, effect);
      }
    }
    const strategy = await start([Handler], { inbox });
    expect(strategy.topics).toEqual([READ]);
    const one = input(conversation(), 1);
    await world.append([one]);
    await eventually(() => world.outputs(one.envelope.conversationId).length === 2);
    expect(await world.effects([one])).toEqual([1]);
  });

  test('a dead letter comes again through the handler', async () => {
    const inbox = world.inbox();
    let broken = true;
    @Controller()
    class Handler {
      @EventPattern(READ)
      on(@Payload() batch: Batch) {
        return inbox.process<typeof READ>(batch, async (tx, messages) => {
          if (broken) throw new Error('broken');
          return effect(tx, messages);
        });
      }
    }
    await start([Handler], { inbox });
    const one = input(conversation(), 1);
    await world.append([one]);
    const letter = async () => (await listDead(world.dataSource)).find(({ recordId }) => recordId === one.envelope.id);
    await eventually(async () => expect(await letter()).toBeDefined());
    broken = false;
    await redriveDead(world.dataSource, (await letter())!.id, 'anna', Date.now());
    await eventually(() => world.outputs(one.envelope.conversationId).length === 2);
  });

  test('slow work that waits when the transport closes is given back, not done: only what is at work ends', async () => {
    const inbox = world.inbox();
    const slow = new SlowWork(inbox, { concurrency: 1 });
    const messages = Array.from({ length: 6 }, (_, n) => input(conversation(), n));
    const runs: string[] = [];
    let open!: () => void;
    const gate = new Promise<void>((resolve) => (open = resolve));
    @Controller()
    class Handler {
      @EventPattern(READ)
      on(@Payload() batch: Batch) {
        return slow.process<typeof READ, null, null>(batch, {
          plan: async (_tx, all) => all.map(() => ({ plan: null })),
          run: async (_plan, message) => {
            runs.push(message.envelope.id);
            await gate;
            return null;
          },
          conclude: async (_tx, message) => [routed(message)],
        });
      }
    }
    const strategy = await start([Handler], { inbox });
    await world.append(messages);
    const planned = () =>
      world.rows(
        'SELECT claimed_until IS NULL AS free, concluded_at IS NULL AS open FROM nlu_router.slow_work WHERE conversation_id = ANY($1)',
        [messages.map(({ envelope }) => envelope.conversationId)],
      );
    await eventually(async () => runs.length === 1 && (await planned()).length === 6);
    const closed = strategy.close();
    open();
    await closed;
    expect(runs.length).toBe(1);
    const left = (await planned()).filter((row) => row['open']);
    expect(left).toEqual(Array.from({ length: 5 }, () => ({ free: true, open: true })));
  });

  test('two handlers of a topic, or one that wants to answer, refuse to start', async () => {
    @Controller()
    class One {
      @EventPattern(READ) on(_: unknown) {}
    }
    @Controller()
    class Two {
      @EventPattern(READ) on(_: unknown) {}
    }
    @Controller()
    class Answers {
      @MessagePattern(WRITTEN) on(_: unknown) {}
    }
    await expect(start([One, Two])).rejects.toThrow(`${READ} has two handlers`);
    await expect(start([Answers])).rejects.toThrow(`${WRITTEN}: use @EventPattern`);
  });

  test('the span of a message is the parent of what reads its outputs; slow work too', async () => {
    spans.reset();
    const id = conversation();
    const parent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const traced = (number: number) => {
      const batch = batchOf([input(id, number)]);
      return { ...batch, records: batch.records.map((record) => ({ ...record, headers: { ...record.headers, traceparent: parent } })) };
    };
    const inbox = world.inbox();
    const once = traced(1);
    await inbox.process<'conversation.identity.v1'>(once, effect);
    await inbox.process<'conversation.identity.v1'>(once, effect);
    const slow = new SlowWork(inbox);
    await slow.process<typeof READ, null, null>(traced(2), {
      plan: async (_tx, messages) => messages.map(() => ({ plan: null })),
      run: async () => {
        trace.getTracer('a client').startSpan('GET').end();
        return null;
      },
      conclude: async (_tx, message) => [routed(message)],
    });
    await eventually(() => world.outputs(id).length === 3);
    await slow.drain();

    const ours = spans.getFinishedSpans().filter(({ name }) => name === 'nlu-router IdentityResolved');
    expect(ours.map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual(['b'.repeat(16), 'b'.repeat(16)]);
    const headers = world.of(world.routed, id).map(({ record }) => record.headers['traceparent']);
    expect(headers).toEqual([ours[0]!, ours[0]!, ours[1]!].map((span) => `00-${'a'.repeat(32)}-${span.spanContext().spanId}-01`));
    const attributes = [
      'frontdesk.conversation_id',
      'frontdesk.message.id',
      'frontdesk.message.type',
      'frontdesk.waited_ms',
      'messaging.destination.name',
    ];
    for (const span of ours)
      expect([Object.keys(span.attributes).sort(), span.attributes['frontdesk.waited_ms']]).toEqual([attributes, expect.any(Number)]);
    const call = spans.getFinishedSpans().find(({ name }) => name === 'GET');
    expect(call?.parentSpanContext?.spanId).toBe(ours[1]!.spanContext().spanId);
  });
});
