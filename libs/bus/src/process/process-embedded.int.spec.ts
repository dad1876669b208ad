import { processConformance } from '../../test/process-conformance.ts';
import { EmbeddedBus } from '../embedded/embedded-bus.ts';

processConformance('the embedded bus', async (url) => new EmbeddedBus({ url, partitions: 4 }));
