import { LoadGenerator } from './load-generator.ts';
import type { RunOrder } from './load-protocol.ts';

// The outside in a process of its own: Meta and the shop. Its parent orders runs over IPC.
const generator = new LoadGenerator();
const { graphUrl } = await generator.listen();
process.send!({ graphUrl });
process.on('message', (order) => void generator.run(order as RunOrder).then((result) => process.send!(result)));
process.on('disconnect', () => process.exit(0));
