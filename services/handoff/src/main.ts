import { start } from '@frontdesk/runtime';
import { config, HandoffModule, manifest } from './index.ts';

await start(manifest, HandoffModule, { config });
