import { start } from '@frontdesk/runtime';
import { AuthModule, config, manifest } from './index.ts';

await start(manifest, AuthModule, { config });
