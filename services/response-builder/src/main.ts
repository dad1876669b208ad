import { start } from '@frontdesk/runtime';
import { config, manifest, ResponseBuilderModule } from './index.ts';

await start(manifest, ResponseBuilderModule, { config });
