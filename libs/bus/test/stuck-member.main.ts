import { EmbeddedBus } from '../src/embedded/embedded-bus.ts';
import { KafkaBus } from '../src/kafka/kafka-bus.ts';
import type { StuckMember } from './stuck-member.ts';

const { kind, address, group, topic } = JSON.parse(process.argv[2]!) as StuckMember;
const bus =
  kind === 'embedded'
    ? new EmbeddedBus({ url: address })
    : new KafkaBus({ brokers: address.split(','), clientId: 'stuck', sessionTimeoutMs: 6_000 });

await bus.consume({
  group,
  topics: [topic],
  onBatch: () => {
    process.stdout.write('has a batch\n');
    return new Promise<void>(() => undefined);
  },
});
