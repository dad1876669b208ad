import { processConformance } from '../../test/process-conformance.ts';
import { retentionConformance } from '../../test/retention-conformance.ts';
import { slowConformance } from '../../test/slow-conformance.ts';
import { EmbeddedBus } from '../embedded/embedded-bus.ts';

processConformance('the embedded bus', async (url) => new EmbeddedBus({ url, partitions: 4 }), (world) => {
  slowConformance(world);
  retentionConformance(world);
});
