import { afterAll, expect, test } from '@jest/globals';
import { startKafka } from '@frontdesk/kafka-broker';
import { eventually } from '@frontdesk/testing';
import { Kafka, logLevel } from 'kafkajs';
import { processConformance } from '../../test/process-conformance.ts';
import { READ, conversation, effect, input, recordOf } from '../../test/process-world.ts';
import { slowConformance } from '../../test/slow-conformance.ts';
import { KafkaBus } from '../kafka/kafka-bus.ts';

let stop: () => Promise<unknown> = async () => undefined;
let brokers: string[] = [];
afterAll(() => stop(), 60_000);

processConformance(
  'Kafka',
  'after it',
  async () => {
    const kafka = await startKafka();
    stop = () => kafka.stop();
    brokers = kafka.brokers.split(',');
    return new KafkaBus({ brokers, clientId: 'process-conformance', partitions: 4, sessionTimeoutMs: 6_000 });
  },
  (world) => {
    slowConformance(world);

    test('what somebody else wrote to a topic, without a key and with NULs, or with a key as long as a record, is a dead letter and keeps nobody from going on', async () => {
      const [before, after] = [input(conversation(), 1), input(conversation(), 2)];
      const good = [before, after]
        .map(recordOf)
        .map(({ key, value, headers }) => ({ key, value: Buffer.from(value), headers, partition: 1 }));
      const foreign = { key: null, value: Buffer.from('{"a":1}'), headers: { from: 'a\0b' }, partition: 1 };
      const producer = new Kafka({ brokers, clientId: 'somebody else', logLevel: logLevel.NOTHING }).producer();
      await producer.connect();
      const long = { ...foreign, key: 'k'.repeat(400_000) };
      await producer.send({ topic: READ, messages: [good[0]!, foreign, long, good[1]!] });
      await producer.disconnect();
      const inbox = world().inbox();
      await world().member((batch) => inbox.process<typeof READ>(batch, effect));

      await eventually(() => [before, after].every(({ envelope }) => world().outputs(envelope.conversationId).length === 2), 40_000);
      await eventually(() => world().of(world().dead, `${READ}-1`).length === 1, 40_000);
      await eventually(async () => expect(await world().bus.lag('nlu-router', [READ])).toEqual({ [READ]: 0 }), 40_000);
      await inbox.stop();
      expect(await world().rows('SELECT 1 FROM nlu_router.outbox')).toEqual([]);
      expect(await world().rows('SELECT error_code FROM nlu_router.dead_letters WHERE conversation_id = $1', [`${READ}-1`])).toEqual([
        { error_code: 'UNDECODABLE' },
      ]);
      expect(
        await world().rows(`SELECT headers FROM nlu_router.dead_letters WHERE conversation_id LIKE 'sha256:%' AND partition = 1`),
      ).toEqual([{ headers: { from: 'ab', 'key-hashed': 'sha256' } }]);
    }, 120_000);
  },
);
