import { start } from '@frontdesk/runtime';
import { config, manifest, RagToolsModule } from './index.ts';

await start(manifest, RagToolsModule, { config });
