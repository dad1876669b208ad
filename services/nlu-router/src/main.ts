import { start } from '@frontdesk/runtime';
import { manifest, NluRouterModule } from './index.ts';

await start(manifest, NluRouterModule);
