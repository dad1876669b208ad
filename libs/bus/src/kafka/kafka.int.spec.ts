import { startKafka } from '@frontdesk/kafka-broker';
import { busConformance } from '../../test/conformance.ts';
import { stuckMember } from '../../test/stuck-member.ts';
import { KafkaBus } from './kafka-bus.ts';

busConformance(
  'the Kafka bus',
  async () => {
    const kafka = await startKafka();
    const { brokers } = kafka;
    return {
      open: () => new KafkaBus({ brokers: brokers.split(','), clientId: 'conformance', partitions: 4, sessionTimeoutMs: 6_000 }),
      stuckMember: (group, topic) => stuckMember({ kind: 'kafka', address: brokers, group, topic }),
      stopServer: () => kafka.kill(),
      startServer: () => kafka.restart(),
      close: () => kafka.stop(),
    };
  },
  { ownServer: !process.env['KAFKA_BROKERS'] },
);
