import { afterAll } from '@jest/globals';
import { startKafka } from '@frontdesk/kafka-broker';
import { processConformance } from '../../test/process-conformance.ts';
import { slowConformance } from '../../test/slow-conformance.ts';
import { KafkaBus } from '../kafka/kafka-bus.ts';

let stop: () => Promise<unknown> = async () => undefined;
afterAll(() => stop(), 60_000);

processConformance(
  'Kafka',
  'after it',
  async () => {
    const kafka = await startKafka();
    stop = () => kafka.stop();
    return new KafkaBus({ brokers: kafka.brokers.split(','), clientId: 'process-conformance', partitions: 4, sessionTimeoutMs: 6_000 });
  },
  slowConformance,
);
