import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { answers } from './answers.ts';
import { startKafka } from './start.ts';
import type { KafkaBroker } from './start.ts';

describe('Apache Kafka of our own', () => {
  const given = process.env['KAFKA_BROKERS'];
  let kafka: KafkaBroker;
  const port = () => Number(kafka.brokers.split(':').at(-1));
  beforeAll(async () => {
    delete process.env['KAFKA_BROKERS'];
    kafka = await startKafka();
  }, 120_000);
  afterAll(async () => {
    await kafka.stop();
    if (given) process.env['KAFKA_BROKERS'] = given;
  });

  test('answers as soon as it is started, and only on this machine', async () => {
    expect(kafka.brokers).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(await answers(port())).toBe(true);
  });

  test('a killed one is away, and comes back where it was', async () => {
    const { brokers } = kafka;
    await kafka.kill();
    const refused = new Promise((resolve) =>
      connect(port(), '127.0.0.1').on('error', (error: NodeJS.ErrnoException) => resolve(error.code)),
    );
    expect(await refused).toBe('ECONNREFUSED');
    await kafka.restart();
    expect(kafka.brokers).toBe(brokers);
    expect(await answers(port())).toBe(true);
  }, 90_000);

  test('one that was given is not ours to end', async () => {
    process.env['KAFKA_BROKERS'] = kafka.brokers;
    const same = await startKafka();
    delete process.env['KAFKA_BROKERS'];
    expect(same).toMatchObject({ brokers: kafka.brokers, given: true });
    await same.stop();
    await expect(same.kill()).rejects.toMatchObject({ code: 'NOT_OURS' });
    expect(await answers(port())).toBe(true);
  });
});
