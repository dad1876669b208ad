import { start } from '@frontdesk/runtime';
import { config, manifest, SlaSchedulerModule } from './index.ts';

await start(manifest, SlaSchedulerModule, { config });
