import { startKafka } from '@frontdesk/kafka-broker';
import { eventually } from '@frontdesk/testing';
import { expect, test } from '@jest/globals';
import { KafkaBus } from './kafka-bus.ts';

test('who of a group holds what is known: two share, and one that is left has all', async () => {
  const kafka = await startKafka();
  const bus = new KafkaBus({ brokers: kafka.brokers.split(','), clientId: 'members', partitions: 4, sessionTimeoutMs: 6_000 });
  try {
    await bus.createTopics([{ topic: 'shared.v1', partitions: 4, retentionMs: 60_000 }]);
    const first = await consumer();
    await consumer();
    await eventually(async () => expect(await held()).toEqual([2, 2]), 60_000);
    await first.stop();
    await eventually(async () => expect(await held()).toEqual([4]), 60_000);
  } finally {
    await bus.close();
    await kafka.stop();
  }

  function consumer() {
    return bus.consume({ group: 'sharers', topics: ['shared.v1'], onBatch: () => Promise.resolve() });
  }
  async function held(): Promise<number[]> {
    return [...(await bus.members('sharers')).values()].map((partitions) => partitions.length);
  }
}, 180_000);
