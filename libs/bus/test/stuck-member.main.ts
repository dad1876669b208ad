import { EmbeddedBus } from '../src/embedded/embedded-bus.ts';
import type { StuckMember } from './stuck-member.ts';

const { address, group, topic } = JSON.parse(process.argv[2]!) as StuckMember;
const bus = new EmbeddedBus({ url: address, partitions: 4 });

await bus.consume({
  group, topics: [topic], onBatch: () => {
    console.log('has a batch');
    return new Promise<void>(() => undefined);
  },
});
